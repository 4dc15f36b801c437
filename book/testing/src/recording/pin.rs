//! The file that holds a recording, and the test that holds a run to it.

use super::file::Recording;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Which recording a run is compared with.
#[derive(Clone, Copy, Debug)]
pub struct Pin<'a> {
    /// The folder that it lies in.
    pub folder: &'a Path,
    /// Its name, without the file's ending.
    pub name: &'a str,
    /// What runs the test, for the message that says how to record anew.
    pub command: &'a str,
}

/// What may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// Recordings that differ are made anew: with `INSTA_UPDATE=always`.
    Recordings,
    /// Only lines of code that moved: by default.
    Lines,
    /// Nothing: where a checkout is tested as it is, with `INSTA_UPDATE=no` or in CI.
    Nothing,
}

impl Update {
    /// What the person who runs the tests wants, in the variables that insta reads.
    pub fn wanted() -> Self {
        let variable = |name| std::env::var(name).unwrap_or_default();
        match (variable("INSTA_UPDATE").as_str(), variable("CI").as_str()) {
            ("always", _) => Self::Recordings,
            ("no", _) => Self::Nothing,
            (_, "" | "0" | "false") => Self::Lines,
            _ => Self::Nothing,
        }
    }
}

impl Pin<'_> {
    /// The recording's file.
    pub fn file(&self) -> PathBuf {
        self.folder.join(format!("{}.trace", self.name))
    }

    /// Holds a run to its recording: an error is a sentence that says which actor states something else. Says whether
    /// the recording was made anew; then it's what `better` gives, a run with the times that a reader sees, if each
    /// actor states the same in it.
    ///
    /// # Panics
    ///
    /// When the file can't be read or written, or holds something else.
    pub fn pin(
        &self,
        run: &Recording,
        update: Update,
        better: impl FnOnce() -> Option<Recording>,
    ) -> Result<bool, String> {
        let hint = format!("`INSTA_UPDATE=always {}` records it anew", self.command);
        let difference = match self.recorded() {
            Some(mut recorded) => match run.difference_from(&recorded) {
                None if !recorded.take_lines_from(run) => return Ok(false),
                None if update != Update::Nothing => {
                    self.write(&recorded);
                    return Ok(false);
                }
                None => "the lines of code in its recording have moved".to_owned(),
                Some(difference) => difference,
            },
            None => "there is no recording of it".to_owned(),
        };
        if update != Update::Recordings {
            return Err(format!("{}: {difference}: {hint}", self.name));
        }
        let better = better().filter(|better| run.difference_from(better).is_none());
        self.write(better.as_ref().unwrap_or(run));
        Ok(true)
    }

    fn recorded(&self) -> Option<Recording> {
        match fs::read_to_string(self.file()) {
            Ok(text) => Some(Recording::of_file(&text)),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => panic!("cannot read {}: {error}", self.file().display()),
        }
    }

    fn write(&self, recording: &Recording) {
        let written = fs::write(self.file(), recording.to_file());
        written.unwrap_or_else(|error| panic!("cannot write {}: {error}", self.file().display()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(does: &str, line: u32, t: u32) -> Recording {
        Recording::of_stream(&format!(
            "{{\"t\":0,\"does\":\"says\",\"who\":\"b\",\"what\":\"x\",\"at\":\"a.rs:1\",\"thread\":1}}\n\
             {{\"t\":{t},\"does\":\"{does}\",\"who\":\"a\",\"what\":\"\",\"at\":\"a.rs:{line}\",\"thread\":1}}\n"
        ))
    }

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn pin(&self, run: &Recording, update: Update) -> Result<bool, String> {
            self.pin_or(run, update, None)
        }

        fn pin_or(
            &self,
            run: &Recording,
            update: Update,
            better: Option<Recording>,
        ) -> Result<bool, String> {
            let pin = Pin {
                folder: self.0.path(),
                name: "x",
                command: "cargo test",
            };
            pin.pin(run, update, || better)
        }

        fn text(&self) -> String {
            fs::read_to_string(self.0.path().join("x.trace")).unwrap_or_default()
        }
    }

    #[test]
    fn a_changed_state_fails_and_says_whose_and_how_to_record_it() {
        let folder = Folder::new();
        folder.pin(&run("runs", 2, 9), Update::Recordings).unwrap();
        let before = folder.text();
        for update in [Update::Nothing, Update::Lines] {
            assert_eq!(
                folder.pin(&run("ends", 2, 9), update).unwrap_err(),
                "x: statement 1 of [a] is \"ends\", and was recorded as \"runs\": \
                 `INSTA_UPDATE=always cargo test` records it anew"
            );
        }
        assert_eq!(folder.text(), before);
    }

    #[test]
    fn what_is_as_recorded_is_not_written_again_whatever_its_times() {
        let folder = Folder::new();
        folder
            .pin(&run("runs", 2, 1_000_000), Update::Recordings)
            .unwrap();
        let before = folder.text();
        folder
            .pin(&run("runs", 2, 9_000_000), Update::Recordings)
            .unwrap();
        assert_eq!(folder.text(), before);
    }

    #[test]
    fn lines_that_moved_are_refreshed_or_in_a_checkout_as_it_is_a_failure() {
        let folder = Folder::new();
        folder
            .pin(&run("runs", 2, 1_000_000), Update::Recordings)
            .unwrap();
        let problem = folder.pin(&run("runs", 3, 9), Update::Nothing).unwrap_err();
        assert!(problem.starts_with("x: the lines of code in its recording have moved: "));
        folder.pin(&run("runs", 3, 9), Update::Lines).unwrap();
        let expected = r#"{"ms":1.0,"does":"runs","who":"a","what":"","at":"a.rs:3","thread":1}"#;
        assert!(folder.text().contains(expected), "{}", folder.text());
        folder.pin(&run("runs", 3, 9), Update::Nothing).unwrap();
    }

    #[test]
    fn without_a_recording_there_is_nothing_to_be_held_to() {
        let folder = Folder::new();
        let problem = folder.pin(&run("runs", 2, 9), Update::Lines).unwrap_err();
        assert!(
            problem.starts_with("x: there is no recording of it: "),
            "{problem}"
        );
        assert_eq!(folder.text(), "");
    }

    #[test]
    fn a_run_in_real_time_is_recorded_if_each_actor_states_the_same_in_it() {
        for (does, ms) in [("runs", "\"ms\":7.0"), ("ends", "\"ms\":1.0")] {
            let folder = Folder::new();
            let better = Some(run(does, 2, 7_000_000));
            folder
                .pin_or(&run("runs", 2, 1_000_000), Update::Recordings, better)
                .unwrap();
            assert!(folder.text().contains(ms), "{}", folder.text());
        }
    }
}
