//! Keys, one at a time: from a terminal as they are pressed, from a pipe as they are read.

use super::Input;
use anyhow::{Context, Result};
use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use std::io::{self, IsTerminal, Read, Write};
use tokio::sync::mpsc::UnboundedSender;

/// The reader's terminal, which gives keys one at a time until this is dropped; or a pipe.
#[derive(Debug)]
pub(super) struct Terminal {
    raw: bool,
}

/// Where the session writes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    raw: bool,
}

impl Terminal {
    /// Starts to send keys.
    pub fn open(inputs: UnboundedSender<Input>) -> Result<Self> {
        let raw = io::stdin().is_terminal();
        if raw {
            enable_raw_mode().context("cannot read single keys from this terminal")?;
            restore_on_panic();
        }
        let terminal = Self { raw };
        std::thread::spawn(move || {
            if raw {
                read_keys(&inputs)
            } else {
                read_bytes(&inputs)
            }
        });
        Ok(terminal)
    }

    /// Where to write.
    pub fn screen(&self) -> Screen {
        Screen { raw: self.raw }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.raw {
            // There is nobody left to tell.
            let _ = disable_raw_mode();
        }
    }
}

/// The message of a panic is to be read on a terminal that works.
fn restore_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let _ = disable_raw_mode();
        before(panic);
    }));
}

fn read_keys(inputs: &UnboundedSender<Input>) {
    while let Ok(event) = crossterm::event::read() {
        let Event::Key(key) = event else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        let input = match key.code {
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                Input::Gone
            }
            KeyCode::Char(key) => Input::Key(key),
            _ => continue,
        };
        if inputs.send(input).is_err() {
            return;
        }
    }
    let _ = inputs.send(Input::Gone);
}

fn read_bytes(inputs: &UnboundedSender<Input>) {
    for byte in io::stdin().lock().bytes() {
        match byte {
            Ok(byte) if byte.is_ascii_whitespace() => {}
            Ok(byte) => drop(inputs.send(Input::Key(byte.into()))),
            Err(_) => break,
        }
    }
    let _ = inputs.send(Input::Gone);
}

impl Screen {
    /// Writes a text and shows it at once. In raw mode a line's end does not return to its start.
    pub fn say(self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if self.raw {
            out.write_all(text.replace('\n', "\r\n").as_bytes())?;
        } else {
            out.write_all(text.as_bytes())?;
        }
        out.flush()
    }
}
