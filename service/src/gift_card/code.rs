//! The code of a gift card: how it looks, and how it is known again.
use crate::shop::{Shop, code, fault::Fault, secret};

/// Symbols of a code that we draw: 80 bits.
const SYMBOLS: usize = 16;
/// How a code is written, so that it can be read out.
const SYMBOLS_PER_GROUP: usize = 4;
/// Letters and digits of a code that the shopkeeper chose.
pub const CHARS_MIN: usize = 8;
pub const CHARS_MAX: usize = 64;
/// What stays visible.
pub const LAST_CHARACTERS: usize = 4;

/// A code as it is compared: capitals, without blanks and hyphens.
pub fn normal(code: &str) -> String {
    code.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').flat_map(char::to_uppercase).collect()
}

/// What is stored instead of the code.
pub fn hash(code: &str) -> String {
    secret::hash(&normal(code))
}

/// The last letters, by which people tell cards apart: as buyers know them, in capitals.
pub(super) fn last_characters(normal: &str) -> String {
    let skipped = normal.chars().count().saturating_sub(LAST_CHARACTERS);
    normal.chars().skip(skipped).collect()
}

/// A new code, in groups: `K7PW-…`.
pub(super) fn draw(shop: &Shop) -> Result<String, Fault> {
    let drawn = code::random(shop, 1, SYMBOLS)?;
    let symbols = drawn.first().ok_or_else(|| Fault::broken("no code was drawn"))?;
    Ok(grouped(symbols))
}

fn grouped(symbols: &str) -> String {
    let letters: Vec<_> = symbols.chars().collect();
    let groups: Vec<String> = letters.chunks(SYMBOLS_PER_GROUP).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_again_however_it_is_typed() {
        assert_eq!(normal(" k7pw-23ab 9zzz-qqqq "), "K7PW23AB9ZZZQQQQ");
        assert_eq!(hash("k7pw23ab"), hash("K7PW-23AB"));
        assert_eq!(last_characters("K7PW23AB"), "23AB");
        assert_eq!(grouped("K7PW23AB9ZZZQQQQ"), "K7PW-23AB-9ZZZ-QQQQ");
    }
}
