//! What a supervised program is doing: whether it computes, and how much it has.

/// What a program and all that descends from it have used, and whether they use more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// CPU time so far.
    pub cpu: std::time::Duration,
    /// Whether one of its threads runs, would run if a processor were free, or waits for a disk.
    pub is_running: bool,
}

/// What the program under a supervisor has used, by the supervisor's process id; `None` where it cannot be told.
#[cfg(target_os = "linux")]
pub fn of(supervisor: u32) -> Option<Usage> {
    linux::of(supervisor)
}

/// Nothing tells it here.
#[cfg(not(target_os = "linux"))]
pub fn of(_: u32) -> Option<Usage> {
    None
}

/// Linux tells it in `/proc`.
#[cfg(target_os = "linux")]
mod linux {
    use super::super::descendants;
    use super::Usage;
    use rustix::param::clock_ticks_per_second;
    use rustix::process::Pid;
    use std::fs;
    use std::time::Duration;

    pub fn of(supervisor: u32) -> Option<Usage> {
        let supervisor = i32::try_from(supervisor).ok().and_then(Pid::from_raw)?;
        let program = descendants::of(supervisor);
        // What the supervisor has buried it has inherited.
        let buried = Process::of(supervisor)?.ticks_of_children;
        let ticks = program.iter().filter_map(|pid| {
            let process = Process::of(*pid)?;
            Some(process.ticks + process.ticks_of_children)
        });
        let millis = (buried + ticks.sum::<u64>()) * 1000 / clock_ticks_per_second();
        Some(Usage {
            cpu: Duration::from_millis(millis),
            is_running: program.iter().any(|pid| has_running_thread(*pid)),
        })
    }

    fn has_running_thread(pid: Pid) -> bool {
        let threads = fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero()));
        let states = threads
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|thread| {
                let stat = fs::read_to_string(thread.path().join("stat")).ok()?;
                fields(&stat)?.first()?.chars().next()
            });
        states.into_iter().any(|state| matches!(state, 'R' | 'D'))
    }

    /// CPU time in the clock's ticks.
    #[derive(Debug, PartialEq, Eq)]
    pub(super) struct Process {
        pub ticks: u64,
        pub ticks_of_children: u64,
    }

    impl Process {
        fn of(pid: Pid) -> Option<Self> {
            let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
            Self::parse(&stat)
        }

        /// From `utime`, `stime`, `cutime` and `cstime`, the fields 14 to 17.
        pub fn parse(stat: &str) -> Option<Self> {
            let fields = fields(stat)?;
            let ticks = |field: usize| fields.get(field)?.parse::<u64>().ok();
            Some(Self {
                ticks: ticks(11)? + ticks(12)?,
                ticks_of_children: ticks(13)? + ticks(14)?,
            })
        }
    }

    /// The fields of `/proc/PID/stat` after the name, which may hold anything, from the state on.
    fn fields(stat: &str) -> Option<Vec<&str>> {
        let (_, rest) = stat.rsplit_once(')')?;
        Some(rest.split_whitespace().collect())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::linux::Process;

    #[test]
    fn the_times_are_found_after_a_name_with_spaces_and_parentheses() {
        let stat = "7 (a ) S 1 (b) R 1 7 7 0 -1 4194304 1 2 3 4 50 6 70 8 20 0 1 0 12345";
        let expected = Process {
            ticks: 56,
            ticks_of_children: 78,
        };
        assert_eq!(Process::parse(stat), Some(expected));
        assert_eq!(Process::parse("7 (a) R 1 2"), None);
    }
}
