use crate::directory::Directory;
use crate::organization::{Account, AccountId, Email, Invitation, User};

/// # For sign-in
///
/// An application's sign-in proves an address, and asks who that is. A person who works for two tenants is two users (rule
/// C6): ask each root account. The manual has [an example](crate::manual::mails#signing-in).
impl Directory {
    /// The root accounts, closed ones included, in the order of their ids.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// assert!(directory.roots().map(|root| root.id()).eq([acme]));
    /// ```
    pub fn roots(&self) -> impl Iterator<Item = &Account> {
        let mut roots: Vec<&Account> = self.state.last_changes().filter_map(|(root, _)| self.account(root)).collect();
        roots.sort_unstable_by_key(|root| root.id);
        roots.into_iter()
    }

    /// The users of a root account's tree, in the order of their ids; those who are deactivated and those who are members of
    /// no account are among them.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// assert!(directory.users(acme).any(|user| user.id() == cleo), "she is a member of the shop");
    /// assert_eq!(directory.users(shop).count(), 0, "the shop is not a root account");
    /// ```
    pub fn users(&self, root: AccountId) -> impl Iterator<Item = &User> {
        let mut users: Vec<&User> = self.state.users_of(root).collect();
        users.sort_unstable_by_key(|user| user.id);
        users.into_iter()
    }

    /// The user who has an address in a root account's tree, a member of some account or of none.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let proved = "Bob@ACME.example".parse().unwrap();
    /// assert_eq!(directory.user_by_email(acme, &proved).map(|user| user.id()), Some(bob));
    /// ```
    #[must_use]
    pub fn user_by_email(&self, root: AccountId, email: &Email) -> Option<&User> {
        self.user(self.state.user_of(root, email)?)
    }

    /// The invitations to an address in a root account's tree, pending and expired, in the order of their accounts' ids. To a
    /// person who has just proved the address, offer those that are [pending](Invitation::is_pending): an expired one can't be
    /// answered (rule C7).
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let proved = "dan@acme.example".parse().unwrap();
    /// let accounts: Vec<_> = directory.invitations_to(acme, &proved).map(|invitation| invitation.account()).collect();
    /// assert_eq!(accounts, [shop]);
    /// ```
    pub fn invitations_to(&self, root: AccountId, email: &Email) -> impl Iterator<Item = &Invitation> {
        self.state.invitations_to(root, email).into_iter().filter_map(|id| self.invitation(id))
    }
}
