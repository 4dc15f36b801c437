//! What differs from machine to machine, and from run to run.

/// A text with `…` for what isn't the same everywhere: ports on loopback, addresses in memory, and the numbers of
/// processes and descriptors.
pub(super) fn redacted(text: &str) -> String {
    let mut redacted = text.to_owned();
    for (before, is_part) in [
        ("127.0.0.1:", is_digit as fn(char) -> bool),
        ("[::1]:", is_digit),
        ("0x", is_hex),
        ("pid ", is_digit),
        ("process ", is_digit),
        ("fd ", is_digit),
    ] {
        redacted = without_what_follows(&redacted, before, is_part);
    }
    redacted
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

fn is_hex(letter: char) -> bool {
    letter.is_ascii_hexdigit()
}

fn without_what_follows(text: &str, before: &str, is_part: fn(char) -> bool) -> String {
    let mut pieces = text.split(before);
    let mut result = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let rest = piece.trim_start_matches(is_part);
        let starts_a_word = !result.ends_with(|letter: char| letter.is_alphanumeric());
        result.push_str(before);
        if starts_a_word && rest.len() < piece.len() {
            result.push('…');
            result.push_str(rest);
        } else {
            result.push_str(piece);
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_chooses_is_no_part_of_a_statement() {
        for (text, expected) in [
            ("127.0.0.1:40123 accepts", "127.0.0.1:… accepts"),
            (
                "a byte at 0x7ffe12ab, fd 12 readable",
                "a byte at 0x…, fd … readable",
            ),
            ("the end of pid 4711", "the end of pid …"),
            ("fd 3 and fd 4", "fd … and fd …"),
        ] {
            assert_eq!(redacted(text), expected);
        }
    }

    #[test]
    fn everything_else_is() {
        for text in [
            "25 ms",
            "fiber 2",
            "port 80",
            "fd readable",
            "10x20",
            "rapid 4",
        ] {
            assert_eq!(redacted(text), text);
        }
    }
}
