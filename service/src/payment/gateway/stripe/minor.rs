//! Amounts as Stripe counts them: minor units, but for three currencies.
//!
//! <https://docs.stripe.com/currencies#zero-decimal>
use entity::money::{Currency, Minor};

/// Counted in hundredths at Stripe, though there are none.
const HUNDREDFOLD: [&str; 2] = ["ISK", "UGX"];
/// Counted whole at Stripe, though ISO 4217 names two decimals.
const WHOLE: [&str; 1] = ["MGA"];

const HUNDRED: i64 = 100;

/// None for what Stripe cannot take.
pub(super) fn to_stripe(amount: Minor, currency: Currency) -> Option<i64> {
    if HUNDREDFOLD.contains(&currency.code()) {
        return amount.0.checked_mul(HUNDRED);
    }
    if WHOLE.contains(&currency.code()) {
        return (amount.0 % HUNDRED == 0).then_some(amount.0 / HUNDRED);
    }
    Some(amount.0)
}

/// What Stripe names, as we count.
pub(super) fn from_stripe(amount: i64, currency: Currency) -> Minor {
    if HUNDREDFOLD.contains(&currency.code()) {
        return Minor(amount / HUNDRED);
    }
    if WHOLE.contains(&currency.code()) {
        return Minor(amount.saturating_mul(HUNDRED));
    }
    Minor(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_go_there_and_back() {
        for (code, ours, theirs) in [
            ("EUR", 1_234, 1_234),
            ("JPY", 1_234, 1_234),
            ("KWD", 1_230, 1_230),
            ("ISK", 12, 1_200),
            ("MGA", 1_200, 12),
        ] {
            let currency = code.parse().unwrap();
            assert_eq!(to_stripe(Minor(ours), currency), Some(theirs), "{code}");
            assert_eq!(from_stripe(theirs, currency), Minor(ours), "{code}");
        }
        assert_eq!(to_stripe(Minor(1_234), "MGA".parse().unwrap()), None);
    }
}
