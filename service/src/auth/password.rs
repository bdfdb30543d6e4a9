//! Passwords: what they may be, and how they are kept.
//!
//! Argon2id with the parameters that OWASP recommends. Hashing is slow and takes memory on purpose, so it
//! runs beside the requests, a few at once; whoever tries many waits in line.
use std::{fmt, sync::LazyLock};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version, password_hash::SaltString,
};
use rand::{TryRngCore, rngs::OsRng};
use tokio::sync::{Semaphore, SemaphorePermit};
use unicode_normalization::UnicodeNormalization;

use crate::shop::fault::Fault;

/// Characters of a password at least.
pub const PASSWORD_CHARS_MIN: usize = 8;
/// Characters of a password at most.
pub const PASSWORD_CHARS_MAX: usize = 128;

/// Memory of one hashing, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over that memory.
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashings at once: bounds the memory they take together, to 76 MiB.
const HASHINGS_MAX: usize = 4;
const SALT_BYTES: usize = 16;

static HASHING: Semaphore = Semaphore::const_new(HASHINGS_MAX);

/// Stands for the hash of whoever has none, so that looking for them takes as long.
static NOBODYS: LazyLock<Option<String>> = LazyLock::new(|| encode("nobody's password").ok());

/// A password as it is hashed: composed (NFC), so that it does not depend on the keyboard it was typed on.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// What is wrong with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    #[error("a password is needed")]
    Blank,
    #[error("a password has at least {PASSWORD_CHARS_MIN} characters")]
    TooShort,
    #[error("a password has at most {PASSWORD_CHARS_MAX} characters")]
    TooLong,
    #[error("a password may not start or end with a space")]
    SpaceAround,
}

impl Password {
    /// A password that somebody chooses.
    pub fn choose(typed: &str) -> Result<Self, PasswordProblem> {
        if typed.is_empty() {
            return Err(PasswordProblem::Blank);
        }
        if typed.starts_with(char::is_whitespace) || typed.ends_with(char::is_whitespace) {
            return Err(PasswordProblem::SpaceAround);
        }
        let password = Self::attempt(typed);
        match password.0.chars().count() {
            ..PASSWORD_CHARS_MIN => Err(PasswordProblem::TooShort),
            PASSWORD_CHARS_MIN..=PASSWORD_CHARS_MAX => Ok(password),
            _ => Err(PasswordProblem::TooLong),
        }
    }

    /// A password that somebody tries. One that is too long is cut, and still too long to be anybody's.
    pub fn attempt(typed: &str) -> Self {
        Self(typed.nfc().take(PASSWORD_CHARS_MAX + 1).collect())
    }

    /// What is stored of it, in the PHC string format.
    pub async fn hash(&self) -> Result<String, Fault> {
        let password = self.0.clone();
        beside(move || encode(&password)).await?
    }

    /// Whether it is the one that was hashed. Without a hash it is not, and that takes as long.
    pub async fn matches(&self, hash: Option<&str>) -> Result<bool, Fault> {
        let (password, hash) = (self.0.clone(), hash.map(str::to_owned));
        beside(move || {
            let kept = hash.as_deref().or_else(|| NOBODYS.as_deref()).unwrap_or_default();
            let is_same = verify(&password, kept);
            // Nobody's password opens nothing.
            is_same && hash.is_some()
        })
        .await
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Runs what takes long on the threads for that, when there is room.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let room: SemaphorePermit<'static> =
        HASHING.acquire().await.map_err(|error| Fault::other("waiting to hash a password", error))?;
    let work = move || {
        let done = work();
        drop(room);
        done
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| Fault::other("hashing a password", error))
}

fn argon2() -> Result<Argon2<'static>, Fault> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| Fault::broken(format!("parameters of argon2: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn encode(password: &str) -> Result<String, Fault> {
    let mut salt = [0; SALT_BYTES];
    OsRng.try_fill_bytes(&mut salt).map_err(|error| Fault::other("drawing a salt", error))?;
    let salt = SaltString::encode_b64(&salt).map_err(|error| Fault::broken(format!("a salt: {error}")))?;
    let hash = argon2()?
        .hash_password(password.as_bytes(), &salt)
        .map_err(|error| Fault::broken(format!("hashing a password: {error}")))?;
    Ok(hash.to_string())
}

/// With the parameters that the hash names: those of older hashes stay theirs.
fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_have_bounds() {
        assert_eq!(Password::choose(""), Err(PasswordProblem::Blank));
        assert_eq!(Password::choose("seven77"), Err(PasswordProblem::TooShort));
        assert_eq!(Password::choose(&"é".repeat(129)), Err(PasswordProblem::TooLong));
        assert_eq!(Password::choose(" correct horse"), Err(PasswordProblem::SpaceAround));
        assert!(Password::choose(&"é".repeat(128)).is_ok());
        assert_eq!(format!("{:?}", Password::attempt("secret")), "Password(…)");
        // The accent as a sign of its own.
        assert_eq!(Password::attempt("cafe\u{301}"), Password::attempt("caf\u{e9}"));
    }

    #[tokio::test]
    async fn a_hash_tells_the_right_password_from_others() {
        let right = Password::choose("correct horse").unwrap();
        let hash = right.hash().await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, right.hash().await.unwrap(), "each has a salt of its own");
        assert!(right.matches(Some(&hash)).await.unwrap());
        assert!(!Password::attempt("Correct horse").matches(Some(&hash)).await.unwrap());
        assert!(!Password::attempt("nobody's password").matches(None).await.unwrap());
    }
}
