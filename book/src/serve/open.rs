//! Opens the reader's browser, if there is a screen to open it on.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempPath;

/// How a browser is told the address.
///
/// The address holds the key, and on Unix every user can see the arguments of every program. Where
/// another user could use the key, the browser is told a file instead that only its owner can read, and
/// that leads to the address. The file goes when this is dropped.
#[derive(Debug)]
enum Told {
    Address(String),
    File(TempPath),
}

/// What has to stay for as long as the browser may still look at it.
#[derive(Debug)]
pub(super) struct Opened {
    _told: Option<Told>,
}

/// `users_are_told`: whether the server knows other users, and refuses them with the key too.
pub(super) fn browser(root: &Path, address: &str, users_are_told: bool) -> Opened {
    // The address isn't said again: what is printed here ends up in logs.
    let yourself = "open the address above yourself";
    let told = told(root, address, users_are_told).and_then(|told| Ok((spawn(&told)?, told)));
    let _told = match told {
        Ok((true, told)) => Some(told),
        Ok((false, _)) => {
            eprintln!("there is no display here: {yourself}");
            None
        }
        Err(error) => {
            eprintln!("cannot open a browser ({error}): {yourself}");
            None
        }
    };
    Opened { _told }
}

fn told(root: &Path, address: &str, users_are_told: bool) -> io::Result<Told> {
    if users_are_told || !cfg!(unix) {
        return Ok(Told::Address(address.to_owned()));
    }
    let folder = root.join("target/book");
    std::fs::create_dir_all(&folder)?;
    let mut page = tempfile::Builder::new()
        .prefix("open-")
        .suffix(".html")
        .tempfile_in(folder)?;
    let refresh = format!("<meta http-equiv=\"refresh\" content=\"0; url={address}\">");
    write!(page, "<!DOCTYPE html>{refresh}")?;
    Ok(Told::File(page.into_temp_path()))
}

/// Whether there is a screen.
fn spawn(told: &Told) -> io::Result<bool> {
    let Some(mut opener) = opener() else {
        return Ok(false);
    };
    match told {
        Told::Address(address) => opener.arg(address),
        Told::File(file) => opener.arg(&**file),
    };
    let mut child = opener
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // It may stay for as long as the browser does, and must not stay as a zombie after that.
    std::thread::spawn(move || child.wait());
    Ok(true)
}

fn opener() -> Option<Command> {
    if cfg!(target_os = "macos") {
        return Some(Command::new("open"));
    }
    if cfg!(windows) {
        let mut start = Command::new("cmd");
        // `start` takes its first quoted argument for a window's title.
        start.args(["/C", "start", ""]);
        return Some(start);
    }
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .find(|name| std::env::var_os(name).is_some())?;
    Some(Command::new("xdg-open"))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn where_users_are_not_told_apart_no_argument_holds_the_key() {
        let root = tempfile::tempdir().unwrap();
        let address = "http://127.0.0.1:3000/?key=secret";
        let Ok(Told::File(file)) = told(root.path(), address, false) else {
            panic!("it is told a file");
        };
        assert!(std::fs::read_to_string(&file).unwrap().contains(address));
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let path = file.to_path_buf();
        drop(file);
        assert!(!path.exists());
    }
}
