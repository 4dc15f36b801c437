//! What `cargo book` understands.

use crate::model::{Unknown, Workspace};
use crate::{list, serve, site, skeleton, supervise, terminal, watch, weave};
use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// The exit status for a name that is not known and a command that is not understood.
const USAGE: u8 = 2;

/// From Syscall to Await: reads, runs and checks the workbook.
#[derive(Debug, Parser)]
#[command(
    name = "cargo book",
    bin_name = "cargo book",
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the book to this machine's browser; what `cargo book` alone does.
    Serve(Serve),
    /// Write the book as static HTML, fit for any static host.
    Build {
        /// The folder to write; an earlier build in it is replaced.
        #[arg(long, value_name = "DIR")]
        dest: Option<PathBuf>,
    },
    /// List chapters, steps, exercises and progress.
    List {
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Run a step, or a program from a page.
    Run {
        /// Its name, as `cargo book list` names it.
        #[arg(value_name = "CH/STEP")]
        step: String,
        /// Write who runs, waits and wakes whom as Chrome trace events, which Perfetto opens.
        #[arg(long, value_name = "FILE")]
        trace: Option<PathBuf>,
    },
    /// Try an experiment: run a program with a small change, in a copy.
    Try {
        /// Its name, as `cargo book list` names it.
        #[arg(value_name = "CH/EXPERIMENT")]
        experiment: String,
    },
    /// Check an exercise.
    Check {
        /// The exercise; without it, the first one that is not solved.
        #[arg(value_name = "CH/EXERCISE", conflicts_with = "all")]
        exercise: Option<String>,
        /// Check every exercise.
        #[arg(long)]
        all: bool,
    },
    /// Check the current exercise again at every save.
    Watch,
    /// Show the next hint.
    Hint {
        /// The exercise; without it, the first one that is not solved.
        #[arg(value_name = "CH/EXERCISE")]
        exercise: Option<String>,
    },
    /// Start an exercise again; your text is kept as a backup.
    Reset {
        /// The exercise; without it, the first one that is not solved.
        #[arg(value_name = "CH/EXERCISE")]
        exercise: Option<String>,
    },
    /// Show the reference, once the exercise is solved.
    Solution {
        /// The exercise; without it, the first one that is not solved.
        #[arg(value_name = "CH/EXERCISE")]
        exercise: Option<String>,
        /// Show it now.
        #[arg(long)]
        force: bool,
    },
    /// Run a program and leave nothing of it behind.
    #[command(hide = true)]
    Supervise {
        /// Give it the channel that comes over the leash.
        #[arg(long)]
        channel: bool,
        #[arg(last = true, required = true)]
        program: Vec<OsString>,
    },
    /// Be the preprocessor of mdBook.
    #[command(hide = true)]
    Weave {
        #[command(subcommand)]
        question: Option<Question>,
    },
    /// Write every exercise as its solution says it starts.
    #[command(hide = true)]
    Skeletons {
        /// Write nothing; fail if one differs.
        #[arg(long)]
        check: bool,
    },
}

#[derive(Clone, Copy, Debug, Args)]
struct Serve {
    /// The port on 127.0.0.1; 0 is a free one.
    #[arg(long, default_value_t = 3000, value_name = "N")]
    port: u16,
    /// Leave the browser alone.
    #[arg(long)]
    no_open: bool,
    /// Only show the pages: run nothing, write nothing.
    #[arg(long)]
    read_only: bool,
}

#[derive(Debug, Subcommand)]
enum Question {
    /// Whether pages for this renderer are woven.
    Supports { renderer: String },
}

