//! Programs on pages that do not end, and compilers that do not: whoever may end them does, and nothing
//! of them is left.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support_serve;

use book::model::Workspace;
use book::run::{Limits, Status, Stop, run_snippet};
use std::time::Duration;
use support_serve::{Events, SAYS, STAYS, Server, Workbook, edited, lines, run_program as run};
use tokio::sync::mpsc;

/// The compiler works out what `X` is, and takes no memory for it.
const COMPILES_FOR_EVER: &str =
    "#![allow(long_running_const_eval)]\nconst X: () = loop {};\nfn main() { X }\n";

/// Presses Run, and waits for the compiler.
fn compiling(server: &Server) -> Events {
    let events = run(server, STAYS, &edited(COMPILES_FOR_EVER));
    while !server
        .others()
        .iter()
        .any(|other| other.contains("rustc --crate-name ch91_stays"))
    {
        std::thread::yield_now();
    }
    events
}

#[test]
fn a_program_that_never_ends_is_ended_by_stop_by_leaving_and_by_another_run() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let forks = edited(
        "fn main() {\n    let run = \"setsid --fork sleep 1000000; echo '[main] has forked'; sleep 1000000\";\n    \
         let mut shell = std::process::Command::new(\"sh\").args([\"-c\", run]).spawn().unwrap();\n    \
         shell.wait().unwrap();\n}\n",
    );
    let mut stopped = run(&server, STAYS, &forks);
    stopped.until("line");
    assert_eq!(server.post("/api/snippet/stop/ch91/stays").status, 204);
    assert_eq!(stopped.until("end").data["status"], "stopped");
    server.wait_until_alone();

    let mut left = run(&server, STAYS, &forks);
    left.until("line");
    left.hang_up();
    server.wait_until_alone();

    let mut first = run(&server, STAYS, "");
    first.until("line");
    let mut second = run(&server, STAYS, "");
    assert_eq!(first.until("end").data["status"], "stopped");
    assert_eq!(second.until("line").data["text"], "[main] stays");
    second.hang_up();
    server.wait_until_alone();
}

#[test]
fn a_program_that_prints_for_ever_is_stopped() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let mut events = run(
        &server,
        STAYS,
        &edited("fn main() { loop { println!(\"[main] again\") } }"),
    );
    assert_eq!(events.until("end").data["status"], "too-much-output");
    server.wait_until_alone();
}

#[test]
fn a_compiler_that_never_ends_is_ended_by_stop_by_leaving_and_by_another_run() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let mut stopped = compiling(&server);
    assert_eq!(server.post("/api/snippet/stop/ch91/stays").status, 204);
    assert_eq!(stopped.until("end").data["status"], "stopped");
    server.wait_until_alone();

    compiling(&server).hang_up();
    server.wait_until_alone();

    let mut first = compiling(&server);
    let (said, _) = lines(run(
        &server,
        STAYS,
        &edited("fn main() { println!(\"then\") }"),
    ));
    assert_eq!(first.until("end").data["status"], "stopped");
    assert_eq!(said, ["then"]);
    server.wait_until_alone();
}

#[test]
fn a_server_that_ends_while_it_compiles_leaves_no_compiler() {
    let book = Workbook::shared();
    for signal in ["INT", "KILL"] {
        let server = Server::start_ready(book.root());
        let _events = compiling(&server);
        server.signal(signal);
        server.wait_until_alone();
        // The next one is not kept from the program's crate.
        let server = Server::start(book.root());
        let (said, _) = lines(run(
            &server,
            STAYS,
            &edited("fn main() { println!(\"then\") }"),
        ));
        assert_eq!(said, ["then"], "{signal}");
    }
}

/// How the program `stays` ends within these limits.
fn status(limits: Limits, text: Option<&str>) -> Status {
    let book = Workbook::shared();
    let ws = Workspace::load(book.root()).unwrap();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    let (events, mut coming) = mpsc::channel(64);
    let text = text.map(str::to_owned);
    runtime.block_on(async {
        let snippet = ws.snippet("stays").unwrap();
        let running = run_snippet(snippet, text, &ws.root, limits, Stop::new(), events);
        let listening = async { while coming.recv().await.is_some() {} };
        tokio::join!(running, listening).0.status
    })
}

#[test]
fn a_program_that_runs_longer_than_it_may_is_stopped() {
    let limits = Limits {
        time: Duration::from_millis(200),
        ..Limits::of_snippet()
    };
    assert_eq!(status(limits, None), Status::TimedOut(limits.time));
}

#[test]
fn a_compiler_that_works_longer_than_it_may_is_stopped() {
    assert!(Limits::of_snippet().building < Duration::MAX);
    let limits = Limits {
        building: Duration::from_millis(200),
        ..Limits::of_snippet()
    };
    let Status::Failed(why) = status(limits, Some(COMPILES_FOR_EVER)) else {
        panic!("it has ended otherwise")
    };
    assert_eq!(
        why,
        "the compiler was still at work after 0.2 s and was stopped"
    );
}

#[test]
fn many_clicks_leave_one_run_and_every_other_is_told_that_it_was_stopped() {
    let book = Workbook::shared();
    let server = Server::start_ready(book.root());
    let click = || {
        let text = "fn main() { println!(\"[main] once\") }";
        lines(run(&server, SAYS, &edited(text))).1["status"].clone()
    };
    let ends: Vec<_> = std::thread::scope(|scope| {
        let clicks: Vec<_> = (0..20).map(|_| scope.spawn(click)).collect();
        clicks
            .into_iter()
            .map(|click| click.join().unwrap())
            .collect()
    });
    assert!(ends.iter().any(|end| end == "exited"), "{ends:?}");
    assert!(
        ends.iter().all(|end| end == "exited" || end == "stopped"),
        "{ends:?}"
    );
    server.wait_until_alone();
}

#[test]
fn a_program_that_takes_its_own_crate_away_runs_again() {
    let book = Workbook::new();
    let server = Server::start(book.root());
    // The folder of the crate, then that of all crates.
    for folders in [3, 4] {
        let text = format!(
            "fn main() {{\n    let program = std::env::current_exe().unwrap();\n    \
             let dir = program.ancestors().nth({folders}).unwrap();\n    \
             std::fs::remove_dir_all(dir).unwrap();\n    \
             println!(\"{{}}\", program.exists());\n}}\n"
        );
        for _ in 0..2 {
            let (said, end) = lines(run(&server, STAYS, &edited(&text)));
            assert_eq!((said, &end["code"]), (vec!["false".to_owned()], &0.into()));
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_takes_all_memory_is_ended_before_whatever_else_the_reader_runs() {
    let book = Workbook::shared();
    let server = Server::start(book.root());
    let own = std::fs::read_to_string("/proc/self/oom_score_adj").unwrap();
    let own = own.trim();
    // The program may run before the one who started it has gone back to its own weight: it waits
    // for that, for ever if it never comes.
    let text = format!(
        "fn weight(of: &str) -> String {{\n    \
             let path = format!(\"/proc/{{of}}/oom_score_adj\");\n    \
             std::fs::read_to_string(path).unwrap().trim().to_owned()\n}}\n\n\
         fn main() {{\n    \
             let starter = std::os::unix::process::parent_id().to_string();\n    \
             println!(\"{{}}\", weight(\"self\"));\n    \
             while weight(&starter) != \"{own}\" {{\n        std::thread::yield_now();\n    }}\n}}\n"
    );
    let (said, end) = lines(run(&server, STAYS, &edited(&text)));
    assert_eq!((said, &end["code"]), (vec!["1000".to_owned()], &0.into()));
}
