//! casbin, by its model "RBAC with domains": an account is a domain, and a role's permissions are policies that name no domain,
//! for roles are the same in all. The matcher compares what is cheap first. Memberships are grouping policies, added in one
//! go.
//!
//! Whoever administers an account has the role in each account below it as well. The documentation's way down a tree of
//! domains is a function that matches their names; it compares a name with those of all domains, for each new domain and for
//! each request, which is out of the question where there are a hundred thousand.

use std::fmt::Display;

#[cfg(feature = "casbin-cached")]
use ::casbin::CachedEnforcer;
use ::casbin::{CoreApi, DefaultModel, Enforcer, IEnforcer, MemoryAdapter, MgmtApi, RbacApi};
use ::sendright::Permission;
use pollster::FutureExt;

use super::{Contender, Reassigned};
use crate::question::{ROLES, given, reaches_down};
use crate::{Question, Roster};

const MODEL: &str = "
[request_definition]
r = sub, dom, obj, act

[policy_definition]
p = sub, obj, act

[role_definition]
g = _, _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.act == p.act && r.obj == p.obj && g(r.sub, p.sub, r.dom)
";

/// An enforcer of one kind or the other.
pub struct Casbin<E>(E);

impl<E> std::fmt::Debug for Casbin<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Casbin(..)")
    }
}

/// The rules of the two kinds.
#[derive(Debug)]
pub struct Rules {
    policies: Vec<Vec<String>>,
    groupings: Vec<Vec<String>>,
}

/// The object and the act of a permission.
fn parts(permission: Permission) -> (&'static str, &'static str) {
    permission.name().split_once('.').unwrap_or((permission.name(), ""))
}

fn rules(roster: &Roster) -> Rules {
    let policies = ROLES.iter().flat_map(|role| {
        given(*role).map(|permission| {
            let (object, act) = parts(permission);
            vec![role.name().to_owned(), object.to_owned(), act.to_owned()]
        })
    });
    let mut groupings = Vec::with_capacity(roster.members.len());
    let mut administrators = vec![Vec::new(); roster.accounts.len()];
    for member in &roster.members {
        let (user, account) = (member.user.to_string(), roster.account(member.account));
        groupings.push(vec![user.clone(), member.role.name().to_owned(), account.to_string()]);
        let administrators = usize::try_from(member.account).ok().and_then(|it| administrators.get_mut(it));
        if let Some(administrators) = administrators.filter(|_| reaches_down(member.role)) {
            administrators.push((user, member.role.name()));
        }
    }
    for (number, account) in (0..).zip(&roster.accounts) {
        for above in Roster::up_from(number).skip(1) {
            let above = usize::try_from(above).ok().and_then(|above| administrators.get(above));
            for (user, role) in above.into_iter().flatten() {
                groupings.push(vec![user.clone(), (*role).to_owned(), account.to_string()]);
            }
        }
    }
    Rules { policies: policies.collect(), groupings }
}

fn done<T>(result: Result<T, impl Display>) -> T {
    result.unwrap_or_else(|error| panic!("casbin: {error}"))
}

fn load<E: IEnforcer>(rules: &Rules) -> E {
    async {
        let model = done(DefaultModel::from_str(MODEL).await);
        let mut enforcer = done(E::new(model, MemoryAdapter::default()).await);
        done(enforcer.add_policies(rules.policies.clone()).await);
        done(enforcer.add_grouping_policies(rules.groupings.clone()).await);
        enforcer
    }
    .block_on()
}

/// User, account, object and act.
type Asked = (String, String, &'static str, &'static str);

fn asked(question: &Question) -> Asked {
    let (object, act) = parts(question.permission);
    (question.user.to_string(), question.account.to_string(), object, act)
}

fn allows(enforcer: &impl CoreApi, (user, account, object, act): &Asked) -> bool {
    done(enforcer.enforce((user, account, *object, *act)))
}

fn assign(enforcer: &mut impl RbacApi, member: &Reassigned) {
    let (user, account) = (member.user.to_string(), member.account.to_string());
    async {
        done(enforcer.delete_role_for_user(&user, member.from.name(), Some(&account)).await);
        done(enforcer.add_role_for_user(&user, member.to.name(), Some(&account)).await);
    }
    .block_on();
}

macro_rules! contender {
    ($enforcer:ident, $name:literal) => {
        impl Contender for Casbin<$enforcer> {
            const NAME: &'static str = $name;
            type Plain = Rules;
            type Asked = Asked;

            fn plain(roster: &Roster) -> Rules {
                rules(roster)
            }

            fn load(plain: &Rules) -> Self {
                Self(load(plain))
            }

            fn asked(&self, question: &Question) -> Asked {
                asked(question)
            }

            fn allows(&self, question: &Asked) -> bool {
                allows(&self.0, question)
            }

            fn assign(&mut self, member: &Reassigned) {
                assign(&mut self.0, member);
            }
        }
    };
}

contender!(Enforcer, "casbin Enforcer");
#[cfg(feature = "casbin-cached")]
contender!(CachedEnforcer, "casbin CachedEnforcer");