/// Does what the command line says. A failure is a sentence on standard error.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody reads what cannot be printed.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(USAGE)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let command = cli.command.unwrap_or(Command::Serve(cli.serve));
    // "Not yet" is status 1, so a check without a verdict is not.
    let otherwise = if matches!(command, Command::Check { .. }) {
        USAGE
    } else {
        1
    };
    match run(command) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(if error.is::<Unknown>() {
                USAGE
            } else {
                otherwise
            })
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Supervise { channel, program } => return Ok(supervise::main(&program, channel)),
        Command::Weave { question } => return answer(question),
        _ => {}
    }
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    let ws = Workspace::find(&here)?;
    match command {
        Command::Serve(options) => serve::serve(ws, options.into()),
        Command::Build { dest } => build(&ws, dest),
        Command::List { json: false } => print(&list::text(&ws)?),
        Command::List { json: true } => print(&format!(
            "{}\n",
            serde_json::to_string_pretty(&list::json(&ws)?)?
        )),
        Command::Try { experiment } => terminal::try_out(&ws, &experiment),
        Command::Run { step, trace: None } => terminal::run(&ws, &step),
        Command::Run {
            step,
            trace: Some(file),
        } => terminal::run_traced(&ws, &step, &file),
        Command::Check { exercise, all } => terminal::check(&ws, exercise.as_deref(), all),
        Command::Watch => watch::watch(&ws),
        Command::Hint { exercise } => terminal::hint(&ws, exercise.as_deref()),
        Command::Reset { exercise } => terminal::reset(&ws, exercise.as_deref()),
        Command::Solution { exercise, force } => {
            terminal::solution(&ws, exercise.as_deref(), force)
        }
        Command::Skeletons { check } => skeletons(&ws, check),
        Command::Supervise { .. } | Command::Weave { .. } => unreachable!("done above"),
    }
}

impl From<Serve> for serve::Options {
    fn from(serve: Serve) -> Self {
        Self {
            port: serve.port,
            open: !serve.no_open,
            read_only: serve.read_only,
        }
    }
}

fn answer(question: Option<Question>) -> Result<ExitCode> {
    match question {
        Some(Question::Supports { renderer }) if weave::supports(&renderer) => {}
        Some(Question::Supports { .. }) => return Ok(ExitCode::FAILURE),
        None => weave::run(io::stdin().lock(), io::stdout().lock())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn build(ws: &Workspace, dest: Option<PathBuf>) -> Result<ExitCode> {
    let dest = dest.unwrap_or_else(|| ws.root.join("target/book/html"));
    site::build(ws, &dest)?;
    print(&format!(
        "The book is in {}: open its index.html.\n",
        dest.display()
    ))
}

fn skeletons(ws: &Workspace, check: bool) -> Result<ExitCode> {
    let changed = if check {
        skeleton::stale(ws)?
    } else {
        skeleton::write(ws)?
    };
    for file in &changed {
        let file = ws.relative(file);
        if check {
            eprintln!(
                "{file} is not what its solution makes of it: `cargo book skeletons` writes it"
            );
        } else {
            print(&format!("wrote {file}\n"))?;
        }
    }
    Ok(if check && !changed.is_empty() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Prints, unless whoever listened has gone, as `head` does.
fn print(text: &str) -> Result<ExitCode> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(arguments: &[&str]) -> Command {
        let arguments = ["cargo book"].iter().chain(arguments);
        let cli = Cli::try_parse_from(arguments).unwrap();
        cli.command.unwrap_or(Command::Serve(cli.serve))
    }

    #[test]
    fn the_commands_do_not_contradict_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_command_serves_and_takes_the_same_flags() {
        for arguments in [
            &["--port", "0", "--read-only"][..],
            &["serve", "--port", "0", "--read-only"],
        ] {
            let Command::Serve(serve) = parse(arguments) else {
                panic!("it serves")
            };
            assert_eq!(
                (serve.port, serve.no_open, serve.read_only),
                (0, false, true)
            );
        }
        let Command::Serve(serve) = parse(&[]) else {
            panic!("it serves")
        };
        assert_eq!(serve.port, 3000);
    }

    #[test]
    fn the_program_to_supervise_keeps_its_own_flags() {
        let Command::Supervise { program, .. } = parse(&["supervise", "--", "prog", "--port"])
        else {
            panic!("it supervises")
        };
        assert_eq!(program, ["prog", "--port"]);
    }

    #[test]
    fn mdbook_asks_whether_a_renderer_is_supported() {
        let Command::Weave {
            question: Some(Question::Supports { renderer }),
        } = parse(&["weave", "supports", "html"])
        else {
            panic!("it is a question")
        };
        assert_eq!(renderer, "html");
    }
}
