//! What a refusal tells of what is there.

use super::Book;
use crate::order::{Actor, Given, Id, Order};

impl Book<'_> {
    /// Why the book contradicts a refusal: sendright says that something is gone which the book still has.
    ///
    /// Commands of the world name what the book has. The operator is told of everything, the person who is invited of the
    /// invitation, and the owner of the key; to others what is beyond their reach is unknown (C3).
    #[must_use]
    pub fn objection(&self, given: &Given, code: &str) -> Option<String> {
        let order = &given.order;
        let is_gone = match code {
            "already_so" => matches!(
                order,
                Order::RevokeInvitation { .. }
                    | Order::DeleteUser { .. }
                    | Order::DeleteRole { .. }
                    | Order::RevokeApiKey { .. }
            ),
            "not_a_member" => matches!(order, Order::RemoveMember { .. } | Order::Leave { .. }),
            _ => code.starts_with("unknown_"),
        };
        (is_gone && self.is_told(given) && self.has_what_is_named(order))
            .then(|| format!("{order:?} was refused with {code}"))
    }

    fn is_told(&self, given: &Given) -> bool {
        if let Order::RevokeApiKey { key } | Order::ChangeApiKey { key, .. } = given.order {
            return self.is_told_of_key(given.actor, key);
        }
        // An addition on behalf of a member is judged as the member's.
        let is_a_members = matches!(given.order, Order::AddUser { on_behalf_of: Some(_), .. });
        let is_a_persons = matches!(
            given.order,
            Order::AcceptInvitation { .. } | Order::DeclineInvitation { .. } | Order::Leave { .. }
        );
        is_a_persons || (given.actor == Actor::Operator && !is_a_members)
    }

    fn has_what_is_named(&self, order: &Order) -> bool {
        if let Order::AcceptInvitation { invitation, .. }
        | Order::DeclineInvitation { invitation, .. }
        | Order::RevokeInvitation { invitation }
        | Order::RenewInvitation { invitation, .. } = order
        {
            return self.invitations.contains_key(invitation);
        }
        if let Order::ChangeApiKey { key, .. } | Order::RevokeApiKey { key } | Order::ResetApiKey { key } = order {
            return self.keys.contains_key(key);
        }
        if let Order::ChangeRole { role, .. } | Order::DeleteRole { role } = order {
            return self.roles.contains_key(role);
        }
        if let Order::Assign { user, account, .. } | Order::RemoveMember { user, account } = order {
            return self.memberships.contains_key(&(*user, *account));
        }
        if let Order::EditUser { user, .. }
        | Order::ChangeEmail { user, .. }
        | Order::ResetPassword { user }
        | Order::DeactivateUser { user }
        | Order::ReactivateUser { user }
        | Order::DeleteUser { user } = order
        {
            return self.users.contains_key(user);
        }
        false
    }

    fn is_told_of_key(&self, actor: Actor, key: Id) -> bool {
        let owner = self.keys.get(&key).and_then(|key| key.owner);
        actor == Actor::Operator || owner.is_some_and(|owner| actor == Actor::User(owner))
    }
}
