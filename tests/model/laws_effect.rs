//! The laws on what an accepted command does: that it does something, that the history tells it where it happened, and that
//! no address enters against a policy.

use sendright::history::{History, HistoryEntry};
use sendright::{AccountId, Actor, Command, Directory, Email, EmailPolicy};

use crate::bystanders::Stage;
use crate::laws::{Broken, Case, Held, Law, root_of};
use crate::records::{Difference, Records};
use crate::stamp::stamp;

impl Case<'_> {
    /// Gives back the directory as it is after the command.
    pub(crate) fn what_it_does(&mut self) -> Result<Directory, Broken> {
        let mut after = self.directory.clone();
        let mut history = History::new();
        let change = self.directory.plan(self.actor, self.command, stamp(self.directory, self.at));
        let committed = change.map(|change| history.commit(&mut after, change));
        let (Ok(Ok(())), Some(entry)) = (committed, history.entries().last()) else {
            return self.broken(Law::DoesSomething, "it was accepted, and can't be committed");
        };
        let (before, now) = (Records::of(self.directory), Records::of(&after));
        let differences = before.differences(&now);
        if !differences.is_empty() {
            self.tried.insert(Law::DoesSomething);
        }
        self.told_on_its_account(entry, &after)?;
        for difference in &differences {
            self.told_where_it_differs(entry, &after, difference, [&before, &now])?;
        }
        self.policy_is_asked(&before, &differences)?;
        Ok(after)
    }

    /// On an account of the tree that it is about, and on the one that it names, if it names one.
    fn told_on_its_account(&mut self, entry: &HistoryEntry, after: &Directory) -> Held {
        self.tried.insert(Law::ToldWhereItHappened);
        let told = entry.account();
        let root = told.filter(|account| after.account(*account).is_some()).map(|account| root_of(after, account));
        let is_at_home = root.is_some_and(|root| self.roots.is_empty() || self.roots.contains(&root));
        let is_named = self.said.account.is_none() || self.said.account == told;
        if is_at_home && is_named {
            return Ok(());
        }
        self.broken(Law::ToldWhereItHappened, format_args!("it is told on {told:?}"))
    }

    /// On the account of a record that differs, and of the user whose it is.
    fn told_where_it_differs(
        &self,
        entry: &HistoryEntry,
        after: &Directory,
        difference: &Difference<'_>,
        [before, now]: [&Records; 2],
    ) -> Held {
        let law = Law::ToldWhereItHappened;
        let accounts = difference.accounts();
        if let Some(account) = accounts.iter().find(|account| !entry.affects_account(**account)) {
            return self.broken(law, format_args!("a record in {account} differs, and it is not told there"));
        }
        let mut users = difference.users();
        for email in difference.addresses() {
            let roots = accounts.iter().map(|account| root_of(after, *account));
            users.extend(roots.flat_map(|root| [before, now].map(|records| records.user_at(root, &email))).flatten());
        }
        if let Some(user) = users.iter().find(|user| entry.affected_users().all(|told| told != **user)) {
            return self.broken(law, format_args!("a record of {user} differs, and it is not told of them"));
        }
        Ok(())
    }

    /// An address that the command names and that is a record's afterwards, and was no user's before, is refused where
    /// the policy does not admit it.
    fn policy_is_asked(&mut self, before: &Records, differences: &[Difference<'_>]) -> Held {
        for root in self.roots.clone() {
            let enters = |email: &&Email| differences.iter().any(|difference| difference.takes_in(email));
            let is_new = |email: &&Email| before.user_at(root, email).is_none();
            let entering: Vec<_> = self.said.emails.iter().filter(enters).filter(is_new).cloned().collect();
            for email in entering {
                self.is_not_admitted(root, &email)?;
            }
        }
        Ok(())
    }

    fn is_not_admitted(&mut self, root: AccountId, email: &Email) -> Held {
        let mut stage = Stage::on(self.directory, self.at);
        let policy = EmailPolicy::corporate("nobody.example").expect("it is a domain");
        if !stage.does(Actor::System, Command::SetEmailPolicy { account: root, policy }) {
            return Ok(());
        }
        self.tried.insert(Law::PolicyIsAsked);
        match stage.directory.plan(self.actor, self.command, stamp(&stage.directory, self.at)) {
            Err(refusal) if refusal.code() == "email_policy" => Ok(()),
            other => {
                let how = format!("the policy does not admit {email}, which enters; the answer is {other:?}");
                self.broken(Law::PolicyIsAsked, how)
            }
        }
    }
}
