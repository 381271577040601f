//! Each law passes what is right, finds each way of being wrong, and says when it can't tell.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use sendright::testing::laws::{Answer, Appended, Broken, Cache, CutOff, Fuse, Log, Response, Storage, Tally, Trial};
use sendright::testing::{About, List, Question, World};
use sendright::{Access, AccountId, Change, Denial, Directory, Preset, Principal};

fn trial() -> Trial {
    Trial::new().cases(120)
}

#[track_caller]
fn fault(tried: Result<Tally, Broken>) -> String {
    match tried {
        Ok(tally) => panic!("nothing was found: {tally:?}"),
        Err(broken) => broken.fault().to_owned(),
    }
}

fn right(directory: &Directory, question: &Question) -> Result<(), Denial> {
    directory.authorize(&question.request()).map(|_| ())
}

#[test]
fn a_decision_is_compared_both_ways_and_by_its_code() {
    assert!(trial().decision(right).is_ok());
    assert!(trial().decision(|directory, question| right(directory, question).is_ok()).is_ok(), "without a code");
    let code = |directory: &Directory, question: &Question| {
        right(directory, question).map_err(|denial| denial.code().to_owned())
    };
    assert!(trial().decision(code).is_ok());

    assert!(fault(trial().decision(|_, _| true)).starts_with("it allows what the directory denies with `"));
    assert_eq!(fault(trial().decision(|_, _| false)), "it denies what the directory allows");
    let denies = fault(trial().decision(|_, _| Err::<(), _>("no_access")));
    assert!(denies.starts_with("it denies with `no_access` what the directory "), "{denies}");
    let mixed = fault(trial().decision(|directory, question| right(directory, question).map_err(|_| "forbidden")));
    assert!(mixed.starts_with("it denies with `forbidden` what the directory denies with `"), "{mixed}");
}

#[test]
fn what_is_never_put_to_the_test_does_not_hold() {
    assert_eq!(fault(trial().decision(|_, _| Answer::NotAsked)), "it can't be told: it was asked nothing");
    let only_denied = |directory: &Directory, question: &Question| match right(directory, question) {
        Ok(()) => Answer::NotAsked,
        denied => denied.into(),
    };
    assert_eq!(fault(trial().decision(only_denied)), "it can't be told: nothing that it was asked is allowed");
    let only_allowed = |directory: &Directory, question: &Question| match right(directory, question) {
        Ok(()) => Answer::Allowed,
        Err(_) => Answer::NotAsked,
    };
    assert_eq!(fault(trial().decision(only_allowed)), "it can't be told: nothing that it was asked is denied");
    assert_eq!(fault(trial().listing(|_, _| None)), "it can't be told: it was asked nothing");
    assert_eq!(fault(trial().middleware(|_, _| None)), "it can't be told: it was asked nothing");
}

/// A wrapper that panics is wrong, too, and the case becomes small.
#[test]
fn a_panic_is_a_fault() {
    let broken = trial()
        .decision(|directory, question| {
            assert!(directory.api_key(sendright::testing::key("ci")).is_none(), "no keys here");
            directory.authorize(&question.request())
        })
        .unwrap_err();
    assert_eq!(broken.fault(), "it panics: no keys here", "{broken}");
    let size = broken.size().unwrap();
    assert!(size.accounts <= 2 && size.users <= 2 && size.parts == 1, "{broken}");
}

#[test]
fn a_seed_finds_it_again() {
    let wrong = |directory: &Directory, question: &Question| {
        matches!(question.about, About::New) || right(directory, question).is_ok()
    };
    let broken = Trial::new().decision(wrong).unwrap_err();
    let again = Trial::new().seed(broken.seed()).decision(wrong).unwrap_err();
    assert_eq!((broken.case(), broken.fault()), (again.case(), again.fault()));
    let text = broken.to_string();
    assert!(text.starts_with("the law `decision` does not hold: it allows what the directory denies with `"), "{text}");
    assert!(text.ends_with(&format!("the same trial with `.seed({})` finds it again", broken.seed())), "{text}");
    assert!(text.contains("World::new()\n") && text.contains("Request::new("), "{text}");
}

#[test]
fn a_law_is_tried_in_a_world_of_ones_own() {
    let world = World::new().account("acme").member("bob", Preset::Basic).member("cleo", Preset::Sender);
    assert!(trial().world(&world).decision(right).is_ok());
    let own = |directory: &Directory, question: &Question| {
        directory.authorize(&Question { about: About::New, ..*question }.request())
    };
    let broken = trial().world(&world).decision(own).unwrap_err();
    assert!(broken.case().starts_with(&format!("{world:?}\n")), "{broken}");
    assert_eq!(broken.size().unwrap().commands, 3);
}

