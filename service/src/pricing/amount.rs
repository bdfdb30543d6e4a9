//! Amounts as files and rules write them: exact decimals, read without rounding.
use entity::money::{Currency, Minor};

use super::currency::exponent;

/// Zeroes that an amount can be multiplied by: ten to the power of 18 is the last that fits.
const SHIFT_MAX: u32 = 18;

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("it is not a number")]
    NotANumber,
    #[error("it is negative")]
    Negative,
    #[error("it is too large")]
    TooLarge,
    #[error("it has more decimals than the currency")]
    TooPrecise,
}

/// Reads `12`, `12.3`, `.5`, `12.300` or `1.23e1`: a decimal point, nothing that groups thousands.
///
/// # Errors
/// See [`AmountError`]. Nothing is rounded: decimals beyond the currency's must be zero.
pub fn parse(text: &str, currency: Currency) -> Result<Minor, AmountError> {
    let number = Number::read(text)?;
    let shift = number.scale + i64::from(exponent(currency));
    let amount = if shift >= 0 {
        let shift = u32::try_from(shift).map_err(|_| AmountError::TooLarge)?;
        scale_up(number.digits, shift)?
    } else {
        // Trailing zeroes were taken off, so a decimal that is left over counts.
        if number.digits != 0 {
            return Err(AmountError::TooPrecise);
        }
        0
    };
    if number.is_negative && amount != 0 {
        return Err(AmountError::Negative);
    }
    Ok(Minor(amount))
}

fn scale_up(digits: i64, shift: u32) -> Result<i64, AmountError> {
    if digits == 0 {
        return Ok(0);
    }
    if shift > SHIFT_MAX {
        return Err(AmountError::TooLarge);
    }
    digits.checked_mul(10_i64.pow(shift)).ok_or(AmountError::TooLarge)
}

/// A decimal as written: `digits × 10^scale`, without trailing zeroes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    pub is_negative: bool,
    pub digits: i64,
    pub scale: i64,
}

impl Number {
    /// Reads a decimal, with or without a fraction or an exponent.
    ///
    /// # Errors
    /// [`AmountError::NotANumber`], or [`AmountError::TooLarge`] when its digits do not fit.
    pub fn read(text: &str) -> Result<Self, AmountError> {
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, power) = match text.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, power.parse::<i16>().map_err(|_| AmountError::NotANumber)?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        if !all_digits || (whole.is_empty() && fraction.is_empty()) {
            return Err(AmountError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        let mut written: &str = &format!("{whole}{fraction}");
        let mut scale = i64::from(power) - i64::try_from(fraction.len()).map_err(|_| AmountError::TooLarge)?;
        if fraction.is_empty() {
            let trimmed = written.trim_end_matches('0');
            scale += i64::try_from(written.len() - trimmed.len()).map_err(|_| AmountError::TooLarge)?;
            written = trimmed;
        }
        let digits = match written.trim_start_matches('0') {
            "" => 0,
            digits => digits.parse().map_err(|_| AmountError::TooLarge)?,
        };
        Ok(Self { is_negative, digits, scale: if digits == 0 { 0 } else { scale } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn reads_amounts() {
        let minor = |text, code| parse(text, currency(code)).map(|minor| minor.0);
        assert_eq!(minor("12.3", "EUR"), Ok(1230));
        assert_eq!(minor("12", "EUR"), Ok(1200));
        assert_eq!(minor(".5", "EUR"), Ok(50));
        assert_eq!(minor("0.00", "EUR"), Ok(0));
        assert_eq!(minor("-0.00", "EUR"), Ok(0));
        assert_eq!(minor("1.23e3", "EUR"), Ok(123_000));
        assert_eq!(minor("5E-2", "EUR"), Ok(5));
        assert_eq!(minor("1500.00", "JPY"), Ok(1500));
        assert_eq!(minor("92233720368547758.07", "EUR"), Ok(i64::MAX));
        assert_eq!(minor("92233720368547758.08", "EUR"), Err(AmountError::TooLarge));
        assert_eq!(minor("1e300", "EUR"), Err(AmountError::TooLarge));
        assert_eq!(minor("0e300", "EUR"), Ok(0));
        assert_eq!(minor("0.005", "EUR"), Err(AmountError::TooPrecise));
        assert_eq!(minor("-1", "EUR"), Err(AmountError::Negative));
        for text in ["", ".", "abc", "1,5", "1.2.3", "e5", "1e", "£5", "--1"] {
            assert_eq!(minor(text, "EUR"), Err(AmountError::NotANumber), "{text}");
        }
    }
}
