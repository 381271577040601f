//! Who is asked what: the table that the engines and the report go by.

use crate::Workload;

/// An engine: a target of its own, and a process of its own for each size.
#[derive(Clone, Copy, Debug)]
pub struct Engine {
    /// The name for `--only`, and of the target after `peer-`.
    pub name: &'static str,
    /// The feature that it is built with; none where it needs none.
    pub feature: Option<&'static str>,
    /// The package, for the version, the dependencies and the clean build; none for the standard library.
    pub package: Option<&'static str>,
    /// What is switched on in the package, beside its default features.
    pub switched_on: &'static [&'static str],
    /// The contenders that it has.
    pub contenders: &'static [Contender],
    /// Whether it is asked at 1e7.
    pub largest: bool,
}

/// A contender, and what it can't express or has in common with another.
#[derive(Clone, Copy, Debug)]
pub struct Contender {
    /// The name that stands in the report.
    pub name: &'static str,
    /// What it is absent from.
    pub absent: &'static [Workload],
}

/// What the second and third way to ask have in common with the first.
const ANOTHER_WAY_TO_ASK: &[Workload] =
    &[Workload::Write, Workload::Load, Workload::Memory, Workload::Dependencies, Workload::Build];

/// All engines, in the order of the report.
pub const ENGINES: &[Engine] = &[
    Engine {
        name: "map",
        feature: None,
        package: Some("hashbrown"),
        switched_on: &[],
        contenders: &[Contender { name: "hand-written map", absent: &[] }],
        largest: true,
    },
    Engine {
        name: "roles",
        feature: None,
        package: None,
        switched_on: &[],
        contenders: &[Contender {
            name: "hand-written role names",
            absent: &[Workload::Dependencies, Workload::Build],
        }],
        largest: true,
    },
    Engine {
        name: "sendright",
        feature: None,
        package: Some("sendright"),
        switched_on: &[],
        contenders: &[
            Contender { name: "sendright authorize", absent: &[] },
            Contender { name: "sendright authorize_many", absent: ANOTHER_WAY_TO_ASK },
            Contender { name: "sendright access", absent: ANOTHER_WAY_TO_ASK },
        ],
        largest: true,
    },
    Engine {
        name: "gatehouse",
        feature: Some("gatehouse"),
        package: Some("gatehouse"),
        switched_on: &[],
        contenders: &[Contender {
            name: "gatehouse",
            // It stores nothing.
            absent: &[Workload::Write, Workload::Load, Workload::Memory],
        }],
        largest: true,
    },
    Engine {
        name: "cedar",
        feature: Some("cedar"),
        package: Some("cedar-policy"),
        switched_on: &[],
        contenders: &[Contender { name: "cedar-policy", absent: &[] }],
        largest: false,
    },
    Engine {
        name: "casbin",
        feature: Some("casbin"),
        package: Some("casbin"),
        switched_on: &[],
        contenders: &[Contender { name: "casbin Enforcer", absent: &[] }],
        largest: false,
    },
    Engine {
        name: "casbin-cached",
        feature: Some("casbin-cached"),
        package: Some("casbin"),
        switched_on: &["cached"],
        contenders: &[Contender {
            name: "casbin CachedEnforcer",
            // It holds the same.
            absent: &[Workload::Memory],
        }],
        largest: false,
    },
];

/// The workloads that ask, in the order in which they do.
pub const QUESTIONS: &[Workload] = &[
    Workload::Hot,
    Workload::Allow,
    Workload::Lacks,
    Workload::Stranger,
    Workload::Above,
    Workload::Root,
    Workload::List,
    Workload::Batch,
];

/// The other workloads that are measured at each size.
pub const NO_QUESTIONS: &[Workload] = &[Workload::Write, Workload::Load, Workload::Memory];

/// The contender of a name.
#[must_use]
pub fn contender(name: &str) -> Option<&'static Contender> {
    ENGINES.iter().flat_map(|engine| engine.contenders).find(|contender| contender.name == name)
}

/// Whether a contender takes part in a workload.
#[must_use]
pub fn takes_part(name: &str, workload: Workload) -> bool {
    contender(name).is_some_and(|contender| !contender.absent.contains(&workload))
}
