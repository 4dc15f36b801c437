//! Every process that descends from the supervisor.

#[cfg(target_os = "linux")]
pub use linux::{adopt, end_all, of};

/// Linux gives orphans to the nearest ancestor that asked for them, and lists parents in `/proc`.
#[cfg(target_os = "linux")]
mod linux {
    use rustix::process::{
        Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, wait,
    };
    use std::collections::{HashMap, HashSet};
    use std::fs;

    /// Makes this process the parent of descendants whose own parent ends.
    pub fn adopt() {
        if let Err(error) = set_child_subreaper(Some(getpid())) {
            eprintln!("warning: what leaves its process group may be left behind: {error}");
        }
    }

    /// Kills all descendants, and waits until none is left.
    ///
    /// A descendant may fork while it is being killed, but not after; its orphans become children
    /// of this process. So it is done when there is no child any more.
    pub fn end_all() {
        loop {
            let descendants = of(getpid());
            for pid in &descendants {
                let _ = kill_process(*pid, Signal::KILL);
            }
            // Where /proc cannot be read there is nobody to kill, and no use in waiting.
            let options = if descendants.is_empty() {
                WaitOptions::NOHANG
            } else {
                WaitOptions::empty()
            };
            let mut ended = wait(options);
            while matches!(ended, Ok(Some(_))) {
                ended = wait(WaitOptions::NOHANG);
            }
            if ended.is_err() || descendants.is_empty() {
                return;
            }
        }
    }

    /// Every process that descends from this one.
    pub fn of(root: Pid) -> Vec<Pid> {
        let mut children: HashMap<i32, Vec<i32>> = HashMap::new();
        for (pid, parent) in fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let pid = entry.file_name().to_str()?.parse().ok()?;
                Some((
                    pid,
                    parent(&fs::read_to_string(entry.path().join("stat")).ok()?)?,
                ))
            })
        {
            children.entry(parent).or_default().push(pid);
        }
        let mut found = HashSet::new();
        let mut open = vec![root.as_raw_nonzero().get()];
        while let Some(pid) = open.pop() {
            let fresh = children.remove(&pid).unwrap_or_default();
            open.extend(&fresh);
            found.extend(fresh);
        }
        found.into_iter().filter_map(Pid::from_raw).collect()
    }

    /// The parent in a line of `/proc/PID/stat`: `PID (NAME) STATE PPID …`, where the name may hold
    /// anything.
    pub(super) fn parent(stat: &str) -> Option<i32> {
        let (_, rest) = stat.rsplit_once(')')?;
        rest.split_whitespace().nth(1)?.parse().ok()
    }
}

/// Elsewhere, the process group has to do.
#[cfg(not(target_os = "linux"))]
pub fn adopt() {}

/// Elsewhere, the process group has to do.
#[cfg(not(target_os = "linux"))]
pub fn end_all() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::linux::parent;

    #[test]
    fn a_name_with_spaces_and_parentheses_does_not_hide_the_parent() {
        assert_eq!(parent("12 (a ) S 1 (b) R 34 12 12 0"), Some(34));
        assert_eq!(parent("12 (a"), None);
    }
}
