//! A referee with queues of its own watches who gets each turn. Fibers with a capital letter are urgent.

use super::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use testing::Log;
use trace::trace;

/// More turns than any test gives.
const FOR_EVER: u32 = u32::MAX;

fn priority_of(name: &str) -> Priority {
    match name.starts_with(char::is_uppercase) {
        true => Priority::Urgent,
        false => Priority::Ordinary,
    }
}

/// The scheduler, and a second opinion on whose turn it is.
#[derive(Default)]
struct Referee {
    scheduler: Scheduler,
    urgent: VecDeque<String>,
    ordinary: VecDeque<String>,
    passed: u32,
    /// The turns that each fiber still has to have.
    left: BTreeMap<String, u32>,
    /// Who has run; the fibers themselves write it.
    have_run: Rc<RefCell<Vec<String>>>,
}

impl Referee {
    /// A fiber that ends in this turn of its own.
    fn spawn(&mut self, name: &str, turns: u32) {
        let priority = priority_of(name);
        trace!("main", "spawns {name}: {priority:?}");
        self.left.insert(name.to_owned(), turns);
        self.put(name.to_owned());
        let (have_run, own_name) = (Rc::clone(&self.have_run), name.to_owned());
        let body = move |fiber: &Suspender<()>| {
            for turn in 1..=turns {
                have_run.borrow_mut().push(own_name.clone());
                trace!("fiber {own_name}", "has turn {turn}");
                if turn < turns {
                    fiber.suspend(());
                }
            }
        };
        self.scheduler.spawn(priority, name, body);
    }

    fn put(&mut self, name: String) {
        match priority_of(&name) {
            Priority::Urgent => self.urgent.push_back(name),
            Priority::Ordinary => self.ordinary.push_back(name),
        }
    }

    /// Lets the scheduler give a turn: to whom, or what is wrong with that.
    fn turn(&mut self) -> Result<Option<String>, String> {
        let name = self.scheduler.turn();
        let have_run = self.have_run.take();
        let Some(name) = name else {
            return match self.urgent.is_empty() && self.ordinary.is_empty() {
                true => Ok(None),
                false => Err(format!(
                    "nobody got a turn, but somebody is ready\n\
                     Urgent: {:?}. Ordinary: {:?}.",
                    self.urgent, self.ordinary
                )),
            };
        };
        self.complains_of_kind(&name)?;
        let queue = match priority_of(&name) {
            Priority::Urgent => &mut self.urgent,
            Priority::Ordinary => &mut self.ordinary,
        };
        let first = queue.pop_front();
        if first.as_ref() != Some(&name) {
            return Err(format!(
                "{name} went before another of its kind that has waited longer\n\
                 First in its queue was {first:?}."
            ));
        }
        if have_run != [name.as_str()] {
            return Err(format!(
                "a turn is one fiber's, and lasts until it suspends\n\
                 It was to be {name}'s, and these have run: {have_run:?}."
            ));
        }
        let left = self.left.get_mut(&name).expect("it was spawned");
        *left -= 1;
        if *left > 0 {
            self.put(name.clone());
        }
        Ok(Some(name))
    }

    /// What is wrong with the kind of fiber that was chosen; counts the turns that went past.
    fn complains_of_kind(&mut self, name: &str) -> Result<(), String> {
        let passed = self.passed;
        match priority_of(name) {
            Priority::Urgent if self.ordinary.is_empty() => Ok(()),
            Priority::Urgent if passed == PATIENCE => Err(format!(
                "an ordinary fiber is ready, and more than {PATIENCE} urgent turns go past it\n\
                 It was {}, which would wait for as long as there are urgent ones.",
                self.ordinary[0]
            )),
            Priority::Urgent => {
                self.passed += 1;
                Ok(())
            }
            Priority::Ordinary if self.urgent.is_empty() || passed == PATIENCE => {
                self.passed = 0;
                Ok(())
            }
            Priority::Ordinary => Err(format!(
                "an ordinary fiber went before an urgent one without having waited enough\n\
                 Only {passed} urgent turns had gone past {name} or another ordinary one, not {PATIENCE}."
            )),
        }
    }

