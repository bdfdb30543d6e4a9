//! Single lines that people type: names, streets, telephone numbers.
use unicode_normalization::UnicodeNormalization;

use super::Problem;

/// Digits of a telephone number: E.164 has at most 15, and no country gets by with fewer than 7 including its own.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// A line with its spaces put in order, composed (NFC).
///
/// # Errors
/// What may not stand in a name or an address.
pub fn line(typed: &str, chars_max: usize) -> Result<String, Problem> {
    // Before anything is done with it: what strangers send may be long.
    if typed.chars().nth(4 * chars_max).is_some() {
        return Err(Problem::TooLong);
    }
    let line: String = typed.nfc().collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().any(is_unprintable) {
        Err(Problem::Unprintable)
    } else if line.chars().nth(chars_max).is_some() {
        Err(Problem::TooLong)
    } else if contains_html(&line) {
        Err(Problem::ContainsHtml)
    } else if contains_url(&line) {
        Err(Problem::ContainsUrl)
    } else if line.chars().any(is_emoji) {
        Err(Problem::ContainsEmoji)
    } else {
        Ok(line)
    }
}

/// A telephone number with what people put between digits taken out: `+49 (30) 1234-567` is `+49301234567`.
/// Without a `+` it stays a number of the country it is dialled in.
pub fn phone(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let (plus, rest) = match typed.strip_prefix('+').or_else(|| typed.strip_prefix("00")) {
        Some(rest) => ("+", rest),
        None => ("", typed),
    };
    let between = |letter: char| matches!(letter, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}');
    let digits: String = rest.chars().filter(|letter| !between(*letter)).collect();
    let is_number = digits.bytes().all(|digit| digit.is_ascii_digit())
        && PHONE_DIGITS.contains(&digits.len())
        && (plus.is_empty() || !digits.starts_with('0'));
    is_number.then(|| format!("{plus}{digits}"))
}

/// A telephone number that can be dialled from everywhere (E.164): `+49301234567`.
pub fn international_phone(typed: &str) -> Option<String> {
    phone(typed).filter(|phone| phone.starts_with('+'))
}

fn is_unprintable(letter: char) -> bool {
    // Also what turns the direction of writing round: it makes a name look like another.
    letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn contains_html(line: &str) -> bool {
    line.char_indices().filter(|(_, letter)| *letter == '<').any(|(at, _)| {
        let next = line[at + 1..].chars().next();
        next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
    })
}

fn contains_url(line: &str) -> bool {
    let line = line.to_lowercase();
    line.contains("://") || line.split(|letter: char| !letter.is_alphanumeric() && letter != '.').any(is_host)
}

/// `www.shop.example`; not `St.John`, which may be a name.
fn is_host(word: &str) -> bool {
    word.strip_prefix("www.").is_some_and(|rest| rest.contains(|letter: char| letter.is_alphanumeric()))
}

fn is_emoji(letter: char) -> bool {
    matches!(letter,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{20e3}' | '\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}
