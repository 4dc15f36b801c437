//! Rewrites the coroutines of a file into machines: `corofy [--target TARGET] [INPUT [OUTPUT]]`.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
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
        Some(path) => write(path, &rewritten.text, options.input.as_ref()),
        None => io::stdout()
            .write_all(rewritten.text.as_bytes())
            .map_err(|error| format!("can't write the machine: {error}")),
    }
}

/// Writes a file as a whole or not at all: its text is written to another file, which then gets its name.
fn write(path: &Path, text: &str, input: Option<&PathBuf>) -> Result<(), String> {
    if input.is_some_and(|input| is_same(input, path)) {
        return Err(format!(
            "{} is the source itself: name another file for the machine",
            path.display()
        ));
    }
    let failed = |error: io::Error| format!("can't write {}: {error}", path.display());
    // A link keeps leading to its file, and a pipe has no name to take over.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if place.exists() && !place.is_file() {
        return fs::write(&place, text).map_err(failed);
    }
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let beside = place.with_file_name(format!(".{name}.{}", std::process::id()));
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, &place))
        .map_err(|error| {
            // It may not be there, and the first error is the one to tell.
            let _ = fs::remove_file(&beside);
            failed(error)
        })
}

/// Whether two paths lead to the same file.
fn is_same(one: &Path, other: &Path) -> bool {
    let (Ok(first), Ok(second)) = (fs::canonicalize(one), fs::canonicalize(other)) else {
        return false;
    };
    first == second || is_linked(&first, &second)
}

#[cfg(unix)]
fn is_linked(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |path: &Path| fs::metadata(path).map(|file| (file.dev(), file.ino())).ok();
    place(one).is_some() && place(one) == place(other)
}

#[cfg(not(unix))]
fn is_linked(_: &Path, _: &Path) -> bool {
    false
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
