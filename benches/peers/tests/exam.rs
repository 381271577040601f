//! The exam finds a contender that is wrong, and the questions are as mixed as they are promised to be.

use sendright_peers::contender::{Contender, Map, Reassigned, Roles};
use sendright_peers::{Exam, Question, Roster, Stage};

/// The hand-written map, which takes every user of one account for an administrator of it.
struct Wrong(Map);

impl Contender for Wrong {
    const NAME: &'static str = "wrong";
    type Plain = <Map as Contender>::Plain;
    type Asked = (bool, <Map as Contender>::Asked);

    fn plain(roster: &Roster) -> Self::Plain {
        Map::plain(roster)
    }

    fn load(plain: &Self::Plain) -> Self {
        Self(Map::load(plain))
    }

    fn asked(&self, question: &Question) -> Self::Asked {
        (question.number == 7, self.0.asked(question))
    }

    fn allows(&self, (is_planted, asked): &Self::Asked) -> bool {
        *is_planted || Contender::allows(&self.0, asked)
    }

    fn assign(&mut self, member: &Reassigned) {
        self.0.assign(member);
    }
}

/// One by one it is right, and many at once are one too many.
struct Miscounts(Map);

impl Contender for Miscounts {
    const NAME: &'static str = "miscounts";
    type Plain = <Map as Contender>::Plain;
    type Asked = <Map as Contender>::Asked;

    fn plain(roster: &Roster) -> Self::Plain {
        Map::plain(roster)
    }

    fn load(plain: &Self::Plain) -> Self {
        Self(Map::load(plain))
    }

    fn asked(&self, question: &Question) -> Self::Asked {
        self.0.asked(question)
    }

    fn allows(&self, asked: &Self::Asked) -> bool {
        Contender::allows(&self.0, asked)
    }

    fn count(&self, asked: &[Self::Asked]) -> usize {
        self.0.count(asked) + 1
    }

    /// Forgets to write.
    fn assign(&mut self, _: &Reassigned) {}
}

fn loaded<C: Contender>(roster: &Roster) -> C {
    C::load(&C::plain(roster))
}

#[test]
fn a_wrong_answer_stops_the_run_and_is_named() {
    let mut stage = Stage::new(1_000, true);
    let failed = stage.engine::<Wrong>().unwrap_err();
    let question = failed.question.unwrap();
    assert_eq!((failed.contender, question.number), ("wrong", 7));
    let Question { user, account, permission, .. } = question;
    assert_eq!(
        failed.to_string(),
        format!(
            "`wrong` differs: may `{user}` do `{permission}` in `{account}`? \
             it answers true, and the roster says false"
        )
    );
}

#[test]
fn a_wrong_count_stops_the_run_as_well() {
    let roster = Roster::new(1_000);
    let exam = Exam::new(&roster);
    let expected = exam.questions().iter().filter(|question| question.expected).count();
    let told = exam.hold(&loaded::<Miscounts>(&roster)).unwrap_err().to_string();
    let answered = format!("it answers {} allowed, and the roster says {expected} allowed", expected + 1);
    assert_eq!(told, format!("`miscounts` differs on many questions at once: {answered}"));
}

#[test]
fn what_is_written_by_hand_is_right() {
    for memberships in [1_000, 12_340] {
        let roster = Roster::new(memberships);
        let exam = Exam::new(&roster);
        assert_eq!(exam.hold(&loaded::<Map>(&roster)), Ok(()));
        assert_eq!(exam.hold(&loaded::<Roles>(&roster)), Ok(()));
    }
}

#[test]
fn the_questions_are_mixed() {
    let roster = Roster::new(10_000);
    let exam = Exam::new(&roster);
    let home = |question: &Question| {
        let member = roster.members.iter().find(|member| member.user == question.user).unwrap();
        let path: Vec<u32> = Roster::up_from(question.number).collect();
        path.iter().position(|account| *account == member.account)
    };
    let share = |of: &dyn Fn(&Question) -> bool| exam.questions().iter().filter(|question| of(question)).count();
    assert_eq!(exam.questions().len(), 10_000);
    assert!(share(&|question| question.expected) >= 3_000, "30 % are allowed");
    assert!(share(&|question| home(question).is_none()) >= 2_000, "20 % are of strangers");
    assert!(share(&|question| question.expected && home(question) > Some(0)) >= 1_000, "10 % by inheritance");
    assert_eq!(share(&|question| question.expected && home(question).is_none()), 0, "no stranger is allowed");
}
