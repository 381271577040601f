use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;
use core::ops::Deref;

use crate::permission::PermissionSet;

use super::authorized::Authorized;
use super::denial::Denial;
use super::names::Names;

/// What a [`Proof`] is of, as a type: a marker that names permissions. [`rights!`](crate::rights) declares them.
///
/// A right is no grant: nobody holds one. It is the requirement of a function, in its signature.
///
/// ```
/// use sendright::{Permission, PermissionSet, Right};
///
/// sendright::rights! {
///     /// Launching an SMS campaign.
///     pub Launch = SmsLaunch;
/// }
///
/// assert_eq!(Launch::REQUIRED, PermissionSet::SMS_LAUNCH);
/// assert_eq!(PermissionSet::from(Launch), Permission::SmsLaunch.into());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a right",
    note = "declare it with `sendright::rights! {{ pub {Self} = …; }}`"
)]
pub trait Right {
    /// The permissions that it requires, all of them. If there are none, it is never proved (rule V4).
    const REQUIRED: PermissionSet;
}

/// Declares [`Right`]s: types that name what a function requires, so that a [`Proof`] of one opens no door but its own.
///
/// Each line is a type and the permissions that it requires, all of them, as variants of [`Permission`](crate::Permission). What
/// is not a variant stands in parentheses, as a `PermissionSet` that is a constant: an action of [`actions`](crate::actions), or
/// one of the application's own permissions. A type is a value too, which is taken wherever a requirement is. An attribute is the
/// type's alone: a `#[cfg(…)]` stands before the whole macro.
///
/// ```
/// use sendright::{Permission, PermissionSet, Right, actions};
///
/// const SEND_FAX: Permission = Permission::custom(0).unwrap();
///
/// sendright::rights! {
///     pub Launch = SmsLaunch;
///     pub Bulk = SmsSend | MessageUpload;
///     /// Stops a campaign.
///     pub Cancel = (actions::SMS_CAMPAIGN_CANCEL.permissions());
///     Fax = (PermissionSet::of([SEND_FAX])) | MessageUpload;
/// }
///
/// assert_eq!(Bulk::REQUIRED, Permission::SmsSend | Permission::MessageUpload);
/// assert_eq!(Cancel::REQUIRED, actions::SMS_CAMPAIGN_CANCEL.permissions());
/// assert_eq!(Fax::REQUIRED, SEND_FAX | Permission::MessageUpload);
/// ```
///
/// A right that requires nothing would open its door to everybody. It does not compile:
///
/// ```compile_fail,E0080
/// sendright::rights! { Anything = (sendright::PermissionSet::EMPTY); }
/// # fn main() {}
/// ```
///
/// Not even where the application has an `assert!` of its own:
///
/// ```compile_fail,E0080
/// macro_rules! assert {
///     ($($anything:tt)*) => { () };
/// }
/// sendright::rights! { Anything = (sendright::PermissionSet::EMPTY); }
/// # fn main() {}
/// ```
///
/// Nor does one that misspells a permission:
///
/// ```compile_fail,E0599
/// sendright::rights! { Launch = SmsLunch; }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! rights {
    ($($(#[$meta:meta])* $visibility:vis $right:ident = $($permission:tt)|+;)*) => {$(
        $(#[$meta])*
        #[doc = ::core::concat!("\n\nThe right that requires `", ::core::stringify!($($permission)|+), "`.")]
        #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
        $visibility struct $right;

        impl $crate::Right for $right {
            const REQUIRED: $crate::PermissionSet = $crate::PermissionSet::EMPTY$(.union($crate::rights!(@set $permission)))+;
        }

        const _: () = ::core::assert!(
            !<$right as $crate::Right>::REQUIRED.is_empty(),
            ::core::concat!("the right `", ::core::stringify!($right), "` requires nothing")
        );

        impl ::core::convert::From<$right> for $crate::PermissionSet {
            fn from(_: $right) -> Self {
                <$right as $crate::Right>::REQUIRED
            }
        }
    )*};
    (@set $permission:ident) => { $crate::PermissionSet::of([$crate::Permission::$permission]) };
    (@set ($set:expr)) => { $set };
}

/// The proof that a request was allowed which required the right `R`: an [`Authorized`] whose type says of what.
///
/// A function that takes a `Proof<Launch>` can be called with no other proof. All else is read from it as from the
/// [`Authorized`] that it dereferences to: in which account, by whom, at which scope and about whose data. Which *row* it is for is
/// not in its type: let the function read the account from the proof, and ask [`covers`](Authorized::covers) about the account
/// and the owner of a row that it loads itself.
///
/// Only the library makes one: [`Directory::authorize_as`](crate::Directory::authorize_as),
/// [`Access::authorize_as`](crate::Access::authorize_as), or the conversion of an [`Authorized`] that required the right, alone
/// or with more.
///
/// ```
#[doc = include_str!("../review/example.txt")]
/// use sendright::{Proof, Right};
///
/// sendright::rights! {
///     pub Launch = SmsLaunch;
///     pub EditProfile = ProfileEdit;
/// }
///
/// fn launch(proof: &Proof<Launch>) -> String {
///     format!("{} launches in {}", proof.principal(), proof.account())
/// }
///
/// // Bob is a Sender in Acme, and not a member of its shop.
/// let proof: Proof<Launch> = directory.authorize_as(&Request::new(bob, Launch, acme).at(now)).unwrap();
/// assert_eq!(launch(&proof), format!("user {bob} launches in {acme}"));
/// let refused = directory.authorize_as::<Launch>(&Request::new(bob, Launch, shop).at(now));
/// assert_eq!(refused.unwrap_err().code(), "no_access");
///
/// // A proof of something else can't become one.
/// let edits = directory.authorize(&Request::new(bob, EditProfile, acme).own().at(now)).unwrap();
/// let error = Proof::<Launch>::try_from(edits).unwrap_err();
/// assert_eq!(error.to_string(), "the proof is of `profile.edit`, and lacks `sms.launch`: ask for that");
/// ```
///
/// The wrong proof does not fit:
///
/// ```compile_fail,E0308
/// use sendright::Proof;
///
/// sendright::rights! {
///     pub Launch = SmsLaunch;
///     pub EditProfile = ProfileEdit;
/// }
///
/// fn launch(proof: &Proof<Launch>) {}
///
/// fn handler(proof: Proof<EditProfile>) {
///     launch(&proof);
/// }
/// # fn main() {}
/// ```
///
/// Nor does an [`Authorized`], which may be of anything:
///
/// ```compile_fail,E0308
/// # use sendright::{Authorized, Proof};
/// # sendright::rights! { pub Launch = SmsLaunch; }
/// # fn launch(proof: &Proof<Launch>) {}
/// fn handler(proof: Authorized) {
///     launch(&proof);
/// }
/// # fn main() {}
/// ```
///
/// And no other code can make one:
///
/// ```compile_fail,E0423
/// # sendright::rights! { pub Launch = SmsLaunch; }
/// fn forge(proof: sendright::Authorized) -> sendright::Proof<Launch> {
///     sendright::Proof(proof, std::marker::PhantomData)
/// }
/// # fn main() {}
/// ```
#[must_use = "a proof is made to be used: pass it to the function that acts on it"]
pub struct Proof<R>(Authorized, PhantomData<fn() -> R>);

/// The error for a proof that does not prove a [`Right`], because it was asked for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proof is of {}, and lacks {}: ask for that", Listed(*.proved), Listed(*.lacks))]
pub struct ProofError {
    proved: PermissionSet,
    lacks: PermissionSet,
}

impl ProofError {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "other_proof"
    }

    /// The permissions of the right that were not asked for; none if the right requires nothing, which nothing proves.
    pub const fn lacks(&self) -> PermissionSet {
        self.lacks
    }
}

