//! An impact in words: a line for all who gain and lose the same, in the same account and for the same time.

use core::fmt::{self, Display, Formatter};

use crate::directory::Directory;
use crate::organization::words::{Instant, Quoted};
use crate::organization::{Account, AccountId, ApiKey, Name, Principal, User};
use crate::permission::list::{MAX_LISTED, PermissionList, write_rest};
use crate::permission::{CustomNames, Grants, PermissionSet, Scope};

use super::{AccessChange, Impact};

pub(super) struct Told<'a> {
    pub(super) impact: &'a Impact,
    pub(super) directory: &'a Directory,
    pub(super) permission_names: &'a CustomNames<'a>,
}

impl Display for Told<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { impact, directory, .. } = self;
        if impact.is_none() {
            return f.write_str("nobody gains or loses anything, and nothing ends");
        }
        let mut line = "";
        for group in groups(impact) {
            f.write_str(line)?;
            self.write_group(f, &group)?;
            line = "\n";
        }
        for id in &impact.ended_keys {
            let key = NameOr(directory.api_key(*id).map(ApiKey::name), id);
            write!(f, "{line}the API key {key} is revoked")?;
            line = "\n";
        }
        for id in &impact.ended_invitations {
            write!(f, "{line}")?;
            match directory.invitation(*id) {
                Some(invitation) => write!(f, "an invitation to {} ends", self.account(&invitation.account))?,
                None => write!(f, "the invitation {id} ends")?,
            }
            line = "\n";
        }
        Ok(())
    }
}

/// The changes that differ in nothing but the principal, together; each in the order of the principals.
fn groups(impact: &Impact) -> Vec<Vec<&AccessChange>> {
    let key = |change: &AccessChange| {
        let bits = |grants: Grants| Scope::ALL.map(|scope| grants.at(scope).bits());
        (change.account, change.from, change.until, bits(change.before), bits(change.after))
    };
    let mut changes: Vec<&AccessChange> = impact.accesses.iter().collect();
    changes.sort_by_cached_key(|change| key(change));
    changes.chunk_by(|a, b| key(a) == key(b)).map(<[_]>::to_vec).collect()
}

impl Told<'_> {
    fn account<'a>(&'a self, id: &'a AccountId) -> NameOr<'a, AccountId> {
        NameOr(self.directory.account(*id).map(Account::name), id)
    }

    fn write_group(&self, f: &mut Formatter<'_>, group: &[&AccessChange]) -> fmt::Result {
        let Some(change) = group.first() else { return Ok(()) };
        for (number, AccessChange { principal, .. }) in group.iter().take(MAX_LISTED).enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            f.write_str(comma)?;
            match principal {
                Principal::User(user) => NameOr(self.directory.user(*user).map(User::name), user).fmt(f)?,
                Principal::ApiKey(key) => {
                    let name = NameOr(self.directory.api_key(*key).map(ApiKey::name), key);
                    write!(f, "the API key {name}")?;
                }
            }
        }
        write_rest(f, group.len())?;
        write!(f, " in {}, from {}", self.account(&change.account), Instant(change.from))?;
        change.until.map_or(Ok(()), |until| write!(f, " until {}", Instant(until)))?;
        self.write_difference(f, change)
    }

    /// `: gain sms.send here; lose sms.launch; keep sms.view on their own data only`.
    fn write_difference(&self, f: &mut Formatter<'_>, change: &AccessChange) -> fmt::Result {
        let all = change.before.at(Scope::Own) | change.after.at(Scope::Own);
        let which = |is: &dyn Fn(Option<Scope>, Option<Scope>) -> bool| -> PermissionSet {
            all.iter().filter(|p| is(change.before.scope_of(*p), change.after.scope_of(*p))).collect()
        };
        let gained = |to: Scope| which(&|before, after| after == Some(to) && before < after);
        let kept = |to: Scope| which(&|before, after| after == Some(to) && before > after);
        let parts: [(&str, PermissionSet, &str); 6] = [
            ("gain", gained(Scope::Subtree), " here and below"),
            ("gain", gained(Scope::Account), " here"),
            ("gain", gained(Scope::Own), " on their own data"),
            ("lose", all - change.after.at(Scope::Own), ""),
            ("keep", kept(Scope::Account), " here only"),
            ("keep", kept(Scope::Own), " on their own data only"),
        ];
        let mut mark = ": ";
        for (verb, set, at) in parts.into_iter().filter(|(_, set, _)| !set.is_empty()) {
            write!(f, "{mark}{verb} {}{at}", PermissionList(set, self.permission_names))?;
            mark = "; ";
        }
        Ok(())
    }
}

/// A name, or the id of what has none.
struct NameOr<'a, I>(Option<&'a Name>, &'a I);

impl<I: Display> Display for NameOr<'_, I> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(name) => Quoted(name).fmt(f),
            None => self.1.fmt(f),
        }
    }
}