/// A fault that opens does not become a code that differs while the case becomes smaller, though that would be smaller.
#[test]
fn an_opening_stays_one() {
    for seed in 0..10 {
        let broken = Trial::new()
            .seed(seed)
            .decision(|directory, question| match right(directory, question) {
                Err(Denial::LesserScope(_) | Denial::Missing(_)) => Answer::Allowed,
                Err(Denial::NoAccess) => Answer::Denied("missing".into()),
                answer => answer.into(),
            })
            .unwrap_err();
        assert!(broken.fault().starts_with("it allows what the directory denies with `"), "{broken}");
    }
}

/// A cache in the making: what is kept, and how it answers.
struct Kept<F> {
    accesses: HashMap<(Principal, AccountId), Access>,
    answer: F,
}

impl<F: Fn(&Access, &Directory, &Question) -> Option<Answer>> Cache for Kept<F> {
    fn ask(&mut self, directory: &Directory, question: &Question) -> Option<Answer> {
        let access = self.accesses.get(&(question.principal, question.account))?;
        (self.answer)(access, directory, question)
    }

    fn fill(&mut self, directory: &Directory, question: &Question) -> Answer {
        if let Ok(access) = directory.access(question.principal, question.account, question.at) {
            self.accesses.insert((question.principal, question.account), access);
        }
        right(directory, question).into()
    }
}

fn kept<F: Copy + Fn(&Access, &Directory, &Question) -> Option<Answer>>(answer: F) -> impl Fn() -> Kept<F> {
    move || Kept { accesses: HashMap::new(), answer }
}

fn current(access: &Access, directory: &Directory, question: &Question) -> Option<Answer> {
    let asked = (question.about == About::Account).then(|| access.authorize(question.required, question.at))?;
    (access.is_current(directory) && asked != Err(Denial::Outdated)).then(|| asked.into())
}

#[test]
fn a_cache_answers_what_is_so_now() {
    assert!(trial().cache(kept(current)).is_ok());
    let stale = |access: &Access, _: &Directory, question: &Question| {
        let asked = (question.about == About::Account).then(|| access.authorize(question.required, question.at))?;
        (asked != Err(Denial::Outdated)).then(|| asked.into())
    };
    assert!(fault(Trial::new().cache(kept(stale))).starts_with("from what it keeps, it "));
    let timeless = |access: &Access, directory: &Directory, question: &Question| {
        let asked = (question.about == About::Account).then(|| access.authorize(question.required, access.at()))?;
        access.is_current(directory).then(|| asked.into())
    };
    assert!(fault(Trial::new().cache(kept(timeless))).starts_with("from what it keeps, it "));
    let never = |_: &Access, _: &Directory, _: &Question| None;
    assert_eq!(fault(trial().cache(kept(never))), "it never answers from what it keeps");
    let careless = |_: &Access, _: &Directory, _: &Question| Some(Answer::NotAsked);
    assert!(fault(trial().cache(kept(careless))).starts_with("it "));
}

/// One that is emptied by what it is told, and never looks at the directory.
#[derive(Default)]
struct Emptied(HashMap<(Principal, AccountId), Access>);

impl Cache for Emptied {
    fn ask(&mut self, _: &Directory, question: &Question) -> Option<Answer> {
        let access = self.0.get(&(question.principal, question.account))?;
        let asked = (question.about == About::Account).then(|| access.authorize(question.required, question.at))?;
        (asked != Err(Denial::Outdated)).then(|| asked.into())
    }

    fn fill(&mut self, directory: &Directory, question: &Question) -> Answer {
        if let Ok(access) = directory.access(question.principal, question.account, question.at) {
            self.0.insert((question.principal, question.account), access);
        }
        right(directory, question).into()
    }

    fn changed(&mut self, _: &Directory, _: &Change) {
        self.0.clear();
    }
}

#[test]
fn a_cache_is_told_of_each_change() {
    assert!(Trial::new().cache(Emptied::default).is_ok());
}

