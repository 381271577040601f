// What must compile, and what must not: each line after `@ts-expect-error` is an error, or `tsc` fails.

import { can, canOn, outdated, shows, type Area, type Permission, type Rights } from "./rights.js";

declare const rights: Rights<"fax.send">;
declare const plain: Rights;
declare const campaign: { readonly owner: string | null };

export function page(now: Date): readonly boolean[] {
  return [
    can(rights, "sms.launch"),
    can(rights, "fax.send"),
    canOn(rights, "sms.launch", campaign.owner),
    canOn(rights, "sms.edit", rights.user),
    canOn(plain, "sms.edit", null),
    shows(rights, "sms"),
    shows(plain, "custom"),
    outdated(rights, now),
  ];
}

// @ts-expect-error: misspelt
can(rights, "sms.lunch");
// @ts-expect-error: misspelt
canOn(rights, "sms.lunch", campaign.owner);
// @ts-expect-error: not a name of this application's
can(rights, "fax.burn");
// @ts-expect-error: this application has no names of its own
can(plain, "fax.send");
// @ts-expect-error: the application named it
can(rights, "custom.0");
// @ts-expect-error: an area is not a permission
can(rights, "sms");
// @ts-expect-error: a permission is not an area
shows(rights, "sms.launch");
// @ts-expect-error: misspelt
shows(rights, "smms");
// @ts-expect-error: whose row it is must be known, and is `null` if it is nobody's
canOn(rights, "sms.launch", undefined);
// @ts-expect-error: the row, and not its owner
canOn(rights, "sms.launch", campaign);
// @ts-expect-error: an instant, and not a number
outdated(rights, 0);

// @ts-expect-error: what a client holds is read only
rights.permissions.push("sms.launch");
// @ts-expect-error: as is whose it is
rights.user = null;

export const permission: Permission = "credit.purchase";
export const area: Area = "credit";
