//! Rewrites the coroutines of a file into machines: `corofy [--target TARGET] [INPUT [OUTPUT]]`.

use std::fs;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use corofy::{Target, rewrite};

const USAGE: &str = "corofy [--target polling|waker|pinned] [INPUT [OUTPUT]]

Rewrites each `coroutine fn` of INPUT into a state machine.
Without INPUT, or with `-`, it reads standard input. Without OUTPUT it writes to standard output.";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for.
struct Options {
    target: Target,
    input: Option<PathBuf>,
    output: Option<PathBuf>,
}

fn run(arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let Some(options) = options(arguments)? else {
        println!("{USAGE}");
        return Ok(());
    };
    let name = options
        .input
        .as_ref()
        .map_or("standard input".into(), |path| path.display().to_string());
    let source =
        read(options.input.as_ref()).map_err(|error| format!("can't read {name}: {error}"))?;
    let rewritten = rewrite(&source, options.target).map_err(|refused| {
        let lines = refused
            .reasons
            .iter()
            .map(|reason| format!("{name}:{reason}"));
        lines.collect::<Vec<_>>().join("\n")
    })?;
    match &options.output {
        Some(path) => fs::write(path, rewritten.text)
            .map_err(|error| format!("can't write {}: {error}", path.display())),
        None => io::stdout()
            .write_all(rewritten.text.as_bytes())
            .map_err(|error| format!("can't write the machine: {error}")),
    }
}

/// Reads the command line. `None` asks for help.
fn options(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options {
        target: Target::Polling,
        input: None,
        output: None,
    };
    let mut files = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "-h" | "--help" => return Ok(None),
            "--target" => options.target = target(arguments.next().as_deref())?,
            _ if argument.starts_with("--target=") => {
                options.target = target(argument.strip_prefix("--target="))?
            }
            _ if argument.starts_with('-') && argument != "-" => {
                return Err(format!("`{argument}` isn't an option\n\n{USAGE}"));
            }
            _ => files.push(argument),
        }
    }
    if files.len() > 2 {
        return Err(format!("`{}` is one file too many\n\n{USAGE}", files[2]));
    }
    let mut files = files.into_iter();
    options.input = files.next().filter(|file| file != "-").map(PathBuf::from);
    options.output = files.next().map(PathBuf::from);
    Ok(Some(options))
}

fn target(name: Option<&str>) -> Result<Target, String> {
    match name {
        Some("polling") => Ok(Target::Polling),
        Some("waker") => Ok(Target::Waker),
        Some("pinned") => Ok(Target::Pinned),
        _ => Err("a target is `polling`, `waker` or `pinned`".into()),
    }
}

fn read(path: Option<&PathBuf>) -> io::Result<String> {
    match path {
        Some(path) => fs::read_to_string(path),
        None => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text)?;
            Ok(text)
        }
    }
}