#[test]
fn a_list_has_each_row_once_that_is_allowed() {
    assert!(trial().listing(|directory, list| Some(list.allowed(directory))).is_ok());
    let backwards = |directory: &Directory, list: &List| Some(list.allowed(directory).into_iter().rev().collect());
    assert!(trial().listing(backwards).is_ok(), "in any order");
    let all = fault(trial().listing(|_, list| Some((0..list.rows.len()).collect())));
    assert!(all.starts_with("it lists row ") && all.ends_with(", which the directory denies"), "{all}");
    let none = fault(trial().listing(|_, _| Some(Vec::new())));
    assert!(none.starts_with("it leaves out row ") && none.ends_with(", which the directory allows"), "{none}");
    let twice = |directory: &Directory, list: &List| Some(list.allowed(directory).repeat(2));
    assert!(fault(trial().listing(twice)).ends_with(" twice"));
    // The rows of the account alone, and not of those below.
    let flat = |directory: &Directory, list: &List| {
        let rows = list.allowed(directory).into_iter();
        Some(rows.filter(|place| list.rows[*place].account == list.account).collect())
    };
    assert!(fault(trial().listing(flat)).starts_with("it leaves out row "));
    // A row that is not there.
    let more = |directory: &Directory, list: &List| {
        Some(list.allowed(directory).into_iter().chain([list.rows.len()]).collect())
    };
    assert!(fault(trial().listing(more)).starts_with("it lists row "));
}

fn answered(denial: Denial) -> Response {
    Response::new(denial.http_status(), format!("{{\"code\":\"{}\"}}", denial.code()))
}

fn done() -> Response {
    Response::new(204, "")
}

#[test]
fn a_middleware_answers_by_the_table_and_tells_nothing_more() {
    let routes = |directory: &Directory, question: &Question| {
        Some(right(directory, question).map_or_else(answered, |()| done()))
    };
    assert!(trial().middleware(routes).is_ok());
    // The id of the account in a body is no news to who named it.
    let with_id = |directory: &Directory, question: &Question| {
        let Response { status, body, .. } = right(directory, question).map_or_else(answered, |()| done());
        Some(Response::new(status, format!("{body} /ACCOUNTS/{}", question.account.to_string().to_uppercase())))
    };
    assert!(trial().middleware(with_id).is_ok());

    let open = |_: &Directory, _: &Question| Some(done());
    assert!(fault(trial().middleware(open)).contains(" with status 204, and not with 4"));
    let forbidden = |directory: &Directory, question: &Question| {
        Some(right(directory, question).map_or_else(|denial| Response::new(403, answered(denial).body), |()| done()))
    };
    assert!(fault(trial().middleware(forbidden)).contains(" with status 403, and not with 40"));
    let silent = |directory: &Directory, question: &Question| {
        let said = |denial: Denial| Response::new(answered(denial).status, denial.code());
        Some(right(directory, question).map_or_else(said, |()| done()))
    };
    assert!(fault(trial().middleware(silent)).starts_with("its body does not have the code \""));
    let broken = |directory: &Directory, question: &Question| {
        Some(right(directory, question).map_or_else(answered, |()| Response::new(500, "oh")))
    };
    assert_eq!(fault(trial().middleware(broken)), "it answers what is allowed with status 500: oh");
    let numbers = std::cell::Cell::new(0);
    let numbered = |directory: &Directory, question: &Question| {
        numbers.set(numbers.get() + 1);
        let Response { status, body, .. } = right(directory, question).map_or_else(answered, |()| done());
        Some(Response::new(status, format!("{body} {}", numbers.get())))
    };
    assert!(fault(trial().middleware(numbered)).starts_with("its body differs each time it is asked"));
    let telling = |directory: &Directory, question: &Question| {
        let name = directory.account(question.account).map(|account| account.name().to_string()).unwrap_or_default();
        let Response { status, body, .. } = right(directory, question).map_or_else(answered, |()| done());
        Some(Response::new(status, body + &name))
    };
    assert!(fault(Trial::new().middleware(telling)).starts_with("it tells whether the account exists: 404 "));
}

/// How a store in memory is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Nothing,
    /// It takes any revision.
    TakesAll,
    /// It takes one that another change has.
    TakesStored,
    /// It knows what it has stored itself alone.
    OneHandle,
    /// It takes one that leaves others out.
    TakesGaps,
    /// It says so before it has stored.
    SaysSoFirst,
    /// It stores once more when it is asked again.
    Doubles,
    /// It gives back the last first.
    Backwards,
    /// It leaves half of a change.
    Tears,
    /// It forgets what it had when it is opened.
    Forgets,
    /// It can't be cut off.
    NoFuse,
    /// It takes nothing.
    TakesNone,
    /// It fails where nothing was cut.
    Fails,
}

