//! Descriptions from outside, made safe to show.
use std::sync::LazyLock;

/// Elements that need no cleaning when they have no attributes.
const PLAIN: [&str; 22] = [
    "b",
    "blockquote",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "li",
    "ol",
    "p",
    "span",
    "strong",
    "u",
    "ul",
];
/// Elements without a closing tag.
const VOID: [&str; 2] = ["br", "hr"];

static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::default();
    cleaner.add_generic_attributes(["class"]);
    cleaner.rm_clean_content_tags(["style"]);
    cleaner.clean_content_tags(["script", "style", "iframe", "object", "embed", "noscript"].into());
    cleaner
});

/// HTML that can do no harm: no scripts, frames, event handlers or styles.
/// Text that holds nothing of the kind is given back as it is.
pub fn sanitised(html: String) -> String {
    if is_harmless(&html) { html } else { CLEANER.clean(&html).to_string() }
}

/// Whether it is text, or plain elements without attributes that are closed in order.
fn is_harmless(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some(end) = rest.find('>') else { return false };
        let tag = rest.get(..end).unwrap_or_default();
        rest = rest.get(end + 1..).unwrap_or_default();
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if PLAIN.contains(&tag) {
            open.push(tag);
        } else if !VOID.contains(&tag.trim_end_matches('/').trim_end()) {
            return false;
        }
    }
    open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_harmless_stays() {
        for html in ["", "plain & simple", "<p>a</p>\n<ul><li>b &amp; c<br></li></ul>", "5 > 4"] {
            assert!(is_harmless(html), "{html}");
            assert_eq!(sanitised(html.to_owned()), html);
        }
    }

    #[test]
    fn what_could_do_harm_goes() {
        for (html, clean) in [
            ("<p onclick=\"x()\">a</p>", "<p>a</p>"),
            ("a<script>alert(1)</script>b", "ab"),
            ("<iframe src=\"https://example.com\">x</iframe>a", "a"),
            ("<style>p{}</style>a", "a"),
            ("<a href=\"javascript:x()\">a</a>", "<a rel=\"noopener noreferrer\">a</a>"),
            ("<p>a", "<p>a</p>"),
            ("</div>a", "a"),
            ("<p><b>a</p></b>", "<p><b>a</b></p>"),
            ("<img src=x onerror=alert(1)>", "<img src=\"x\">"),
        ] {
            assert_eq!(sanitised(html.to_owned()), clean);
        }
    }
}
