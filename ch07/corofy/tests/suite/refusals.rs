//! Sources that can't be rewritten: where and why is held by snapshot.

use crate::inputs::sources;
use corofy::{Refused, Target, rewrite};
use std::fmt::Write;

/// Each reason, and where it points.
fn explained(source: &str, refused: &Refused) -> String {
    let lines: Vec<&str> = source.lines().collect();
    let mut text = String::new();
    for reason in &refused.reasons {
        let line = lines.get(reason.line - 1).copied().unwrap_or_default();
        let before: String = line.chars().take(reason.column - 1).collect();
        let blank: String = before
            .chars()
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        // Writing into a string doesn't fail.
        let _ = writeln!(
            text,
            "{reason}\n{}\n{blank}^",
            line.replace("//~", "").trim_end()
        );
    }
    text
}

/// The lines of a source that are marked, once for each mark.
fn marked(source: &str) -> Vec<usize> {
    let lines = source.lines().enumerate();
    lines
        .flat_map(|(n, line)| vec![n + 1; line.matches("//~").count()])
        .collect()
}

#[test]
fn refusals_say_where_and_why() {
    let refused = sources("refused");
    assert!(refused.len() >= 50, "{} sources", refused.len());
    let mut wrong = String::new();
    insta::with_settings!({
        snapshot_path => "../snapshots/refused", prepend_module_to_snapshot => false, omit_expression => true,
    }, {
        for (name, source) in &refused {
            match rewrite(source, Target::Polling) {
                Ok(rewritten) => wrong += &format!("{name} is rewritten:\n{}\n", rewritten.text),
                Err(why) => {
                    let lines: Vec<usize> = why.reasons.iter().map(|reason| reason.line).collect();
                    if lines != marked(source) {
                        wrong += &format!("{name} is refused elsewhere:\n{}\n", explained(source, &why));
                    } else {
                        insta::assert_snapshot!(name.as_str(), explained(source, &why));
                    }
                }
            }
        }
    });
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn refusals_are_the_same_for_each_target() {
    for (name, source) in sources("refused") {
        let polling = rewrite(&source, Target::Polling);
        assert_eq!(polling, rewrite(&source, Target::Waker), "{name}");
        assert_eq!(polling, rewrite(&source, Target::Pinned), "{name}");
    }
}