/// Text lines, and whether the last is half a line.
#[derive(Default)]
struct File {
    lines: Vec<Change>,
    half: bool,
}

struct Disk {
    file: Rc<RefCell<File>>,
    wrong: Wrong,
}

struct Opened {
    file: Rc<RefCell<File>>,
    /// What it knows of.
    stored: u64,
    wrong: Wrong,
    fuse: Fuse,
}

impl Storage for Disk {
    type Log = Opened;

    fn open(&self, fuse: Fuse) -> Result<Opened, CutOff> {
        if self.wrong == Wrong::Forgets {
            self.file.borrow_mut().lines.clear();
        }
        let fuse = if self.wrong == Wrong::NoFuse { Fuse::never() } else { fuse };
        let stored = self.file.borrow().lines.len() as u64;
        Ok(Opened { file: Rc::clone(&self.file), stored, wrong: self.wrong, fuse })
    }
}

impl Log for Opened {
    type Error = CutOff;

    fn append(&mut self, change: &Change) -> Result<Appended, CutOff> {
        self.fuse.pass()?;
        let (next, revision) = (self.file.borrow().lines.len() as u64 + 1, change.revision());
        let takes = match self.wrong {
            Wrong::TakesAll => true,
            Wrong::TakesGaps => revision >= next,
            Wrong::TakesNone => false,
            Wrong::TakesStored => {
                revision == next || self.file.borrow().lines.last().is_some_and(|last| last != change)
            }
            Wrong::OneHandle => revision == self.stored + 1,
            Wrong::Nothing
            | Wrong::SaysSoFirst
            | Wrong::Doubles
            | Wrong::Backwards
            | Wrong::Tears
            | Wrong::Forgets
            | Wrong::NoFuse
            | Wrong::Fails => revision == next,
        };
        if !takes {
            return Ok(Appended::Stale);
        }
        if self.wrong == Wrong::Fails && revision == 2 {
            return Err(CutOff);
        }
        if self.wrong == Wrong::SaysSoFirst && self.fuse.pass().is_err() {
            return Ok(Appended::Stored);
        }
        if self.wrong == Wrong::Tears {
            self.file.borrow_mut().half = true;
            self.fuse.pass()?;
            self.file.borrow_mut().half = false;
        }
        self.file.borrow_mut().lines.push(change.clone());
        if self.wrong == Wrong::Doubles {
            self.fuse.pass()?;
            self.file.borrow_mut().lines.push(change.clone());
        }
        self.fuse.pass()?;
        self.stored += 1;
        Ok(Appended::Stored)
    }

    fn load(&mut self) -> Result<Vec<Change>, CutOff> {
        self.stored = self.file.borrow().lines.len() as u64;
        if self.file.borrow().half {
            return Err(CutOff);
        }
        let mut lines = self.file.borrow().lines.clone();
        if self.wrong == Wrong::Backwards {
            lines.reverse();
        }
        Ok(lines)
    }
}

#[test]
fn a_store_keeps_what_it_said_to_keep() {
    let store = |wrong| {
        let empty = move || Disk { file: Rc::default(), wrong };
        Trial::new().cases(30).store(empty)
    };
    assert!(store(Wrong::Nothing).is_ok());
    for (wrong, said) in [
        (Wrong::TakesAll, "it stores revision "),
        (Wrong::TakesStored, "it stores revision "),
        (Wrong::OneHandle, "it stores revision 1, which another handle has stored"),
        (Wrong::TakesGaps, "it stores revision 2, which leaves one out"),
        (Wrong::SaysSoFirst, "cut off after "),
        (Wrong::Doubles, "it "),
        (Wrong::Backwards, "it gives back "),
        (Wrong::Tears, "cut off after "),
        (Wrong::Forgets, "it "),
        (Wrong::NoFuse, "it can't be told: it passes no fuse"),
        (Wrong::TakesNone, "it takes revision 1, the next one, for stale"),
        (Wrong::Fails, "it can't store revision 2: CutOff"),
    ] {
        let found = fault(store(wrong));
        assert!(found.starts_with(said), "{found}\n{said}");
    }
}

/// The example of a test that a macro writes.
mod written {
    sendright::laws! {
        /// Each has a name of its own.
        decision one = super::right;
        middleware another = |directory, question| {
            Some(super::right(directory, question).map_or_else(super::answered, |()| super::done()))
        };
    }
}
