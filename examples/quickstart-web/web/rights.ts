// The rights of whoever is signed in, as a server that uses sendright answers them: the JSON of `sendright::Access`.
//
// It is for showing only: which buttons and menus a page offers. What a client holds is no proof. The server decides each
// request again, and its answer counts.

// Generated from the catalogue: `SENDRIGHT_BLESS=1 cargo test -p sendright-quickstart-web-example`.
export type Permission =
  | "sms.view"
  | "sms.edit"
  | "sms.send"
  | "sms.launch"
  | "voice.view"
  | "voice.edit"
  | "voice.send"
  | "voice.launch"
  | "email.view"
  | "email.edit"
  | "email.send"
  | "email.launch"
  | "chat.view"
  | "chat.edit"
  | "chat.send"
  | "chat.launch"
  | "message.template"
  | "message.free_text"
  | "message.group"
  | "message.upload"
  | "message.schedule"
  | "message.cancel"
  | "message.delete"
  | "sent.view"
  | "sent.export"
  | "automation.view"
  | "automation.edit"
  | "automation.launch"
  | "template.view"
  | "template.edit"
  | "template.delete"
  | "template.publish"
  | "template.share"
  | "contact.view"
  | "contact.reveal"
  | "contact.edit"
  | "contact.group"
  | "contact.import"
  | "contact.export"
  | "contact.delete"
  | "contact.resubscribe"
  | "contact.share"
  | "inbox.view"
  | "inbox.assign"
  | "inbox.reply"
  | "inbox.delete"
  | "form.view"
  | "form.edit"
  | "form.publish"
  | "form.link"
  | "media.view"
  | "media.upload"
  | "media.delete"
  | "sender.view"
  | "sender.request"
  | "sender.manage"
  | "connection.view"
  | "connection.manage"
  | "connection.clone"
  | "integration.view"
  | "integration.log"
  | "integration.api"
  | "integration.keys"
  | "integration.webhooks"
  | "integration.gateways"
  | "report.view"
  | "report.usage"
  | "report.export"
  | "account.view"
  | "account.edit"
  | "account.auto_replace"
  | "account.security"
  | "account.limits"
  | "account.close"
  | "subaccount.view"
  | "subaccount.manage"
  | "user.view"
  | "user.invite"
  | "user.edit"
  | "user.assign_role"
  | "user.manage_roles"
  | "user.deactivate"
  | "user.delete"
  | "user.reset_password"
  | "profile.edit"
  | "billing.view"
  | "billing.manage"
  | "credit.view"
  | "credit.purchase"
  | "credit.allocate"
  | "audit.view"
  | "audit.export";

export type Area =
  | "sms"
  | "voice"
  | "email"
  | "chat"
  | "message"
  | "sent"
  | "automation"
  | "template"
  | "contact"
  | "inbox"
  | "form"
  | "media"
  | "sender"
  | "connection"
  | "integration"
  | "report"
  | "account"
  | "subaccount"
  | "user"
  | "profile"
  | "billing"
  | "credit"
  | "audit"
  | "custom";
// end of generated

/** A permission of the application's own that it gave no name. */
export type Unnamed = `custom.${number}`;

/** Who asks: a person, or an API key. */
export type Principal = { readonly user: string } | { readonly api_key: string };

/** `Own` are the names that the application gives to its own permissions, such as `"fax.send"`. */
export interface Rights<Own extends string = never> {
  readonly principal: Principal;
  /** The user, or the owner of the key; `null` for a key of an account, which has none. */
  readonly user: string | null;
  readonly account: string;
  /** What is allowed on all data of the account. */
  readonly permissions: readonly (Permission | Own | Unnamed)[];
  /** What is allowed on the user's own data: all of the above, and more. */
  readonly own_permissions: readonly (Permission | Own | Unnamed)[];
  /** The menus to offer. */
  readonly shown_areas: readonly Area[];
  /** When it was asked. */
  readonly at: string;
  /** From when on it is outdated; `null` if no such time is known. */
  readonly valid_until: string | null;
  readonly revision: number;
}

/** Whether a permission is allowed on all data of the account. */
export function can<Own extends string>(rights: Rights<Own>, permission: Permission | NoInfer<Own>): boolean {
  return rights.permissions.includes(permission);
}

/**
 * Whether a permission is allowed on a row, by the owner of the row (rule D2). What is nobody's is nobody's own. For what the
 * user is about to make, the owner is `rights.user`.
 */
export function canOn<Own extends string>(
  rights: Rights<Own>,
  permission: Permission | NoInfer<Own>,
  owner: string | null,
): boolean {
  const isOwn = owner !== null && owner === rights.user;
  return (isOwn ? rights.own_permissions : rights.permissions).includes(permission);
}

/** Whether to offer the menu of an area. It says nothing of what is in the menu. */
export function shows(rights: Rights<string>, area: Area): boolean {
  return rights.shown_areas.includes(area);
}

/** Whether to ask the server again. An instant that can't be read counts as outdated. */
export function outdated(rights: Rights<string>, now: Date): boolean {
  const { at, valid_until } = rights;
  return !(Date.parse(at) <= now.getTime() && (valid_until === null || now.getTime() < Date.parse(valid_until)));
}
