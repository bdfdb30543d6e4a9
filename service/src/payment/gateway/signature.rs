//! Signed deliveries: `t=<unix time>,v1=<HMAC-SHA256 of "<unix time>.<body>", in hexadecimal digits>`, as Stripe signs.
use std::fmt;

use chrono::{DateTime, Duration, Utc};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::WebhookError;

/// A delivery that was signed longer ago, or so far ahead, is not taken.
pub const TOLERANCE: Duration = Duration::minutes(5);
/// Signatures of one header that are looked at: more than one while a secret is being changed.
const SIGNATURES_MAX: usize = 8;
/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;

/// What only we and the provider know. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(String);

impl SigningSecret {
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The key as HMAC takes it (RFC 2104): filled up to a block, hashed first where it is longer.
    fn block(&self) -> [u8; BLOCK] {
        let mut block = [0; BLOCK];
        let hashed = Sha256::digest(self.0.as_bytes());
        let key = if self.0.len() > BLOCK { &hashed[..] } else { self.0.as_bytes() };
        for (place, byte) in block.iter_mut().zip(key) {
            *place = *byte;
        }
        block
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

/// Takes a body that somebody with the secret signed not long ago.
///
/// # Errors
/// See [`WebhookError`].
pub fn verify(
    secret: &SigningSecret,
    header: Option<&str>,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<(), WebhookError> {
    let header = header.ok_or(WebhookError::Unsigned)?;
    let mut time = None;
    let mut signatures = Vec::new();
    for (name, value) in header.split(',').filter_map(|part| part.trim().split_once('=')) {
        match name {
            "t" => time = value.parse::<i64>().ok(),
            "v1" if signatures.len() < SIGNATURES_MAX => signatures.extend(bytes(value)),
            _ => {}
        }
    }
    let time = time.ok_or(WebhookError::Unsigned)?;
    if signatures.is_empty() {
        return Err(WebhookError::Unsigned);
    }
    // The comparison takes as long whether the first byte differs or the last.
    if !signatures.iter().any(|signature| mac(secret, time, body).verify_slice(signature).is_ok()) {
        return Err(WebhookError::BadSignature);
    }
    let signed_at = DateTime::from_timestamp(time, 0).ok_or(WebhookError::TooOld)?;
    if (now - signed_at).abs() > TOLERANCE { Err(WebhookError::TooOld) } else { Ok(()) }
}

/// The header of a body that is signed now.
pub fn sign(secret: &SigningSecret, body: &[u8], now: DateTime<Utc>) -> String {
    let time = now.timestamp();
    let signature = mac(secret, time, body).finalize().into_bytes();
    let digits: String = signature.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(digit).collect();
    format!("t={time},v1={digits}")
}

fn mac(secret: &SigningSecret, time: i64, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as Mac>::new(&secret.block().into());
    mac.update(time.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

fn digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or('0')
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;

    fn secret() -> SigningSecret {
        SigningSecret::new("whsec_test")
    }

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000, 0).unwrap()
    }

    #[test]
    fn a_signature_is_the_one_that_others_compute() {
        // printf '1780000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
        let expected = "t=1780000000,v1=a6cfe2114f40ec5193d0304c1e682c55fdabf04be55f4190b0c065017cb094af";
        assert_eq!(sign(&secret(), BODY, noon()), expected);
        assert_eq!(verify(&secret(), Some(expected), BODY, noon()), Ok(()));
    }

    #[test]
    fn what_is_not_signed_as_it_must_be_is_refused() {
        let header = sign(&secret(), BODY, noon());
        let refused = |header: Option<&str>, body: &[u8], now| verify(&secret(), header, body, now).unwrap_err();
        assert_eq!(refused(None, BODY, noon()), WebhookError::Unsigned);
        assert_eq!(refused(Some("v1=00"), BODY, noon()), WebhookError::Unsigned);
        assert_eq!(refused(Some("t=1780000000"), BODY, noon()), WebhookError::Unsigned);
        assert_eq!(refused(Some("t=1780000000,v1=zz"), BODY, noon()), WebhookError::Unsigned);
        assert_eq!(refused(Some("t=1780000000,v1=ü0"), BODY, noon()), WebhookError::Unsigned);
        assert_eq!(refused(Some("t=1780000000,v1="), BODY, noon()), WebhookError::BadSignature);
        assert_eq!(refused(Some(&header), br#"{"id":"evt_2"}"#, noon()), WebhookError::BadSignature);
        let other = sign(&SigningSecret::new("whsec_other"), BODY, noon());
        assert_eq!(refused(Some(&other), BODY, noon()), WebhookError::BadSignature);
        let later = header.replace("t=1780000000", "t=1780000001");
        assert_eq!(refused(Some(&later), BODY, noon()), WebhookError::BadSignature);
        let moment = Duration::seconds(1);
        assert_eq!(refused(Some(&header), BODY, noon() + TOLERANCE + moment), WebhookError::TooOld);
        assert_eq!(refused(Some(&header), BODY, noon() - TOLERANCE - moment), WebhookError::TooOld);
        assert_eq!(verify(&secret(), Some(&header), BODY, noon() + TOLERANCE), Ok(()));
    }

    #[test]
    fn while_a_secret_is_changed_both_are_good() {
        let header = sign(&secret(), BODY, noon());
        let both = format!("{},v0=abc", header.replace("v1=", "v1=00,v1="));
        assert_eq!(verify(&secret(), Some(&both), BODY, noon()), Ok(()));
        assert_eq!(format!("{:?}", secret()), "SigningSecret(…)");
    }
}
