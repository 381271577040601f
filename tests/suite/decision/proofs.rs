//! Typed proofs, rows with owners and many requests at once answer what `authorize` answers (rules D2, D5).

use proptest::prelude::*;
use sendright::testing::Question;
use sendright::{
    Account, AccountId, Authorized, Denial, Permission, PermissionSet, Principal, Proof, Request, Right, UserId,
};
use uuid::Uuid;

use super::questions::asked;
use crate::support::properties::cases;

sendright::rights! {
    Send = SmsSend;
    See = SentView;
    Bulk = SmsSend | MessageUpload;
    Details = ProfileEdit;
    Fax = (PermissionSet::of([Permission::custom(0).unwrap()]));
}

/// Where an application has macros and types of its own under the names that `rights!` needs, it takes those of the language.
mod shadows {
    #![allow(unused_macros, reason = "they are there to be avoided")]

    macro_rules! assert {
        ($($anything:tt)*) => {};
    }
    macro_rules! concat {
        ($($anything:tt)*) => {
            compile_error!("the application's")
        };
    }
    macro_rules! stringify {
        ($($anything:tt)*) => {
            compile_error!("the application's")
        };
    }

    sendright::rights! {
        pub(super) Clone = SmsSend;
        pub(in crate::decision) Copy = SmsSend | SentView;
        pub Right = SmsSend;
        #[derive(PartialEq, Eq, Hash)]
        pub PermissionSet = (sendright::PermissionSet::SENT_VIEW);
    }
}

/// A right by hand, which requires nothing.
struct Nothing;

impl Right for Nothing {
    const REQUIRED: PermissionSet = PermissionSet::EMPTY;
}

/// The typed question against the plain one, with the right required too.
fn agrees<R: Right>(asked: &impl Asked) -> Result<(), TestCaseError> {
    for question in asked.questions() {
        let request = question.request();
        let proof: Result<Proof<R>, Denial> = asked.directory().authorize_as(&request);
        let required =
            if request.required().is_empty() { PermissionSet::EMPTY } else { request.required() | R::REQUIRED };
        let plain = asked.directory().authorize(&with(question, required));
        prop_assert_eq!(proof.map(Authorized::from), plain);

        // A proof of anything is one of the right if it required it.
        if let Ok(authorized) = asked.directory().authorize(&request) {
            let proof = Proof::<R>::try_from(authorized);
            prop_assert_eq!(proof.is_ok(), R::REQUIRED.is_subset(request.required()));
            match proof {
                Ok(proof) => prop_assert_eq!(proof.authorized(), authorized),
                Err(error) => prop_assert_eq!(error.lacks(), R::REQUIRED - request.required()),
            }
        }
        let Ok(access) = asked.directory().access(question.principal, question.account, question.at) else { continue };
        let wide = access.authorize_as::<R>(question.at).map(Authorized::from);
        prop_assert_eq!(wide, access.authorize(R::REQUIRED, question.at));
        for owner in asked.owners() {
            let row = access.authorize_for_as::<R>(owner, question.at).map(Authorized::from);
            prop_assert_eq!(row, access.authorize_for(R::REQUIRED, owner, question.at));
        }
    }
    Ok(())
}

fn with(question: &Question, required: PermissionSet) -> Request {
    Question { required, ..*question }.request()
}

/// A world with questions.
trait Asked {
    fn directory(&self) -> &sendright::Directory;
    fn questions(&self) -> &[Question];
    fn owners(&self) -> Vec<Option<UserId>>;
}

impl Asked for sendright::testing::Scenario<Question> {
    fn directory(&self) -> &sendright::Directory {
        self.world().directory()
    }

    fn questions(&self) -> &[Question] {
        self.parts()
    }

