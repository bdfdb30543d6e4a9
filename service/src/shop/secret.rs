//! Secrets that are told once and known again by their hash: keys, tokens.
//!
//! They are random, so a plain SHA-256 keeps them: there is nothing to guess, and slow hashing, which
//! protects what people think up, would only slow every request down. What a stolen database holds
//! opens nothing. Looking a hash up in an index takes a time that depends on the hash, from which
//! nobody can work back to a secret that has it.
use std::fmt::{self, Write};

use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};

use super::fault::Fault;

/// Random bytes of a secret: 256 bits.
const BYTES: usize = 32;

/// A secret as it is handed out: 64 small hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one, from the operating system's randomness.
    ///
    /// # Errors
    /// A [`Fault`] when the system has none to give.
    pub fn random() -> Result<Self, Fault> {
        let mut bytes = [0; BYTES];
        OsRng.try_fill_bytes(&mut bytes).map_err(|error| Fault::other("drawing a secret", error))?;
        Ok(Self(hexadecimal(&bytes)))
    }

    /// The secret itself, to be shown to its owner and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Logs never carry secrets.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is stored instead of a secret: its SHA-256, in 64 small hexadecimal digits.
pub fn hash(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_not_printed() {
        let (one, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.reveal().len(), 2 * BYTES);
        assert_eq!(format!("{one:?}"), "Secret(…)");
    }

    #[test]
    fn a_hash_is_the_published_one() {
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
