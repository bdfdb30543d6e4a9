//! Rates and regions as people write them, and as they are stored.
use rust_decimal::Decimal;

/// Ten times the price: what no tax exceeds.
pub(super) const RATE_MAX: Decimal = Decimal::TEN;
/// Decimals of a rate: a millionth.
pub(super) const RATE_DECIMALS_MAX: u32 = 6;
/// Letters of a province or a zip code.
pub(super) const REGION_CHARS_MAX: usize = 16;

/// A rate as it is stored, 0.19 for 19 %: without zeroes at its end.
pub(super) fn rate(rate: Decimal) -> Option<String> {
    let normal = rate.normalize();
    let is_sound = normal >= Decimal::ZERO && normal <= RATE_MAX && normal.scale() <= RATE_DECIMALS_MAX;
    is_sound.then(|| normal.to_string())
}

/// The code of a province or the beginning of a zip code: capitals without blanks. None if it is neither.
pub(super) fn region(text: &str) -> Option<String> {
    let normal: String = text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect();
    let is_sound = normal.chars().count() <= REGION_CHARS_MAX
        && normal.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
    is_sound.then_some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_stored_in_one_way() {
        let stored = |text: &str| rate(text.parse().unwrap());
        assert_eq!(stored("0.190"), Some("0.19".to_owned()));
        assert_eq!(stored("0"), Some("0".to_owned()));
        assert_eq!(stored("0.000"), Some("0".to_owned()));
        assert_eq!(stored("10"), Some("10".to_owned()));
        assert_eq!(stored("0.08875"), Some("0.08875".to_owned()));
        for wrong in ["-0.01", "10.01", "19", "0.1234567"] {
            assert_eq!(stored(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn regions_are_stored_in_one_way() {
        assert_eq!(region(" bc "), Some("BC".to_owned()));
        assert_eq!(region("sw1a 1"), Some("SW1A1".to_owned()));
        assert_eq!(region("B_C"), None);
        assert_eq!(region(&"9".repeat(17)), None);
    }
}
