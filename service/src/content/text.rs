//! Reading markup as plain text: for excerpts, descriptions and search.

/// Elements that end a line: their neighbours must not grow together.
const BLOCKS: [&str; 22] = [
    "address",
    "article",
    "blockquote",
    "br",
    "dd",
    "div",
    "dt",
    "figcaption",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "table",
    "td",
    "ul",
];
/// The longest entity that is looked for, in bytes.
const ENTITY_BYTES_MAX: usize = 10;

/// The text of a piece of HTML: no tags, entities resolved, each run of white space one space.
///
/// Meant for markup that has been sanitised. Anything else also comes out as harmless text, except
/// that entities beyond the sanitiser's own stay as they are.
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        push_text(&mut text, &rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('<') { skip_tag(rest, &mut text) } else { resolve(rest, &mut text) };
    }
    push_text(&mut text, rest);
    text.truncate(text.trim_end().len());
    text
}

/// At most `chars_max` characters, the last an ellipsis where something was cut off.
pub fn truncate(text: &str, chars_max: usize) -> String {
    if text.chars().nth(chars_max).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    format!("{}\u{2026}", kept.trim_end())
}

fn push_text(text: &mut String, part: &str) {
    for c in part.chars() {
        if !c.is_whitespace() {
            text.push(c);
        } else if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }
}

/// Skips the tag or comment that `rest` begins with, and all of a script or style.
fn skip_tag<'a>(rest: &'a str, text: &mut String) -> &'a str {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return comment.find("-->").map_or("", |end| &comment[end + 3..]);
    }
    let name: String =
        rest[1..].trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
    if name.is_empty() && !rest.starts_with("</") && !rest.starts_with("<!") {
        // A lone "less than".
        text.push('<');
        return &rest[1..];
    }
    let name = name.to_ascii_lowercase();
    if BLOCKS.contains(&name.as_str()) {
        push_text(text, " ");
    }
    let after = rest.find('>').map_or("", |end| &rest[end + 1..]);
    if matches!(name.as_str(), "script" | "style") && !rest.starts_with("</") {
        let closing = format!("</{name}");
        return find_ignoring_case(after, &closing).map_or("", |at| &after[at..]);
    }
    after
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes().windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

/// Resolves the entity that `rest` begins with, if it is one.
fn resolve<'a>(rest: &'a str, text: &mut String) -> &'a str {
    let end = rest.bytes().take(ENTITY_BYTES_MAX).position(|byte| byte == b';');
    let resolved = end.and_then(|end| Some((entity(&rest[1..end])?, end)));
    if let Some((c, end)) = resolved {
        push_text(text, c.encode_utf8(&mut [0; 4]));
        &rest[end + 1..]
    } else {
        text.push('&');
        &rest[1..]
    }
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(plain("<p>Hand<b>made</b></p>\n<p>in  Porto&nbsp;&amp; Rome</p>"), "Handmade in Porto & Rome");
        assert_eq!(plain("<ul><li>One</li><li>Two</li></ul>"), "One Two");
        assert_eq!(plain("a<script>alert(1)</SCRIPT>b<style>x{}</style>c"), "abc");
        assert_eq!(plain("2 &lt; 3, 3 < 4, AT&T, &#233;&#x301;&bogus;"), "2 < 3, 3 < 4, AT&T, é\u{301}&bogus;");
        assert_eq!(plain("cut <p clas"), "cut");
        assert_eq!(plain("&"), "&");
        assert_eq!(plain(""), "");
    }

    #[test]
    fn long_texts_are_cut_at_characters() {
        assert_eq!(truncate("Überraschung", 20), "Überraschung");
        assert_eq!(truncate("Überraschung", 12), "Überraschung");
        assert_eq!(truncate("Überraschung", 4), "Übe…");
        assert_eq!(truncate("", 0), "");
    }
}
