//! What a cell says: texts without what no text should hold, truths, numbers, weights.
use std::borrow::Cow;

use entity::weight::WeightUnit;

/// Cells that begin like this are run as formulas by spreadsheets.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell as it is written to a file that people may open in a spreadsheet: text that would be run as
/// a formula gets an apostrophe in front.
pub fn export_cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The inverse: the apostrophe of an exported cell is no part of it.
pub(super) fn restored(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA_STARTS) => rest,
        _ => text,
    }
}

/// One line of text: no control characters, no space at the ends. Spaces within stay as they are, for two
/// variants may differ by nothing else.
pub(super) fn line(text: &str) -> String {
    let text = restored(text.trim());
    if !text.chars().any(|letter| letter.is_control() || is_invisible(letter)) {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n");
    let kept = text.chars().filter(|letter| !is_invisible(*letter));
    let kept: String = kept.map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    kept.trim().to_owned()
}

/// Several lines of text: line endings are one character, other control characters go.
pub(super) fn lines(text: &str) -> String {
    let text = restored(text.trim());
    if !text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t') {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect()
}

/// A byte-order mark that is not at the beginning.
fn is_invisible(letter: char) -> bool {
    letter == '\u{feff}'
}

/// A text cut to a number of characters, and whether it had to be.
pub(super) fn cut(text: String, chars_max: usize) -> (String, bool) {
    match text.char_indices().nth(chars_max) {
        None => (text, false),
        Some((at, _)) => (text.get(..at).unwrap_or_default().trim_end().to_owned(), true),
    }
}

/// Yes or no; none for a blank or anything else.
pub(super) fn truth(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["true", "yes", "y", "1", "t", "x"]) {
        Some(true)
    } else if is(&["false", "no", "n", "0", "f"]) {
        Some(false)
    } else {
        None
    }
}

pub(super) fn weight_unit(text: &str) -> Option<WeightUnit> {
    match text.to_ascii_lowercase().as_str() {
        "g" | "gram" | "grams" => Some(WeightUnit::Grams),
        "kg" | "kilogram" | "kilograms" | "kgs" => Some(WeightUnit::Kilograms),
        "oz" | "ounce" | "ounces" => Some(WeightUnit::Ounces),
        "lb" | "lbs" | "pound" | "pounds" => Some(WeightUnit::Pounds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_come_back() {
        for text in ["=1+1", "+49 30 1234", "-5", "@home", "\tx"] {
            let exported = export_cell(text);
            assert_eq!(exported, format!("'{text}"));
            assert_eq!(restored(&exported), text);
        }
        assert_eq!(export_cell("a=b"), "a=b");
        assert_eq!(restored("'n' roll"), "'n' roll");
    }

    #[test]
    fn texts_lose_what_no_text_should_hold() {
        assert_eq!(line(" a\u{0}b\r\nc  d\u{feff} "), "a b c  d");
        assert_eq!(line("Tee 👕 &amp; co"), "Tee 👕 &amp; co");
        assert_eq!(lines("a\r\nb\rc\u{7}\td"), "a\nb\nc\td");
        assert_eq!(cut("äöü".to_owned(), 2), ("äö".to_owned(), true));
        assert_eq!(cut("äö".to_owned(), 2), ("äö".to_owned(), false));
    }

    #[test]
    fn truths_and_units() {
        assert_eq!([truth("TRUE"), truth("no"), truth("")], [Some(true), Some(false), None]);
        assert_eq!(weight_unit("LBS"), Some(WeightUnit::Pounds));
        assert_eq!(weight_unit("stone"), None);
    }
}
