//! Postal addresses: what of them can be told to be wrong, and how they are written.
//!
//! Carts and address books share this. Entry points: [`check`] takes what somebody typed and gives an
//! address or all that is wrong with it; [`format::lines`] writes it on a parcel. Deliberately absent: whether
//! the house exists.

pub mod format;
pub mod province;
pub mod snapshot;
pub mod text;
pub mod zip;

use entity::{address, cart_address, locale::Country};

use self::province::Provinces;

/// Characters of a line at most.
pub const LINE_CHARS_MAX: usize = 255;
/// Characters of a postal code at most.
pub const ZIP_CHARS_MAX: usize = 20;
/// Characters of a telephone number at most, as typed.
pub const PHONE_CHARS_MAX: usize = 40;

/// An address as it was typed. What is absent is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub first_name: String,
    pub last_name: String,
    pub company: String,
    pub address1: String,
    pub address2: String,
    pub city: String,
    /// Its name or its code: "British Columbia", "BC".
    pub province: String,
    pub zip: String,
    pub country: TypedCountry,
    pub phone: String,
}

/// A country as it was typed: names are looked up by whoever knows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TypedCountry {
    #[default]
    Absent,
    Known(Country),
    /// Something was typed, and it is no country.
    Unknown,
}

/// An address that passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Postal {
    pub first_name: String,
    pub last_name: String,
    pub company: String,
    pub address1: String,
    pub address2: String,
    pub city: String,
    /// The part after the hyphen of an ISO 3166-2 code. Empty in countries whose provinces we do not keep.
    pub province_code: String,
    pub zip: String,
    pub country: Option<Country>,
    pub phone: String,
}

/// A part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    FirstName,
    LastName,
    Company,
    Address1,
    Address2,
    City,
    Province,
    Zip,
    Country,
    Phone,
}

/// What is wrong with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Problem {
    #[error("is missing")]
    Blank,
    #[error("is too long")]
    TooLong,
    #[error("may not contain HTML")]
    ContainsHtml,
    #[error("may not contain a web address")]
    ContainsUrl,
    #[error("may not contain emojis")]
    ContainsEmoji,
    #[error("contains signs that cannot be printed")]
    Unprintable,
    /// A country, or a province of this country, that there is not.
    #[error("is not known")]
    Unknown,
    /// A postal code that the country cannot have, a telephone number that is none.
    #[error("is not written as it should be")]
    Pattern,
    /// A postal code of another province.
    #[error("belongs to another province")]
    OfAnotherProvince,
}

/// How much is demanded of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// There is a country. The rest may be anything that can be printed.
    CountryOnly,
    /// What is there is right; anything may be missing.
    RightIfGiven,
    /// A parcel can be sent there: street, city, country, and province and postal code where the country has them.
    Deliverable,
}

/// An address from what was typed: spaces put in order, province as a code, postal code and telephone number
/// as they are written there.
///
/// # Errors
/// All that is wrong with it, in the order of the fields.
pub fn check(typed: &Typed, demand: Demand) -> Result<Postal, Vec<(Field, Problem)>> {
    let mut problems = Vec::new();
    let mut line = |field, typed: &str, chars_max| match text::line(typed, chars_max) {
        Ok(line) => line,
        Err(problem) => {
            problems.push((field, problem));
            String::new()
        }
    };
    let mut postal = Postal {
        first_name: line(Field::FirstName, &typed.first_name, LINE_CHARS_MAX),
        last_name: line(Field::LastName, &typed.last_name, LINE_CHARS_MAX),
        company: line(Field::Company, &typed.company, LINE_CHARS_MAX),
        address1: line(Field::Address1, &typed.address1, LINE_CHARS_MAX),
        address2: line(Field::Address2, &typed.address2, LINE_CHARS_MAX),
        city: line(Field::City, &typed.city, LINE_CHARS_MAX),
        province_code: String::new(),
        zip: line(Field::Zip, &typed.zip, ZIP_CHARS_MAX),
        country: None,
        phone: line(Field::Phone, &typed.phone, PHONE_CHARS_MAX),
    };
    let province = line(Field::Province, &typed.province, LINE_CHARS_MAX);
    let unread: Vec<_> = problems.iter().map(|(field, _)| *field).collect();
    let mut find = |field, problem| {
        if !unread.contains(&field) {
            problems.push((field, problem));
        }
    };
    if let Some(problem) = country(&mut postal, typed.country, demand) {
        find(Field::Country, problem);
    }
    if let Some(problem) = place(&mut postal, &province, demand) {
        find(Field::Province, problem);
    }
    if let Some(problem) = code(&mut postal, demand) {
        find(Field::Zip, problem);
    }
    if demand != Demand::CountryOnly && !postal.phone.is_empty() {
        match text::phone(&postal.phone) {
            Some(phone) => postal.phone = phone,
            None => find(Field::Phone, Problem::Pattern),
        }
    }
    if demand == Demand::Deliverable {
        for (field, line) in [(Field::Address1, &postal.address1), (Field::City, &postal.city)] {
            if line.is_empty() {
                find(field, Problem::Blank);
            }
        }
    }
    problems.sort_unstable();
    if problems.is_empty() { Ok(postal) } else { Err(problems) }
}

fn country(postal: &mut Postal, typed: TypedCountry, demand: Demand) -> Option<Problem> {
    match typed {
        TypedCountry::Known(country) if province::is_assigned(country) => {
            postal.country = Some(country);
            None
        }
        TypedCountry::Known(_) | TypedCountry::Unknown => Some(Problem::Unknown),
        TypedCountry::Absent => (demand != Demand::RightIfGiven).then_some(Problem::Blank),
    }
}

fn place(postal: &mut Postal, typed: &str, demand: Demand) -> Option<Problem> {
    // Where we keep no provinces, what was typed says nothing that city and postal code do not.
    let provinces = Provinces::of(postal.country?)?;
    if typed.is_empty() {
        return (provinces.required && demand == Demand::Deliverable).then_some(Problem::Blank);
    }
    match provinces.find(typed) {
        Some(province) => {
            province.code.clone_into(&mut postal.province_code);
            None
        }
        None => (demand != Demand::CountryOnly).then_some(Problem::Unknown),
    }
}

fn code(postal: &mut Postal, demand: Demand) -> Option<Problem> {
    let country = postal.country?;
    let pattern = zip::pattern(country)?;
    if postal.zip.is_empty() {
        return (demand == Demand::Deliverable).then_some(Problem::Blank);
    }
    let Some(written) = zip::write(&postal.zip, pattern) else {
        return (demand != Demand::CountryOnly).then_some(Problem::Pattern);
    };
    postal.zip = written;
    let fits = demand == Demand::CountryOnly || zip::may_be_in(&postal.zip, country, &postal.province_code);
    (!fits).then_some(Problem::OfAnotherProvince)
}

macro_rules! from_row {
    ($row:ty) => {
        impl From<&$row> for Postal {
            fn from(row: &$row) -> Self {
                Self {
                    first_name: row.first_name.clone(),
                    last_name: row.last_name.clone(),
                    company: row.company.clone(),
                    address1: row.address1.clone(),
                    address2: row.address2.clone(),
                    city: row.city.clone(),
                    province_code: row.province_code.clone(),
                    zip: row.zip.clone(),
                    country: row.country,
                    phone: row.phone.clone(),
                }
            }
        }
    };
}

from_row!(address::Model);
from_row!(cart_address::Model);

#[cfg(test)]
mod tests;
