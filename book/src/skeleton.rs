//! Derives from an exercise's solution what the reader starts from, and what is shown afterwards.
//!
//! Comments in the solution mark what the reader has to write, and what stands there instead:
//!
//! ```text
//! // EXERCISE: solution
//! registry.deregister(&mut stream)?;
//! // EXERCISE: skeleton
//! // todo!("take the stream out of the queue")
//! // EXERCISE: end
//! ```

use crate::model::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;

/// The exercise files that are not what their solutions make of them, or are not there.
pub fn stale(ws: &Workspace) -> Result<Vec<PathBuf>> {
    let mut stale = Vec::new();
    for exercise in ws.exercises() {
        let skeleton = exercise.skeleton()?;
        if fs::read_to_string(&exercise.file).ok() != Some(skeleton) {
            stale.push(exercise.file.clone());
        }
    }
    Ok(stale)
}

/// Writes every exercise file that is not what its solution makes of it, and says which.
///
/// For maintainers: what a reader wrote is lost.
pub fn write(ws: &Workspace) -> Result<Vec<PathBuf>> {
    let stale = stale(ws)?;
    for exercise in ws
        .exercises()
        .filter(|exercise| stale.contains(&exercise.file))
    {
        let folder = exercise.file.parent().context("a file is in a folder")?;
        let skeleton = exercise.skeleton()?;
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&exercise.file, skeleton))
            .with_context(|| format!("cannot write {}", exercise.file.display()))?;
    }
    Ok(stale)
}

/// What the reader starts from: the solutions gone, what stands in their place uncommented.
pub fn skeleton(solution: &str) -> Result<String> {
    derive(solution, |part, line| match part {
        Part::Outside => Ok(Some(line.to_owned())),
        Part::Solution => Ok(None),
        Part::Skeleton => uncommented(line).map(Some),
    })
}

/// The reference as a reader sees it: without the marks and what is only in the skeleton.
pub fn reference(solution: &str) -> Result<String> {
    derive(solution, |part, line| {
        Ok((part != Part::Skeleton).then(|| line.to_owned()))
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Outside,
    Solution,
    Skeleton,
}

fn derive(
    solution: &str,
    keep: impl Fn(Part, &str) -> Result<Option<String>, &'static str>,
) -> Result<String> {
    let mut text = String::new();
    let mut part = Part::Outside;
    let mut marked = false;
    for (number, line) in (1..).zip(solution.lines()) {
        if let Some(mark) = mark(line) {
            marked = true;
            part = match (part, mark) {
                (Part::Outside, "solution") => Part::Solution,
                (Part::Solution, "skeleton") => Part::Skeleton,
                (Part::Solution | Part::Skeleton, "end") => Part::Outside,
                _ => bail!("line {number}: `EXERCISE: {mark}` {}", expected(part)),
            };
        } else {
            match keep(part, line) {
                Ok(Some(line)) => text.extend([&line, "\n"]),
                Ok(None) => {}
                Err(problem) => bail!("line {number}: {problem}"),
            }
        }
    }
    if part != Part::Outside {
        bail!("the last `EXERCISE: solution` has no `EXERCISE: end`");
    }
    if !marked {
        bail!("nothing is left to the reader: no `EXERCISE: solution`");
    }
    Ok(text)
}

fn mark(line: &str) -> Option<&str> {
    line.trim().strip_prefix("// EXERCISE:").map(str::trim)
}

fn expected(part: Part) -> &'static str {
    match part {
        Part::Outside => "where only `solution` can stand",
        Part::Solution => "where only `skeleton` or `end` can stand",
        Part::Skeleton => "where only `end` can stand",
    }
}

/// A line of a skeleton part without the comment that hides it from the compiler.
fn uncommented(line: &str) -> Result<String, &'static str> {
    let code = line.trim_start();
    let indent = &line[..line.len() - code.len()];
    if code.is_empty() {
        return Ok(String::new());
    }
    match code.strip_prefix("//") {
        Some("") => Ok(String::new()),
        Some(code) => Ok(format!(
            "{indent}{}",
            code.strip_prefix(' ').unwrap_or(code)
        )),
        None => Err("a line of a skeleton part starts with `// `"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOLUTION: &str = "\
//! The task.
fn leave(queue: &mut Queue) {
    // EXERCISE: solution
    queue.leave();
    // EXERCISE: skeleton
    // // Leave the queue here.
    // todo!(\"leave the queue\")
    //
    // EXERCISE: end
}
// EXERCISE: solution
fn only_in_the_reference() {}
// EXERCISE: end
";

    #[test]
    fn the_skeleton_has_the_replacements_uncommented() {
        assert_eq!(
            skeleton(SOLUTION).unwrap(),
            "\
//! The task.
fn leave(queue: &mut Queue) {
    // Leave the queue here.
    todo!(\"leave the queue\")

}
"
        );
    }

    #[test]
    fn the_reference_has_neither_marks_nor_replacements() {
        assert_eq!(
            reference(SOLUTION).unwrap(),
            "\
//! The task.
fn leave(queue: &mut Queue) {
    queue.leave();
}
fn only_in_the_reference() {}
"
        );
    }

    #[test]
    fn inner_indentation_of_a_replacement_is_kept() {
        let solution = "\
    // EXERCISE: solution
    // EXERCISE: skeleton
    // loop {
    //     poll();
    // }
    // EXERCISE: end
";
        assert_eq!(
            skeleton(solution).unwrap(),
            "    loop {\n        poll();\n    }\n"
        );
    }

    fn error(solution: &str) -> String {
        let error = skeleton(solution).unwrap_err().to_string();
        assert_eq!(
            reference(solution).map_err(|error| error.to_string()),
            Err(error.clone())
        );
        error
    }

    #[test]
    fn marks_out_of_order_are_errors_with_their_line() {
        assert_eq!(
            error("\n// EXERCISE: end\n"),
            "line 2: `EXERCISE: end` where only `solution` can stand"
        );
        assert_eq!(
            error("// EXERCISE: solution\n// EXERCISE: solution\n"),
            "line 2: `EXERCISE: solution` where only `skeleton` or `end` can stand"
        );
        assert_eq!(
            error("// EXERCISE: solution\n// EXERCISE: skeleton\n// EXERCISE: skeleton\n"),
            "line 3: `EXERCISE: skeleton` where only `end` can stand"
        );
        assert_eq!(
            error("// EXERCISE: soltion\n"),
            "line 1: `EXERCISE: soltion` where only `solution` can stand"
        );
    }

    #[test]
    fn a_region_that_does_not_end_is_an_error() {
        assert_eq!(
            error("// EXERCISE: solution\nleave();\n"),
            "the last `EXERCISE: solution` has no `EXERCISE: end`"
        );
    }

    #[test]
    fn a_solution_that_leaves_nothing_to_the_reader_is_an_error() {
        assert_eq!(
            error("fn main() {}\n"),
            "nothing is left to the reader: no `EXERCISE: solution`"
        );
    }

    #[test]
    fn code_in_a_skeleton_part_that_the_compiler_would_see_is_an_error() {
        let solution = "// EXERCISE: solution\n// EXERCISE: skeleton\nleave();\n// EXERCISE: end\n";
        assert_eq!(
            skeleton(solution).unwrap_err().to_string(),
            "line 3: a line of a skeleton part starts with `// `"
        );
    }
}
