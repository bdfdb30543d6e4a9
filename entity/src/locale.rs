//! Countries and languages, by their ISO codes.
use std::{fmt, str::FromStr};

use sea_orm::{DbErr, DeriveValueType, TryFromU64};

/// An ISO 3166-1 alpha-2 code in capitals: `DE`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
#[sea_orm(value_type = "String")]
pub struct Country([u8; 2]);

/// A language as the storefront names it: `EN`, `DE`, `PT_BR`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
#[sea_orm(value_type = "String")]
pub struct Language(String);

/// The text is not a code of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACode(&'static str);

impl Country {
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }
}

impl FromStr for Country {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let error = NotACode("a country is two capital letters, as in DE");
        let letters: [u8; 2] = text.as_bytes().try_into().map_err(|_| error)?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters)).ok_or(error)
    }
}

impl Language {
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl FromStr for Language {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let is_code = (2..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        let error = NotACode("a language is a code in capitals, as in EN or PT_BR");
        is_code.then(|| Self(text.to_owned())).ok_or(error)
    }
}

// A key that is no number: SeaORM asks every key type, and numbers are refused.
impl TryFromU64 for Country {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Country"))
    }
}

impl TryFromU64 for Language {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Language"))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for NotACode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotACode {}
