//! What a document's text has too much of, found before a parser sees it.
//!
//! The parser calls itself once per bracket, so that ten thousand of them would end the process. One
//! pass over the bytes, without memory, counts them first.
use crate::graphql::limits::{Limits, Refusal};

/// Brackets within each other at most, of all kinds together: what the parser's stack takes easily.
pub(super) const NESTING_MAX: usize = 64;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    tokens: usize,
    nesting: usize,
    aliases: usize,
    directives: usize,
}

/// Refuses a text that is too much for the parser, or to validate.
pub(super) fn check(source: &str, limits: &Limits) -> Result<(), Refusal> {
    let Some(counts) = count(source.as_bytes()) else {
        return Err(Refusal::bad_input("the document cannot be read: a string is not closed"));
    };
    let checks = [
        ("levels of brackets", counts.nesting, NESTING_MAX),
        ("aliases", counts.aliases, limits.aliases_max),
        ("directives", counts.directives, limits.directives_max),
        ("words and signs", counts.tokens, limits.tokens_max),
    ];
    match checks.into_iter().find(|(_, has, max)| has > max) {
        Some((what, has, max)) => Err(Refusal::too_many(what, has, max)),
        None => Ok(()),
    }
}

/// None when a string does not end.
fn count(text: &[u8]) -> Option<Counts> {
    let mut counts = Counts::default();
    let (mut depth, mut parentheses, mut at) = (0_usize, 0_usize, 0_usize);
    while let Some(byte) = text.get(at) {
        let length = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += text[at..].iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count();
                continue;
            }
            b'"' => string(&text[at..])?,
            b'{' | b'[' | b'(' => {
                depth += 1;
                counts.nesting = counts.nesting.max(depth);
                parentheses += usize::from(*byte == b'(');
                1
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                parentheses = parentheses.saturating_sub(usize::from(*byte == b')'));
                1
            }
            b'@' => {
                counts.directives += 1;
                1
            }
            // Outside arguments and variables a colon is only ever that of an alias.
            b':' if parentheses == 0 => {
                counts.aliases += 1;
                1
            }
            b'.' if text[at..].starts_with(b"...") => 3,
            byte if is_word(*byte) => text[at..].iter().take_while(|byte| is_word(**byte)).count(),
            _ => 1,
        };
        counts.tokens += 1;
        at += length;
    }
    Some(counts)
}

/// Names, and numbers with all that may be in them.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.')
}

/// The length of the string that `text` begins with, quotes included.
fn string(text: &[u8]) -> Option<usize> {
    let is_block = text.starts_with(b"\"\"\"");
    let mut at = if is_block { 3 } else { 1 };
    loop {
        let rest = text.get(at..)?;
        at += match rest.first()? {
            b'\\' if !is_block => 2,
            b'\\' if rest.starts_with(b"\\\"\"\"") => 4,
            b'"' if !is_block => return Some(at + 1),
            b'"' if rest.starts_with(b"\"\"\"") => return Some(at + 3),
            b'\n' | b'\r' if !is_block => return None,
            _ => 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_there() {
        let text =
            r#"query Q($a: In = {b: [1, -2.5e3]}) @inContext(country: DE) { x: f(s: "} { @ \" #") ...on T { y } }"#;
        let counts = count(text.as_bytes()).unwrap();
        assert_eq!((counts.aliases, counts.directives, counts.nesting), (1, 1, 3));
        assert_eq!(count(b"{ a # } { @\n b }").unwrap().tokens, 4);
        assert_eq!(count(br#"{ a(s: """ \""" { "quoted" { """) }"#).unwrap().nesting, 2);
    }

    #[test]
    fn strings_that_do_not_end_hide_nothing() {
        for text in ["{ a(s: \"x) }", "{ a(s: \"x\n{{{{\") }", "{ a(s: \"\"\"x\") }", "\"\\"] {
            assert_eq!(count(text.as_bytes()), None, "{text}");
        }
    }
}
