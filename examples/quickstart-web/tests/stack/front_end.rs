//! What a front end has: `web/rights.ts` names what the catalogue has, and `web/cases.ts` has what the directory decides, which
//! `web/run.js` compares with the functions of `web/rights.ts`.
//!
//! `SENDRIGHT_BLESS=1 cargo test -p sendright-quickstart-web-example` writes both anew.

use std::fmt::{Display, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use sendright::testing::{MILLI, World, account, day, key, now, user};
use sendright::{
    Access, Area, Assignment, Denial, Level, Levels, Permission, PermissionSet, Preset, Principal, Request, UserId,
};
use sendright_quickstart_web_example::NAMES;
use serde_json::{Value, json};

/// Holds a file to what it should say, or writes it.
#[track_caller]
fn holds(file: &str, expected: impl FnOnce(&str) -> String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("web").join(file);
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let expected = expected(&found);
    if std::env::var_os("SENDRIGHT_BLESS").is_some() {
        std::fs::write(path, expected).unwrap();
    } else if let Some((number, line)) =
        (1..).zip(expected.lines()).find(|(number, line)| found.lines().nth(number - 1) != Some(*line))
    {
        panic!("web/{file}, line {number} is not `{line}`: SENDRIGHT_BLESS=1 cargo test writes it anew");
    } else {
        assert_eq!(found, expected, "web/{file} has more lines: SENDRIGHT_BLESS=1 cargo test writes it anew");
    }
}

/// Names as a union type.
fn union(name: &str, names: impl IntoIterator<Item = impl Display>) -> String {
    let mut union = format!("export type {name} =");
    for name in names {
        write!(union, "\n  | \"{name}\"").unwrap();
    }
    union + ";\n"
}

#[test]
fn the_names_are_those_of_the_catalogue() {
    holds("rights.ts", |found| {
        let (before, rest) = found.split_once("// Generated").unwrap();
        let (generated, rest) = rest.split_once('\n').unwrap();
        let (_, after) = rest.split_once("// end of generated").unwrap();
        let permissions = union("Permission", Permission::ALL.map(Permission::name));
        let areas = union("Area", Area::ALL.into_iter().chain([Area::Custom]));
        format!("{before}// Generated{generated}\n{permissions}\n{areas}// end of generated{after}")
    });
}

/// Acme, with people and keys whose rights are of different shapes.
fn world() -> World {
    let cap = Permission::SmsView | Permission::SmsLaunch | Permission::BillingView;
    World::new()
        .account_for("acme", "ada")
        .member("rita", Preset::Admin)
        .key("robot", "rita", cap)
        .assign("rita", Preset::Regular)
        .account_key("machine", cap)
        .member("until", Assignment::of(Preset::Sender).until(day(31)))
        .member("revoked", Assignment::of(Preset::Sender).withholding(Permission::SmsLaunch))
        .member("guest", Assignment::levels(Levels::NONE.with(Area::Message, Level::Guest)))
        .sub("closed")
        .member("last", Preset::Advanced)
        .closed()
}

/// Whose rights they are, and in which account.
fn askers() -> [(&'static str, Principal, &'static str); 8] {
    [
        ("an administrator", user("ada").into(), "acme"),
        ("a Regular, who works on their own", user("rita").into(), "acme"),
        ("the key of a Regular", key("robot").into(), "acme"),
        ("a key of the account, which owns nothing", key("machine").into(), "acme"),
        ("a Sender for a month", user("until").into(), "acme"),
        ("a Sender whose launching was revoked", user("revoked").into(), "acme"),
        ("a Guest, who is shown a menu and may do nothing", user("guest").into(), "acme"),
        ("a member of a closed account", user("last").into(), "closed"),
    ]
}

/// Everything that a front end of this product asks about: the catalogue, and the product's own.
fn permissions() -> impl Iterator<Item = Permission> + Clone {
    Permission::ALL.into_iter().chain(Permission::custom(0))
}

fn names(permissions: impl Iterator<Item = Permission>) -> Value {
    permissions.map(|permission| NAMES.name(permission)).collect()
}

/// What the directory decides: of the access, nothing is asked but when it is outdated, and which menus it shows.
fn case(world: &World, (name, principal, at): (&str, Principal, &str)) -> String {
    let access = world.directory().access(principal, account(at), world.now()).unwrap();
    let asks = |permission| Request::new(principal, permission, account(at));
    let is_allowed = |request: Request| world.directory().authorize(&request).is_ok();
    let everywhere = permissions().filter(|permission| is_allowed(asks(*permission).at(world.now())));
    let on = |owner: Option<UserId>| {
        let allowed = permissions().filter(|permission| is_allowed(asks(*permission).owned_by(owner).at(world.now())));
        json!({ "owner": owner, "allowed": names(allowed) })
    };
    let owners: Vec<Value> = [access.user(), Some(user("sam")), None].map(on).into();
    let shown: Vec<Area> = access.shown_areas().collect();
    let fields = [
        ("name", json!(name).to_string()),
        // As it is written, and not as a value that sorts its fields.
        ("rights", serde_json::to_string(&access.with_names(&NAMES)).unwrap()),
        ("everywhere", names(everywhere).to_string()),
        ("owners", json!(owners).to_string()),
        ("shown", json!(shown).to_string()),
        ("times", times(&access).to_string()),
    ];
    let fields = fields.map(|(name, value)| format!("    {name}: {value},\n")).concat();
    format!("  {{\n{fields}  }},\n")
}

/// Instants around those at which an access begins and ends.
fn times(access: &Access) -> Value {
    let around = |instant| [instant - MILLI, instant, instant + MILLI];
    let instants = around(access.at()).into_iter().chain(access.valid_until().into_iter().flat_map(around));
    let told = |instant: DateTime<Utc>| {
        let outdated = access.authorize(Permission::SmsView, instant) == Err(Denial::Outdated);
        json!({ "now": instant.to_rfc3339(), "is_outdated": outdated })
    };
    instants.chain([day(40_000)]).map(told).collect()
}

#[test]
fn the_functions_are_held_to_what_the_directory_decides() {
    let world = world();
    let cases: String = askers().map(|asker| case(&world, asker)).concat();
    let areas: Value = Area::ALL.into_iter().chain([Area::Custom]).map(|area| area.to_string()).collect();
    let names = names(permissions());
    holds("cases.ts", |_| {
        format!(
            r#"// Real accesses, and what the directory decides. Written by a test of this package: see tests/stack/front_end.rs.
//
// That it compiles shows that the JSON has exactly the fields of `Rights`.

import type {{ Area, Permission, Rights }} from "./rights.js";

export type Own = "fax.send";

export interface Case {{
  readonly name: string;
  readonly rights: Rights<Own>;
  /** What is allowed on all data of the account. */
  readonly everywhere: readonly (Permission | Own)[];
  /** What is allowed on a row, by its owner. */
  readonly owners: readonly {{ readonly owner: string | null; readonly allowed: readonly (Permission | Own)[] }}[];
  readonly shown: readonly Area[];
  readonly times: readonly {{ readonly now: string; readonly is_outdated: boolean }}[];
}}

export const permissions: readonly (Permission | Own)[] = {names};

export const areas: readonly Area[] = {areas};

export const cases: readonly Case[] = [
{cases}];
"#
        )
    });
}

/// A client that asks for the rights of a revoked key, or of nobody, gets a problem and no rights.
#[test]
fn there_are_no_rights_of_a_revoked_key() {
    let world = World::new().account("acme").account_key("lost", PermissionSet::SMS_SEND).revoked("lost");
    let access = world.directory().access(key("lost"), account("acme"), now());
    assert_eq!(access.unwrap_err(), Denial::KeyRevoked);
}
