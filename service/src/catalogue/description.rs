//! Plain text of descriptions, which are stored as sanitised HTML.

/// Tags between which words would run together without a space.
const BREAKS: [&str; 14] = ["p", "br", "div", "li", "ul", "ol", "tr", "td", "th", "h1", "h2", "h3", "h4", "hr"];

/// The text without markup, white space folded. Expects HTML that was sanitised, so that every `<`
/// begins a tag.
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let tag = &rest[start + 1..];
        let end = tag.find('>').unwrap_or(tag.len());
        let name = tag[..end].trim_start_matches('/').split([' ', '/', '\n', '\t']).next().unwrap_or_default();
        if BREAKS.contains(&name) {
            text.push(' ');
        }
        rest = tag.get(end + 1..).unwrap_or_default();
    }
    text.push_str(rest);
    let decoded = decode(&text);
    let mut folded = String::with_capacity(decoded.len());
    for word in decoded.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// At most `chars` characters, the last being `…` where something was cut.
pub fn truncate(text: &str, chars: usize) -> String {
    if text.chars().count() <= chars {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(chars.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// The entities that sanitised HTML contains. `&amp;` last, or `&amp;lt;` would be decoded twice.
fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_words_apart_and_decodes_once() {
        assert_eq!(plain("<p>One</p><p>two <b>th</b>ree</p>"), "One two three");
        assert_eq!(plain("a&amp;lt;b &lt;c&gt;"), "a&lt;b <c>");
        assert_eq!(plain("cut <a href=\"x"), "cut");
    }

    #[test]
    fn truncates_by_characters() {
        assert_eq!(truncate("größer", 4), "grö…");
        assert_eq!(truncate("größer", 6), "größer");
    }
}
