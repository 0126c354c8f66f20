"use server";

import { OneInvitation } from "#lib/domain/invitations/model.ts";
import { changeRole, leaveTenant, removeMember } from "#lib/domain/members/commands.ts";
import { invitePeople, renewInvitation, revokeInvitation } from "#lib/domain/members/invitations.ts";
import { ChangeRole, InvitePeople, OneMember } from "#lib/domain/members/model.ts";
import { NoInput } from "#lib/domain/tenants/model.ts";
import { keepingOwner } from "#lib/domain/tenants/owner.ts";
import { tenantAction } from "#lib/gate/action.ts";

export const invite = tenantAction("console", "members:write", InvitePeople, invitePeople);
export const renew = tenantAction("console", "members:write", OneInvitation, renewInvitation);
export const withdraw = tenantAction("console", "members:write", OneInvitation, revokeInvitation);
export const change = tenantAction("console", "members:write", ChangeRole, keepingOwner(changeRole));
export const remove = tenantAction("console", "members:write", OneMember, keepingOwner(removeMember));
export const leave = tenantAction("console", "membership:end", NoInput, keepingOwner(leaveTenant));
