use chrono::{DateTime, Utc};

use crate::decision::access::access;
use crate::decision::authorize::{authorize, authorize_many};
use crate::decision::explain::explain;
use crate::decision::proof::proved;
use crate::decision::{Access, Authorized, Denial, Explanation, Proof, Request, Right};
use crate::organization::instant::whole;
use crate::organization::{AccountId, Principal};

use super::Directory;

/// # Who may do what
impl Directory {
    /// Decides whether a request is allowed (rules D1 to D5). This is the check for every request of the application.
    ///
    /// # Errors
    ///
    /// [`Denial`]: the first reason that applies.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "where the request is made, it need not be written and read again")]
    pub fn authorize(&self, request: &Request) -> Result<Authorized, Denial> {
        authorize(&self.state, request)
    }

    /// Decides a request that requires a [`Right`], and returns the proof whose type says so.
    ///
    /// What the request requires beside the right is required too, and what it leaves out of it is added.
    ///
    /// # Errors
    ///
    /// [`Denial`]: the first reason that applies. A request that names no permission is refused like any such request.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// sendright::rights! { pub Launch = SmsLaunch; }
    ///
    /// let proof = directory.authorize_as::<Launch>(&Request::new(bob, Launch, acme).at(now)).unwrap();
    /// assert_eq!(proof.required(), PermissionSet::SMS_LAUNCH);
    ///
    /// let asks_for_more = Request::new(bob, Permission::BillingView, acme).at(now);
    /// assert_eq!(directory.authorize_as::<Launch>(&asks_for_more).unwrap_err().code(), "missing");
    /// ```
    pub fn authorize_as<R: Right>(&self, request: &Request) -> Result<Proof<R>, Denial> {
        proved(self.authorize(&request.and(R::REQUIRED))?)
    }

    /// Decides many requests: the answers of [`authorize`](Self::authorize), in the order of the requests. It is faster than to
    /// ask one by one where the directory is larger than the processor's cache, as for a page of rows or the receipts of a
    /// campaign.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// // Which of these rows may Cleo open?
    /// let sees = Request::new(cleo, Permission::SentView, shop);
    /// let rows = [Some(cleo), Some(bob), None].map(|owner| sees.owned_by(owner).at(now));
    /// let allowed: Vec<bool> = directory.authorize_many(&rows).iter().map(Result::is_ok).collect();
    /// assert_eq!(allowed, [true, false, false]);
    /// ```
    #[must_use]
    pub fn authorize_many(&self, requests: &[Request]) -> Vec<Result<Authorized, Denial>> {
        authorize_many(&self.state, requests)
    }

    /// Explains to people in detail why a request is allowed or denied. It always agrees with
    /// [`authorize`](Self::authorize) (rule D7).
    #[must_use]
    pub fn explain(&self, request: &Request) -> Explanation {
        explain(&self.state, request)
    }

    /// What a principal may do in an account at an instant, as a value that answers without the directory (rule D6).
    ///
    /// It agrees with [`authorize`](Self::authorize) on every question. One request it can't answer: `authorize` allows
    /// `profile.edit` on oneself in every account of the tree (rule G3), but no access is given in an account that no
    /// membership of the user reaches.
    ///
    /// # Errors
    ///
    /// [`Denial`]: no access, a deactivated user, a revoked key, not yet valid, expired.
    pub fn access(
        &self,
        principal: impl Into<Principal>,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Access, Denial> {
        access(&self.state, principal.into(), account, whole(now))
    }
}

impl Access {
    /// Whether nothing has changed in its tree since it was made, so that the directory would give the same again until
    /// [`valid_until`](Self::valid_until). What other tenants do makes it no older (rule C2).
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// let access = directory.access(cleo, shop, now).unwrap();
    /// assert!(access.is_current(&directory));
    /// let rename = Command::RenameAccount { account: acme, name: "Acme Group".parse().unwrap(), replaces: None };
    /// directory.execute(ada, rename, stamp(&directory, now)).unwrap();
    /// assert!(!access.is_current(&directory));
    /// ```
    #[must_use]
    pub fn is_current(&self, directory: &Directory) -> bool {
        self.is_still(&directory.state)
    }
}
