"use server";

import { OneInvitation } from "#lib/domain/invitations/model.ts";
import { changeStaff } from "#lib/domain/staff/commands.ts";
import { inviteStaff, renewStaffInvitation, revokeStaffInvitation } from "#lib/domain/staff/invitations.ts";
import { ChangeStaff, InviteStaff } from "#lib/domain/staff/model.ts";
import { platformAction } from "#lib/gate/action.ts";

export const change = platformAction("staff:write", ChangeStaff, changeStaff);
export const invite = platformAction("staff:write", InviteStaff, inviteStaff);
export const renew = platformAction("staff:write", OneInvitation, renewStaffInvitation);
export const withdraw = platformAction("staff:write", OneInvitation, revokeStaffInvitation);
