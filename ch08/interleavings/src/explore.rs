//! Makes each choice in each state.

use crate::program::{Program, THREADS};
use crate::state::State;
use std::collections::{BTreeMap, VecDeque};

/// The states that a program can be in, and how one leads to another.
#[derive(Debug, Default)]
pub struct Graph {
    /// The first is the one in which the program starts.
    pub states: Vec<State>,
    /// For each state, where each of its threads leads that can go on.
    pub next: Vec<Vec<Option<usize>>>,
}

/// In how many ways a program can go from its start to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// The interleavings.
    pub all: u64,
    /// Those after which a thread sleeps forever.
    pub stuck: u64,
}

/// Runs a program in every order. Two runs that come to the same state go on from there in the same ways, so each
/// state's choices are made once.
pub fn explore(program: &Program) -> Graph {
    explore_by(program, |state, _| state.clone())
}

/// The same, where states with different keys aren't the same. A key is made of a state and of what led to it: which threads
/// were chosen, and the state after each choice.
fn explore_by<K: Ord>(program: &Program, key: impl Fn(&State, &[(usize, State)]) -> K) -> Graph {
    let mut search = Search {
        program,
        key,
        graph: Graph::default(),
        known: BTreeMap::new(),
        left: VecDeque::new(),
    };
    search.enter(Vec::new());
    for from in 0.. {
        let Some(choices) = search.left.pop_front() else {
            break;
        };
        for thread in search.graph.states[from].choices() {
            let to = search.enter([&choices[..], &[thread]].concat());
            search.graph.next[from][thread] = Some(to);
        }
    }
    search.graph
}

struct Search<'a, K, F> {
    program: &'a Program,
    key: F,
    graph: Graph,
    known: BTreeMap<K, usize>,
    /// How to come to each state whose choices weren't made yet.
    left: VecDeque<Vec<usize>>,
}

impl<K: Ord, F: Fn(&State, &[(usize, State)]) -> K> Search<'_, K, F> {
    /// Makes these choices, and returns the state's place in the graph.
    fn enter(&mut self, choices: Vec<usize>) -> usize {
        let running = self.program.start();
        let mut past = Vec::new();
        for thread in &choices {
            running.run.pass(*thread);
            past.push((*thread, running.state()));
        }
        let state = running.state();
        *self
            .known
            .entry((self.key)(&state, &past))
            .or_insert_with(|| {
                self.graph.states.push(state);
                self.graph.next.push(vec![None; THREADS.len()]);
                self.left.push_back(choices);
                self.graph.states.len() - 1
            })
    }
}

impl Graph {
    /// Counts the interleavings.
    pub fn ways(&self) -> Ways {
        self.ways_from(0, &mut vec![None; self.states.len()])
    }

    fn ways_from(&self, from: usize, known: &mut [Option<Ways>]) -> Ways {
        if let Some(ways) = known[from] {
            return ways;
        }
        let mut ways = Ways::default();
        for to in self.next[from].iter().flatten() {
            let further = self.ways_from(*to, known);
            ways.all += further.all;
            ways.stuck += further.stuck;
        }
        if ways.all == 0 {
            ways.all = 1;
            ways.stuck = u64::from(self.states[from].is_stuck());
        }
        known[from] = Some(ways);
        ways
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::PROGRAMS;
    use crate::state::Thread;
    use crate::watched::TaskId;

    type Seen = (Thread, Option<bool>, Vec<TaskId>);

    /// What a thread knows is what it saw: what was under the locks, at each of its own steps.
    fn what_each_saw(past: &[(usize, State)]) -> Vec<Vec<Seen>> {
        let seen = |thread,
                    State {
                        threads,
                        token,
                        queue,
                        ..
                    }: &State| {
            let thread: &Thread = &threads[thread];
            (thread.clone(), *token, queue.clone())
        };
        let saw = |thread| {
            let own = past.iter().filter(|(chosen, _)| *chosen == thread);
            own.map(|(_, state)| seen(thread, state)).collect()
        };
        (0..THREADS.len()).map(saw).collect()
    }

    #[test]
    fn runs_that_come_to_the_same_state_go_on_in_the_same_ways() {
        // The one that's left out has more histories than the others together.
        for program in PROGRAMS.iter().filter(|it| it.name != "unpark-first") {
            let graph = explore(program);
            let finer = explore_by(program, |state, past| (state.clone(), what_each_saw(past)));
            assert!(finer.states.len() > graph.states.len(), "{}", program.name);
            assert_eq!(finer.ways(), graph.ways(), "{}", program.name);
            let numbers: BTreeMap<_, _> = graph.states.iter().zip(0..).collect();
            for (state, next) in finer.states.iter().zip(&finer.next) {
                let number = |to: &Option<usize>| to.map(|to| numbers[&finer.states[to]]);
                let next: Vec<_> = next.iter().map(number).collect();
                assert_eq!(
                    next, graph.next[numbers[state]],
                    "{}: {state:?}",
                    program.name
                );
            }
        }
    }
}
