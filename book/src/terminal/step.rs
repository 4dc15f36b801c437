//! `cargo book run`: a step, or a program from a page, as if it had been started by hand.

use crate::cargo::{self, Built, Target, own_variables};
use crate::model::Workspace;
use crate::scratch::Scratch;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Builds a step or a page's program, with cargo's own progress on standard error, and runs it: its
/// streams and its end are those of this program.
///
/// # Errors
///
/// When there is none of this name, or it cannot be built or started.
pub fn run(ws: &Workspace, id: &str) -> Result<ExitCode> {
    // Held until the program has taken this one's place.
    let scratch;
    let built = if let Some(step) = ws.step(id) {
        let arguments = ["build", "--package", &step.chapter, "--bin", &step.name];
        build(&ws.root, &arguments, &Target::Step(step.name.clone()))?
    } else {
        let snippet = ws.find_snippet(id)?;
        scratch = Scratch::new(&ws.root, snippet, &snippet.program)?;
        let target = Target::Snippet(scratch.bin.clone());
        build(
            &scratch.dir,
            &cargo::snippet_arguments(&scratch.bin),
            &target,
        )?
    };
    match built {
        Ok(program) => become_program(clean(&mut Command::new(program))),
        Err(status) => Ok(status),
    }
}

/// The program, or cargo's exit status.
fn build(root: &Path, arguments: &[&str], target: &Target) -> Result<Result<PathBuf, ExitCode>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments);
    command.arg("--message-format=json-render-diagnostics");
    let output = clean(&mut command)
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        let code = output
            .status
            .code()
            .and_then(|code| u8::try_from(code).ok());
        return Ok(Err(ExitCode::from(code.unwrap_or(1))));
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    match cargo::outcome(&messages, target) {
        Built::Ready { executable, .. } => Ok(Ok(executable)),
        _ => bail!("cargo built nothing for {target:?}"),
    }
}

fn clean(command: &mut Command) -> &mut Command {
    for name in own_variables() {
        command.env_remove(name);
    }
    command
}

/// The program takes this one's place: with its exit status, its signal and its terminal.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).with_context(|| format!("cannot start {command:?}"))
}

/// Waits for the program and ends with its exit status.
#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<ExitCode> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {command:?}"))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}