/// Permissions in a sentence.
struct Listed(PermissionSet);

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Names::NONE.list(self.0).fmt(f)
    }
}

impl<R> Proof<R> {
    /// The same without its type, to be kept beside others.
    pub const fn authorized(self) -> Authorized {
        self.0
    }
}

impl<R: Right> TryFrom<Authorized> for Proof<R> {
    type Error = ProofError;

    /// The proof of a right by one that required it, alone or with more.
    ///
    /// # Errors
    ///
    /// [`ProofError`], which names what was not asked for.
    fn try_from(authorized: Authorized) -> Result<Self, ProofError> {
        let proved = authorized.required();
        if proved.allows(R::REQUIRED) {
            Ok(Self(authorized, PhantomData))
        } else {
            Err(ProofError { proved, lacks: R::REQUIRED - proved })
        }
    }
}

/// The proof of a right for which a request asked.
///
/// # Errors
///
/// [`Denial::EmptyRequirement`], if the right requires nothing.
pub(crate) fn proved<R: Right>(authorized: Authorized) -> Result<Proof<R>, Denial> {
    Proof::try_from(authorized).map_err(|_| Denial::EmptyRequirement)
}

impl<R> Deref for Proof<R> {
    type Target = Authorized;

    fn deref(&self) -> &Authorized {
        &self.0
    }
}

impl<R> From<Proof<R>> for Authorized {
    fn from(proof: Proof<R>) -> Self {
        proof.0
    }
}

// By hand, so that nothing is asked of the marker.
impl<R> Clone for Proof<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Proof<R> {}

impl<R> PartialEq for Proof<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R> Eq for Proof<R> {}

impl<R> Hash for Proof<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<R> fmt::Debug for Proof<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Proof").field(&self.0).finish()
    }
}
