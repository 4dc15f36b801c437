//! Opens the reader's browser, if there is a screen to open it on.

use std::process::{Command, Stdio};

pub(super) fn browser(address: &str) {
    let Some(mut opener) = opener(address) else {
        eprintln!("there is no display here: open {address} yourself");
        return;
    };
    opener
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match opener.spawn() {
        // It may stay for as long as the browser does, and must not stay as a zombie after that.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(error) => eprintln!("cannot open a browser ({error}): open {address} yourself"),
    }
}

fn opener(address: &str) -> Option<Command> {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut start = Command::new("cmd");
        // `start` takes its first quoted argument for a window's title.
        start.args(["/C", "start", ""]);
        start
    } else {
        let displays = ["DISPLAY", "WAYLAND_DISPLAY"];
        displays
            .iter()
            .find(|name| std::env::var_os(name).is_some())?;
        Command::new("xdg-open")
    };
    command.arg(address);
    Some(command)
}
