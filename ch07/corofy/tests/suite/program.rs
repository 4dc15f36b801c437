//! Programs that the tests generate, compile with rustc, and run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Whose `Future` the modules of a program use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// The standard library's: what `async fn` makes.
    Tasks,
    /// Chapter 7's.
    Polling,
    /// A stand-in for chapter 8's.
    Waker,
    /// A stand-in for chapter 9's.
    Pinned,
}

impl World {
    fn text(self) -> String {
        let layer = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
        let text = match self {
            World::Tasks => include_str!("../worlds/tasks.rs"),
            World::Polling => include_str!("../worlds/polling.rs"),
            World::Waker => include_str!("../worlds/waker.rs"),
            World::Pinned => include_str!("../worlds/pinned.rs"),
        };
        text.replace("LAYER", layer.to_str().expect("the path is UTF-8"))
    }
}

/// One program: a file for each module, and a `main` that calls what they check.
pub struct Program {
    folder: PathBuf,
    modules: Vec<String>,
    /// What is allowed besides, or denied: an attribute for the whole program.
    pub lints: &'static str,
}

/// What rustc said about a program that doesn't compile.
#[derive(Debug)]
pub struct Errors {
    /// All of it.
    pub text: String,
    /// The modules that it names.
    pub modules: BTreeSet<String>,
}

impl Program {
    /// An empty program in a folder of this name.
    pub fn new(name: &str, world: World) -> Program {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        // A file left by an earlier run would do no harm, but it would confuse the reader of the folder.
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).expect("the folder for the tests' programs can be written");
        let program = Program {
            folder,
            modules: Vec::new(),
            lints: "",
        };
        program.write("stage", include_str!("../worlds/stage.rs"));
        program.write("drive", include_str!("../worlds/drive.rs"));
        program.write("world", &world.text());
        program
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file of the program can be written");
    }

    /// Where a module's file is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.rs"))
    }

    /// Adds a module.
    pub fn module(&mut self, name: &str, text: &str) {
        self.write(name, text);
        self.modules.push(name.to_owned());
    }

    /// Leaves modules out.
    pub fn without(&mut self, names: &BTreeSet<String>) {
        self.modules.retain(|module| !names.contains(module));
    }

    /// Compiles the program.
    ///
    /// # Errors
    ///
    /// What rustc says.
    pub fn compile(&self) -> Result<PathBuf, Errors> {
        let head = "#![allow(dead_code)]\nextern crate self as ch07;\nextern crate self as ch08;\n\
                    extern crate self as ch09;\nmod drive;\nmod stage;\nmod world;\n\
                    #[allow(unused_imports)]\npub use world::*;\n";
        let modules = self
            .modules
            .iter()
            .map(|name| format!("mod {name};\n"))
            .collect::<String>();
        let called = |name: &&String| *name != "preamble";
        let call = |name: &String| format!("    drive::module(\"{name}\", {name}::check);\n");
        let calls: String = self.modules.iter().filter(called).map(call).collect();
        self.write(
            "main",
            &format!("{}\n{head}{modules}\nfn main() {{\n{calls}}}\n", self.lints),
        );
        let program = self
            .folder
            .join(format!("program{}", std::env::consts::EXE_SUFFIX));
        let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
            .current_dir(&self.folder)
            .args([
                "main.rs",
                "--edition=2024",
                "--crate-name=program",
                "-Copt-level=0",
                "-Cdebuginfo=0",
            ])
            .arg("-o")
            .arg(&program)
            .output()
            .expect("rustc can be run");
        if output.status.success() {
            return Ok(program);
        }
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let modules = places(&text).map(str::to_owned).collect();
        Err(Errors { text, modules })
    }
}

impl Errors {
    /// The first error in one module.
    pub fn of(&self, module: &str) -> String {
        let mut parts = self.text.split("\n\n");
        let first = parts.find(|part| places(part).any(|place| place == module));
        first.unwrap_or_default().to_owned()
    }
}

/// The module of each error: notes may name others.
fn places(text: &str) -> impl Iterator<Item = &str> {
    let errors = text.split("\n\n").filter(|part| part.starts_with("error"));
    errors
        .filter_map(|error| error.split_once("--> ")?.1.split_once(".rs:"))
        .map(|(module, _)| module)
}

/// What a module prints.
#[derive(Debug)]
pub struct Printed {
    /// The traces.
    pub traces: String,
    /// How many bytes its coroutines are, in the order of its calls.
    pub sizes: Vec<usize>,
}

/// Splits what a program prints by its modules.
pub fn by_module(printed: &str) -> BTreeMap<&str, Printed> {
    let parts = printed
        .split("=== ")
        .skip(1)
        .filter_map(|part| part.split_once('\n'));
    let split = parts.map(|(name, lines)| {
        let (sizes, traces): (Vec<&str>, Vec<&str>) =
            lines.lines().partition(|line| line.starts_with("#size "));
        let sizes = sizes
            .iter()
            .map(|line| line[6..].parse().expect("a size is a number"));
        (
            name,
            Printed {
                traces: traces.join("\n"),
                sizes: sizes.collect(),
            },
        )
    });
    split.collect()
}

/// The first run whose trace differs, as both have it.
pub fn first_difference(expected: &str, printed: &str) -> String {
    let (mut expected, mut printed) = (expected.split("== "), printed.split("== "));
    loop {
        let (left, right) = (expected.next(), printed.next());
        if left != right {
            let [left, right] = [left, right].map(|run| run.unwrap_or("nothing"));
            return format!("--- async fn: {left}--- machine: {right}");
        }
        assert!(left.is_some(), "the traces are the same");
    }
}

/// Compiles a program, leaving out modules that don't compile, and runs each of the others: what they print, and what's wrong
/// with those that don't compile or crash.
pub fn run_what_compiles(mut program: Program) -> (String, BTreeMap<String, String>) {
    let mut broken = BTreeMap::new();
    let path = loop {
        match program.compile() {
            Ok(path) => break path,
            Err(errors) => {
                assert!(!errors.modules.is_empty(), "{}", errors.text);
                for name in &errors.modules {
                    broken.insert(name.clone(), errors.of(name));
                }
                program.without(&errors.modules);
            }
        }
    };
    let mut printed = String::new();
    for module in program.modules.iter().filter(|name| *name != "preamble") {
        match run(&path, module) {
            Ok(lines) => printed += &lines,
            Err(why) => drop(broken.insert(module.clone(), why)),
        }
    }
    (printed, broken)
}

/// Runs one module of a program: what it prints, or how it crashed.
fn run(program: &Path, module: &str) -> Result<String, String> {
    let mut command = Command::new(program);
    // The C library of Linux overwrites what is freed, so that a use of it shows.
    command.arg(module).env("MALLOC_PERTURB_", "165");
    let output = command.output().expect("the program can be run");
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout).expect("the program prints UTF-8"));
    }
    Err(format!(
        "{}\n{:.1000}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    ))
}