    fn owners(&self) -> Vec<Option<UserId>> {
        self.world().users().into_iter().map(Some).chain([None]).collect()
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn d5_a_typed_proof_is_given_where_the_request_with_its_right_is_allowed(asked in asked(16)) {
        agrees::<Send>(&asked)?;
        agrees::<See>(&asked)?;
        agrees::<Bulk>(&asked)?;
        agrees::<Details>(&asked)?;
        agrees::<Fax>(&asked)?;
    }

    /// What a proof covers is allowed, row by row; and a row's own proof covers it, unless it is shared from above.
    #[test]
    fn d2_a_proof_covers_the_rows_that_are_allowed(asked in asked(16)) {
        let directory = asked.world().directory();
        for question in asked.parts() {
            let Ok(proof) = directory.authorize(&question.request()) else { continue };
            let draft = Request::new(question.principal, question.required, question.account);
            for owner in asked.owners() {
                let row = directory.authorize(&draft.owned_by(owner).at(question.at));
                let home = question.account;
                prop_assert!(!proof.covers(home, owner) || row.is_ok(), "{:?} covers a row of {:?}", proof, owner);
                prop_assert!(row.is_err() || row.is_ok_and(|row| row.covers(home, owner)), "a row of {:?}", owner);
                let others = directory.subtree(home).chain(directory.ancestors(home)).map(Account::id);
                prop_assert!(!others.filter(|account| *account != home).any(|account| proof.covers(account, owner)));
            }
            prop_assert_eq!(proof.covers(proof.account(), proof.owner()), question.shared_from().is_none());
        }
    }

    /// In their order, however many there are.
    #[test]
    fn d4_many_requests_are_answered_as_each(asked in asked(150), count in 0_usize..150) {
        let directory = asked.world().directory();
        let requests: Vec<Request> = asked.parts().iter().take(count).map(Question::request).collect();
        let each: Vec<_> = requests.iter().map(|request| directory.authorize(request)).collect();
        prop_assert_eq!(directory.authorize_many(&requests), each);
    }
}

/// V4: what requires nothing is proved by nothing.
#[test]
fn v4_a_right_that_requires_nothing_is_never_proved() {
    use sendright::testing::{World, account, user};
    let world = World::new().account_for("acme", "ada");
    let (directory, now) = (world.directory(), world.now());
    let sends = Request::new(user("ada"), Permission::SmsSend, account("acme")).at(now);
    let refused = Err(Denial::EmptyRequirement);
    assert_eq!(directory.authorize_as::<Nothing>(&sends).map(|_| ()), refused);
    let access = directory.access(user("ada"), account("acme"), now).unwrap();
    assert_eq!(access.authorize_as::<Nothing>(now).map(|_| ()), refused);
    assert_eq!(access.authorize_for_as::<Nothing>(user("ada"), now).map(|_| ()), refused);

    let error = Proof::<Nothing>::try_from(directory.authorize(&sends).unwrap()).unwrap_err();
    assert_eq!((error.code(), error.lacks()), ("other_proof", PermissionSet::EMPTY));

    // And a request that names nothing asks for no right.
    let asks_nothing = Request::new(user("ada"), PermissionSet::EMPTY, account("acme")).at(now);
    assert_eq!(directory.authorize_as::<Send>(&asks_nothing).map(|_| ()), refused);
}

#[test]
fn v4_rights_have_any_name_in_any_place() {
    sendright::rights! { Within = SentView; }
    assert_eq!(PermissionSet::from(Within), PermissionSet::SENT_VIEW);
    assert_eq!(shadows::Clone::REQUIRED, shadows::Right::REQUIRED);
    assert_eq!(shadows::Copy::REQUIRED, PermissionSet::SMS_SEND | shadows::PermissionSet::REQUIRED);
}

/// A proof is small, and can be sent, copied and kept as a key whatever its marker is.
#[test]
fn d5_a_proof_is_no_larger_than_what_it_proves() {
    fn is_plain<T: Copy + Eq + std::hash::Hash + std::fmt::Debug + Sync + std::marker::Send + 'static>() {}
    is_plain::<Proof<Nothing>>();
    assert_eq!(size_of::<Proof<Send>>(), size_of::<Authorized>());
    let id = Uuid::from_u128(7);
    assert_eq!((Uuid::from(UserId::from(id)), Uuid::from(AccountId::from(id))), (id, id));
    assert_eq!(Principal::from(UserId::from(id)).to_string().parse(), Ok(Principal::from(UserId::from(id))));
}
