//! What the test harness prints around a test, taken out of what a reader is shown. No verdict depends on it.

/// Tells the harness's lines from the program's, for one test in a process of its own.
#[derive(Debug)]
pub(super) struct Chatter {
    test: String,
    has_begun: bool,
    has_warned: bool,
    /// Lines that the harness prints at a test's end, if nothing of the program's comes after them.
    held: Vec<String>,
}

/// The harness says so on standard error, without a line's end.
const WARNING: &str = "warning: `--logfile` is deprecated";

impl Chatter {
    /// Of this test; with an empty name, of any.
    pub fn of(test: &str) -> Self {
        Self {
            test: test.to_owned(),
            has_begun: false,
            has_warned: false,
            held: Vec::new(),
        }
    }

    /// What is to be shown now that standard output has another line.
    pub fn on_stdout(&mut self, line: String) -> Vec<String> {
        let begins = line
            .strip_prefix("test ")
            .and_then(|line| line.split_once(" ... "))
            .filter(|(test, _)| self.test.is_empty() || test.starts_with(&self.test));
        let own = match begins {
            Some((_, rest)) => {
                self.has_begun = true;
                rest.to_owned()
            }
            None => line,
        };
        if !self.has_begun {
            return Vec::new();
        }
        if self.may_be_the_end(&own) {
            self.held.push(own);
            return Vec::new();
        }
        let mut shown = std::mem::take(&mut self.held);
        shown.push(own);
        shown
    }

    fn may_be_the_end(&self, line: &str) -> bool {
        ["", "ok", "FAILED", "failures:"].contains(&line)
            || line.starts_with("test result: ")
            || line.starts_with("note: test did not panic")
            || line == format!("---- {} stdout ----", self.test)
            || line == format!("    {}", self.test)
    }

    /// The same for standard error.
    pub fn on_stderr(&mut self, line: String) -> Vec<String> {
        let own = match line.strip_prefix(WARNING) {
            Some(own) if !self.has_warned => own.to_owned(),
            _ => line,
        };
        self.has_warned = true;
        let is_shown = !own.is_empty() && !own.starts_with("note: run with `RUST_BACKTRACE");
        is_shown.then_some(own).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Chatter;

    fn shown(lines: &[&str]) -> Vec<String> {
        let mut chatter = Chatter::of("check::a");
        let shown = lines
            .iter()
            .flat_map(|line| chatter.on_stdout((*line).to_owned()));
        shown.collect()
    }

    #[test]
    fn what_the_harness_prints_around_a_test_is_not_shown() {
        let lines = [
            "",
            "running 1 test",
            "test check::a ... my own words",
            "and more",
            "FAILED",
            "",
            "failures:",
            "",
            "failures:",
            "    check::a",
            "",
            "test result: FAILED. 0 passed; 1 failed; 0 ignored",
            "",
        ];
        assert_eq!(shown(&lines), ["my own words", "and more"]);
    }

    #[test]
    fn a_program_may_print_the_harnesss_words() {
        let lines = ["test check::a ... FAILED", "test result: ok.", "mine", "ok"];
        assert_eq!(shown(&lines), ["FAILED", "test result: ok.", "mine"]);
    }

    #[test]
    fn the_harness_warns_on_standard_error_once_and_in_the_middle_of_a_line() {
        let mut chatter = Chatter::of("check::a");
        let mut shown = |line: &str| chatter.on_stderr(line.to_owned());
        assert_eq!(shown("warning: `--logfile` is deprecatedmine"), ["mine"]);
        assert_eq!(
            shown("warning: `--logfile` is deprecated"),
            ["warning: `--logfile` is deprecated"]
        );
    }
}
