"use server";

import { OneInvitation } from "#lib/domain/invitations/model.ts";
import { changeRole, removeMember } from "#lib/domain/members/commands.ts";
import { invitePeople, renewInvitation, revokeInvitation } from "#lib/domain/members/invitations.ts";
import { ChangeRole, InvitePeople, OneMember } from "#lib/domain/members/model.ts";
import { keepingOwner } from "#lib/domain/tenants/owner.ts";
import { tenantAction } from "#lib/gate/action.ts";

export const invite = tenantAction("platform", "members:write", InvitePeople, invitePeople);
export const renew = tenantAction("platform", "members:write", OneInvitation, renewInvitation);
export const withdraw = tenantAction("platform", "members:write", OneInvitation, revokeInvitation);
export const change = tenantAction("platform", "members:write", ChangeRole, keepingOwner(changeRole));
export const remove = tenantAction("platform", "members:write", OneMember, keepingOwner(removeMember));
