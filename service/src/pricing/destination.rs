//! Where goods go, as far as taxes and shipping ask.
use entity::locale::Country;

/// A country, and within it as much as is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Destination {
    pub country: Country,
    /// The code of a state or province: `CA`, `ON`. Capitals and blanks around it do not matter.
    pub province: Option<String>,
    /// As written on the parcel. Capitals and blanks do not matter.
    pub zip: Option<String>,
}

impl Destination {
    /// No more is known than the country.
    pub fn country(country: Country) -> Self {
        Self { country, province: None, zip: None }
    }
}
