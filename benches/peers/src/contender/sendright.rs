//! sendright, asked in its three ways: one request at a time, a page of requests at once, and by the masks of an
//! [`Access`]. The directory is restored from a snapshot in a compact format, as a node does when it starts.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::{fs, io};

use ::sendright::commands::Assign;
use ::sendright::{
    Access as Masks, AccountId, Assignment, Directory, Permission, PermissionSet, Request, Snapshot, UserId,
};
use chrono::{DateTime, Utc};
use sendright_benches::{World, stamp};

use super::{Contender, Reassigned};
use crate::{Question, Roster};

/// The target that makes a world for others.
const MAKER: &str = if cfg!(windows) { "peer-sendright.exe" } else { "peer-sendright" };

/// A snapshot as it is stored.
#[derive(Debug)]
pub struct Stored {
    snapshot: Vec<u8>,
    administrator: UserId,
    now: DateTime<Utc>,
}

/// A directory, and who changes it.
#[derive(Debug)]
pub struct Restored {
    directory: Directory,
    administrator: UserId,
    now: DateTime<Utc>,
}

impl Stored {
    /// From how many memberships on a world is made by a process of its own, so that what that takes in memory is not the
    /// measured one's.
    const MADE_APART: u32 = 2_000_000;

    fn new(roster: &Roster) -> Self {
        let snapshot = if roster.memberships() < Self::MADE_APART {
            Self::made(roster.memberships())
        } else {
            Self::made_apart(roster.memberships()).unwrap_or_else(|error| panic!("can't make the world apart: {error}"))
        };
        // As the world says them.
        let administrator = roster.member(roster.memberships()).user;
        Self { snapshot, administrator, now: World::NOW }
    }

    fn made(memberships: u32) -> Vec<u8> {
        let world = World::of_roles(memberships).unwrap_or_else(|refusal| panic!("{refusal}"));
        let snapshot = world.directory.snapshot();
        drop(world);
        postcard::to_allocvec(&snapshot).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Made once for the processes that need it; the driver removes it.
    fn made_apart(memberships: u32) -> io::Result<Vec<u8>> {
        let this = std::env::current_exe()?;
        let (program, folder) = (this.with_file_name(MAKER), this.with_file_name("peer-worlds"));
        let file = folder.join(memberships.to_string());
        if !file.exists() {
            fs::create_dir_all(&folder)?;
            let made = Command::new(program).arg(memberships.to_string()).arg("--store").arg(&file).status()?;
            if !made.success() {
                return Err(io::Error::other(made.to_string()));
            }
        }
        fs::read(file)
    }

    /// Writes the snapshot of a world to a file.
    ///
    /// # Errors
    ///
    /// If it can't be written.
    pub fn store(memberships: u32, file: &Path) -> io::Result<()> {
        let unfinished = file.with_extension("unfinished");
        fs::write(&unfinished, Self::made(memberships))?;
        fs::rename(unfinished, file)
    }

    fn restore(&self) -> Restored {
        let snapshot: Snapshot = postcard::from_bytes(&self.snapshot).unwrap_or_else(|error| panic!("{error}"));
        let directory = Directory::restore(snapshot).unwrap_or_else(|error| panic!("{error}"));
        Restored { directory, administrator: self.administrator, now: self.now }
    }
}

impl Restored {
    fn assign(&mut self, member: &Reassigned) {
        let command = Assign::new(member.user, member.account, Assignment::of(member.to));
        let done = self.directory.execute(self.administrator, command, stamp(&self.directory, self.now));
        let _ = done.unwrap_or_else(|refusal| panic!("{refusal}"));
    }

    #[inline]
    fn request(&self, (user, account, permission): &Asked) -> Request {
        Request::new(*user, *permission, *account).at(self.now)
    }

    fn masks(&self, user: UserId, account: AccountId) -> Option<Masks> {
        self.directory.access(user, account, self.now).ok()
    }
}

macro_rules! asks_a_directory {
    ($($(#[$doc:meta])* $contender:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $contender(Restored);

        impl From<Restored> for $contender {
            fn from(restored: Restored) -> Self {
                Self(restored)
            }
        }

        impl From<$contender> for Restored {
            fn from(contender: $contender) -> Self {
                contender.0
            }
        }
    )*};
}

asks_a_directory! {
    /// [`Directory::authorize`]: a request is made and decided.
    Authorize;
    /// [`Directory::authorize_many`]: a page of 256 requests is made and decided.
    AuthorizeMany;
    /// [`Directory::access`]: the masks are taken for each question, and for each account of a list.
    Access;
    /// An [`Access`](Masks) that was taken before, for a request or a session, and is asked again and again.
    HeldAccess;
}

macro_rules! restores {
    () => {
        type Plain = Stored;

        fn plain(roster: &Roster) -> Stored {
            Stored::new(roster)
        }

        fn load(plain: &Stored) -> Self {
            Self(plain.restore())
        }

        fn assign(&mut self, member: &Reassigned) {
            self.0.assign(member);
        }
    };
}

type Asked = (UserId, AccountId, Permission);

const fn asked(question: &Question) -> Asked {
    (question.user, question.account, question.permission)
}

impl Contender for Authorize {
    const NAME: &'static str = "sendright authorize";
    type Asked = Asked;
    restores!();

    fn asked(&self, question: &Question) -> Asked {
        asked(question)
    }

    #[inline]
    fn allows(&self, asked: &Asked) -> bool {
        self.0.directory.authorize(&self.0.request(asked)).is_ok()
    }
}

impl Contender for AuthorizeMany {
    const NAME: &'static str = "sendright authorize_many";
    type Asked = Asked;
    restores!();

    fn asked(&self, question: &Question) -> Asked {
        asked(question)
    }

    fn allows(&self, asked: &Asked) -> bool {
        self.count(std::slice::from_ref(asked)) == 1
    }

    fn count(&self, asked: &[Asked]) -> usize {
        let page = |page: &[Asked]| {
            let requests: Vec<Request> = page.iter().map(|asked| self.0.request(asked)).collect();
            self.0.directory.authorize_many(&requests).iter().filter(|answer| answer.is_ok()).count()
        };
        asked.chunks(256).map(page).sum()
    }
}

impl Contender for Access {
    const NAME: &'static str = "sendright access";
    type Asked = Asked;
    restores!();

    fn asked(&self, question: &Question) -> Asked {
        asked(question)
    }

    #[inline]
    fn allows(&self, (user, account, permission): &Asked) -> bool {
        self.0.masks(*user, *account).is_some_and(|masks| masks.allows(*permission))
    }

    fn filter(&self, rows: &[Asked]) -> usize {
        let mut accounts = HashMap::new();
        let shown = rows.iter().filter(|(user, account, permission)| {
            let masks = accounts.entry(*account).or_insert_with(|| self.0.masks(*user, *account));
            masks.is_some_and(|masks| masks.allows(*permission))
        });
        shown.count()
    }
}

impl Contender for HeldAccess {
    const NAME: &'static str = Access::NAME;
    type Asked = (Option<Masks>, PermissionSet);
    restores!();

    fn asked(&self, question: &Question) -> Self::Asked {
        (self.0.masks(question.user, question.account), question.permission.into())
    }

    #[inline]
    fn allows(&self, (masks, required): &Self::Asked) -> bool {
        masks.as_ref().is_some_and(|masks| masks.allows(*required))
    }
}
