use core::fmt;

/// A law that does not hold, with the least case in which it fails.
///
/// ```
/// use sendright::testing::laws::Trial;
///
/// // This wrapper lets everybody do everything.
/// let broken = Trial::new().decision(|_, _| true).unwrap_err();
/// assert_eq!(broken.fault(), "it allows what the directory denies with `no_access`");
/// // World::new()
/// // Request::new(user("mallory"), Permission::SmsSend, account("acme")).at(now())
/// println!("{broken}");
/// ```
#[derive(Clone)]
pub struct Broken {
    pub(super) law: &'static str,
    pub(super) fault: String,
    pub(super) case: String,
    pub(super) size: Option<Size>,
    pub(super) seed: u64,
}

/// How large the world is in which a law fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Size {
    /// Accounts.
    pub accounts: usize,
    /// Users, administrators among them, whether they are still there or not.
    pub users: usize,
    /// Commands that make it.
    pub commands: usize,
    /// Questions, commands or events that it takes.
    pub parts: usize,
}

impl Broken {
    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &str {
        &self.fault
    }

    /// The least case, as lines: the world, then what is asked or done.
    #[must_use]
    pub fn case(&self) -> &str {
        &self.case
    }

    /// How large the least case is; `None` if the law has failed as a whole, and not in one case.
    #[must_use]
    pub const fn size(&self) -> Option<Size> {
        self.size
    }

    /// The seed that finds it again: [`Trial::seed`](super::Trial::seed).
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { law, fault, case, seed, .. } = self;
        writeln!(f, "the law `{law}` does not hold: {fault}")?;
        if !case.is_empty() {
            writeln!(f, "\n{case}\n")?;
        }
        write!(f, "the same trial with `.seed({seed})` finds it again")
    }
}

/// As it is displayed, so that a test that unwraps it shows lines.
impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for Broken {}