    /// So many turns, or fewer if nobody is left; says who had them.
    fn turns(&mut self, count: usize) -> Result<String, String> {
        let mut had = String::new();
        for _ in 0..count {
            match self.turn()? {
                Some(name) => had += &name,
                None => break,
            }
        }
        Ok(had)
    }
}

#[test]
fn a_fiber_that_is_not_urgent_gets_its_turns_beside_two_that_never_end() {
    let log = Log::start();
    let mut referee = Referee::default();
    referee.spawn("Bell", FOR_EVER);
    referee.spawn("Pump", FOR_EVER);
    referee.spawn("clerk", 3);
    let complaints: Vec<_> = (0..17).filter_map(|_| referee.turn().err()).collect();
    if let Some(first) = complaints.first() {
        testing::report(&log.text());
        panic!("{first}");
    }
    testing::pin_exercise!("priorities", log);
}

#[test]
fn each_turn_goes_to_whom_the_rules_name() {
    // When a fiber comes (after how many turns), its name and its turns; and who goes in the end.
    type Comes = (usize, &'static str, u32);
    let table: [(&str, &[Comes], &str); 9] = [
        ("nobody is urgent", &[(0, "a", 3), (0, "b", 2)], "ababa"),
        (
            "nobody is ordinary",
            &[(0, "A", 6), (0, "B", 4)],
            "ABABABABAA",
        ),
        ("few urgent turns", &[(0, "a", 2), (0, "A", 4)], "AAAAaa"),
        (
            "one urgent turn too many",
            &[(0, "a", 2), (0, "A", 5)],
            "AAAAaAa",
        ),
        (
            "two of each kind",
            &[(0, "a", 2), (0, "A", 6), (0, "b", 2), (0, "B", 6)],
            "ABABaABABbABABab",
        ),
        (
            "an ordinary one comes late and waits like everybody",
            &[(0, "A", 12), (6, "a", 2)],
            "AAAAAAAAAAaAAa",
        ),
        (
            "an urgent one comes late and goes first",
            &[(0, "a", 5), (2, "A", 2)],
            "aaAAaaa",
        ),
        (
            "after a turn for want of urgent ones the count begins anew",
            &[(0, "A", 3), (0, "a", 4), (4, "B", 6)],
            "AAAaBBBBaBBaa",
        ),
        (
            "after the last ordinary one has ended, too",
            &[(0, "A", 15), (0, "a", 1), (7, "b", 1)],
            "AAAAaAAAAAAbAAAAA",
        ),
    ];
    for (case, comes, expected) in table {
        let mut referee = Referee::default();
        let mut had = String::new();
        for turn in 0.. {
            for (_, name, turns) in comes.iter().filter(|(when, ..)| *when == turn) {
                referee.spawn(name, *turns);
            }
            let goes = referee.turns(1);
            let goes = goes.unwrap_or_else(|why| panic!("{why}\nCase: {case}; so far {had}."));
            if goes.is_empty() {
                break;
            }
            had += &goes;
        }
        assert_eq!(had, expected, "{case}: somebody else has a turn");
    }
}

/// A sequence of numbers that looks random and is always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

#[test]
fn many_that_come_and_end_at_random_all_have_their_turns() {
    let mut dice = Dice(0x5EED);
    let mut referee = Referee::default();
    for number in 0..2000 {
        // By turns there are many urgent ones, and many ordinary ones.
        let kind = match dice.roll(10) < 2 + 6 * (number / 100 % 2) {
            true => 'U',
            false => 'o',
        };
        let turns = 1 + dice.roll(9);
        referee.spawn(&format!("{kind}{number} "), turns as u32);
        let count = dice.roll(11) as usize;
        if let Err(complaint) = referee.turns(count) {
            panic!("{complaint}");
        }
    }
    while !referee.turns(1000).unwrap().is_empty() {}
    assert!(referee.left.len() == 2000 && referee.left.values().all(|left| *left == 0));
}

#[test]
fn ordinary_fibers_have_every_turn_while_nobody_is_urgent() {
    let mut referee = Referee::default();
    for name in ["a", "b", "c"] {
        referee.spawn(name, FOR_EVER);
    }
    assert_eq!(
        referee.turns(300).unwrap(),
        "abc".repeat(100),
        "nobody is urgent, and the ordinary ones do not just take turns"
    );
}
