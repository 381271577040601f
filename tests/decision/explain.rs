//! Explanations never disagree with the decision, and are never empty (rule D7).

use proptest::prelude::*;
use sendright::{
    Actor, Assignment, Billing, Command, Denial, Directory, Permission, PermissionSet, Preset, Request, Scope,
};

use crate::world::{account, directory, request, t, user};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn d7_explain_agrees_with_authorize(directory in directory(), request in request()) {
        let explanation = directory.explain(&request);
        let answer = directory.authorize(&request);
        prop_assert_eq!(explanation.outcome(), answer);
        let text = explanation.to_string();
        match answer {
            Ok(_) => prop_assert!(text.starts_with("allowed: ") && text.lines().count() > 1, "{text}"),
            Err(denial) => {
                prop_assert!(text.starts_with(&format!("refused: {denial} ({})", denial.code())), "{text}");
            }
        }
    }

    /// What is missing is what no live membership gives; a `missing` denial names nothing else.
    #[test]
    fn d7_what_is_missing_is_missing(directory in directory(), request in request()) {
        let explanation = directory.explain(&request);
        match explanation.outcome() {
            Ok(_) => prop_assert!(explanation.missing().is_empty()),
            Err(Denial::Missing(missing)) => prop_assert_eq!(explanation.missing(), missing),
            Err(_) => {}
        }
    }

    /// Each preset that is named as a remedy would be one, and no other would.
    #[test]
    fn d7_remedies_are_remedies(directory in directory(), request in request()) {
        let explanation = directory.explain(&request);
        for preset in Preset::ALL {
            let named = explanation.presets().contains(&preset);
            let gives = |scope| preset.grants().allows(request.required(), scope);
            prop_assert!(!named || gives(Scope::Own));
            prop_assert!(named || !gives(Scope::Account) || explanation.presets().is_empty());
        }
    }
}

/// The sentences that support reads.
#[test]
fn d7_sentences() {
    let mut directory = Directory::new();
    let open = Command::OpenAccount {
        account: account(0),
        name: "Acme".parse().unwrap(),
        billing: Billing::Postpaid,
        features: PermissionSet::ALL,
        administrator: user(0),
        email: "ada@acme.example".parse().unwrap(),
        administrator_name: "Ada".parse().unwrap(),
    };
    directory.execute(Actor::System, open, t(0)).unwrap();
    let join = Command::AddUser {
        user: user(1),
        account: account(0),
        email: "bob@acme.example".parse().unwrap(),
        name: "Bob".parse().unwrap(),
        assignment: Assignment::of(Preset::Sender).withholding(Permission::SmsLaunch).until(t(5)),
    };
    directory.execute(Actor::System, join, t(0)).unwrap();
    let (acme, bob) = (account(0), user(1));
    let explain =
        |required: PermissionSet, at| directory.explain(&Request::new(bob, required, acme).at(at)).to_string();

    let here = "in account 00000000-0000-0000-0000-000000000064";
    let cases = [
        (
            explain(PermissionSet::SMS_SEND, t(0)),
            format!("allowed: sms.send\n- sms.send is held at the scope account, by sender {here}"),
        ),
        (
            explain(PermissionSet::SMS_LAUNCH, t(0)),
            format!(
                "refused: `sms.launch` is not held: who assigns roles here can give it, or the owner to an API key (missing)\n\
                 - sms.launch is withheld, though given at the scope account, by sender {here}\n\
                 - roles that give all of it: admin, standard, sender, subaccount_admin, advanced"
            ),
        ),
        (
            explain(PermissionSet::BILLING_VIEW, t(0)),
            "refused: `billing.view` is not held: who assigns roles here can give it, or the owner to an API key (missing)\n\
             - billing.view is not held\n- roles that give all of it: admin"
                .to_owned(),
        ),
        (
            explain(PermissionSet::CREDIT_PURCHASE, t(0)),
            format!(
                "refused: this account does not offer `credit.purchase` (ceiling)\n\
                 - credit.purchase is held at the scope account, by sender {here}\n\
                 - the account does not offer credit.purchase"
            ),
        ),
        (
            explain(PermissionSet::SMS_SEND, t(5)),
            format!(
                "refused: the access has ended: who invites users can invite again, or the owner extend an API key (expired)\n\
                 - sms.send was held at the scope account, by sender {here}, until 2026-11-22 09:00:05 UTC"
            ),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(text, expected);
    }
    let unknown = directory.explain(&Request::new(user(7), Permission::SmsSend, acme).at(t(0))).to_string();
    assert!(unknown.ends_with("- user 00000000-0000-0000-0000-0000000000cf is unknown"), "{unknown}");
}
