use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One line of `benches/report.csv`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Who was asked.
    pub contender: String,
    /// Its version, by `Cargo.lock`; none for what is written by hand.
    pub version: String,
    /// What was asked, by [`Workload::name`].
    pub workload: String,
    /// How many memberships there were.
    pub size: Option<u64>,
    /// `measured`, `not run`, or what is no time: a number and its unit.
    pub outcome: String,
    /// The median of the rounds, in nanoseconds.
    pub median_ns: Option<f64>,
    /// The fastest round, in nanoseconds.
    pub low_ns: Option<f64>,
    /// The slowest round, in nanoseconds.
    pub high_ns: Option<f64>,
    /// How many times as long as the hand-written map takes for the same, asked by turns; of memory, how many times as much.
    pub ratio_to_map: Option<f64>,
    /// How many times as long as a bare mask test takes.
    pub ratio_to_mask: Option<f64>,
}

impl Row {
    /// That something was not run: it took too long or too much memory.
    #[must_use]
    pub fn not_run(contender: &str, workload: Workload, size: u64) -> Self {
        let (contender, workload) = (contender.to_owned(), workload.name().to_owned());
        Self { contender, workload, size: Some(size), outcome: "not run".to_owned(), ..Self::default() }
    }

    /// What is no time: a number and its unit.
    #[must_use]
    pub fn fact(contender: &str, workload: Workload, size: Option<u64>, outcome: String) -> Self {
        let (contender, workload) = (contender.to_owned(), workload.name().to_owned());
        Self { contender, workload, size, outcome, ..Self::default() }
    }

    /// Whether it has a time.
    #[must_use]
    pub const fn is_measured(&self) -> bool {
        self.median_ns.is_some()
    }
}

macro_rules! workloads {
    ($($(#[$doc:meta])* $workload:ident = $name:literal,)*) => {
        /// What is asked of a contender.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Workload {
            $($(#[$doc])* $workload,)*
        }

        impl Workload {
            /// All of them, in the order of the report.
            pub const ALL: &[Self] = &[$(Self::$workload),*];

            /// The name that stands in the report.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$workload => $name,)*
                }
            }
        }
    };
}

workloads! {
    /// Sixteen questions again and again, all of them allowed.
    Hot = "hot",
    /// A random member whose role gives it.
    Allow = "allow",
    /// A random member whose role does not give it.
    Lacks = "lacks",
    /// A random user and an account that they have nothing to do with.
    Stranger = "stranger",
    /// A random administrator of an account somewhere above.
    Above = "inherited from above",
    /// The root's administrator.
    Root = "inherited from the root",
    /// Which of 10,000 rows of a hundred accounts an administrator may see: a row.
    List = "list of 10,000 rows",
    /// A million decisions on two threads, or as many as fit into some seconds: the CPU time of one.
    Batch = "batch on two threads",
    /// Giving a member another role.
    Write = "write",
    /// Loading all memberships from plain data.
    Load = "load",
    /// What was loaded takes in memory, for each membership.
    Memory = "memory",
    /// Packages that come with it.
    Dependencies = "dependencies",
    /// A clean build of it, by the wall's clock.
    Build = "clean build",
    /// What the run was made on.
    Machine = "machine",
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Workload {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.iter().copied().find(|workload| workload.name() == name);
        found.ok_or_else(|| format!("there is no workload `{name}`"))
    }
}
