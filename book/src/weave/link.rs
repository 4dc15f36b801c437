//! Links to a folder's `README.md`, which a reader of the sources can follow, and which mdBook
//! turns into `index.html` without turning the links to it.

use super::directive::asleep;

const FROM: &str = "README.md";
const TO: &str = "index.md";

/// The page with each link to a `README.md` leading to what mdBook makes of it.
pub(super) fn to_index(content: &str) -> String {
    let asleep = asleep(content);
    let mut text = String::new();
    let mut rest = 0;
    for (start, _) in content.match_indices(FROM) {
        let is_text = !asleep.iter().any(|range| range.contains(&start));
        if is_text && is_target(&content[..start], &content[start + FROM.len()..]) {
            text.push_str(&content[rest..start]);
            text.push_str(TO);
            rest = start + FROM.len();
        }
    }
    text + &content[rest..]
}

/// Whether what stands between these is the end of a relative link's path.
fn is_target(before: &str, after: &str) -> bool {
    let Some((_, folder)) = before.rsplit_once("](") else {
        return false;
    };
    let is_path = !folder.contains([')', ':', ' ', '\n']);
    let is_name = folder.is_empty() || folder.ends_with('/');
    is_path && is_name && after.starts_with([')', '#', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_links_to_a_readme_lead_to_the_index() {
        assert_eq!(
            to_index("[a](README.md) [b](../ch04/README.md#top) [c](ch04/README.md \"t\")"),
            "[a](index.md) [b](../ch04/index.md#top) [c](ch04/index.md \"t\")"
        );
    }

    #[test]
    fn everything_else_stays() {
        let content =
            "[x](https://example.org/README.md) README.md [y](MYREADME.md) `[z](README.md)`";
        assert_eq!(to_index(content), content);
    }
}
