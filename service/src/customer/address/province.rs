//! Provinces, states, prefectures: by the part after the hyphen of their ISO 3166-2 codes.
//!
//! `provinces.txt` has the countries whose parcels or taxes need them. Their English names are those of the
//! Unicode CLDR; other names that are common on envelopes follow.
use std::{collections::HashMap, sync::LazyLock};

use entity::locale::Country;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The provinces of a country.
#[derive(Debug)]
pub struct Provinces {
    /// Whether an address there is not complete without.
    pub required: bool,
    list: Vec<Province>,
    /// By code and by folded name.
    found: HashMap<String, usize>,
}

/// A province.
#[derive(Debug)]
pub struct Province {
    /// `BC`
    pub code: &'static str,
    /// `British Columbia`
    pub name: &'static str,
}

static PROVINCES: LazyLock<HashMap<Country, Provinces>> =
    LazyLock::new(|| include_str!("provinces.txt").lines().filter_map(read).collect());

impl Provinces {
    /// Of a country whose provinces we keep.
    pub fn of(country: Country) -> Option<&'static Self> {
        PROVINCES.get(&country)
    }

    /// By its code or one of its names, without regard to case and accents.
    pub fn find(&self, typed: &str) -> Option<&Province> {
        self.found.get(&fold(typed)).and_then(|at| self.list.get(*at))
    }
}

/// What a province is called in English.
pub fn name(country: Country, code: &str) -> Option<&'static str> {
    Provinces::of(country)?.list.iter().find(|province| province.code == code).map(|province| province.name)
}

/// Whether ISO 3166-1 leaves the code to a country: some are everybody's own to use, and `ZZ` is nowhere.
pub fn is_assigned(country: Country) -> bool {
    !matches!(country.code().as_bytes(), b"AA" | b"ZZ" | [b'Q', b'M'..=b'Z'] | [b'X', b'A'..=b'J' | b'L'..=b'Z'])
        || country.code() == "QA"
}

/// `CA required AB=Alberta|BC=British Columbia|…`
fn read(line: &'static str) -> Option<(Country, Provinces)> {
    let mut words = line.splitn(3, ' ');
    let (country, required, list) = (words.next()?, words.next()?, words.next()?);
    let mut provinces = Provinces { required: required == "required", list: Vec::new(), found: HashMap::new() };
    for (at, entry) in list.split('|').enumerate() {
        let mut names = entry.split('=');
        let code = names.next()?;
        let name = names.clone().next()?;
        provinces.list.push(Province { code, name });
        for name in names {
            provinces.found.entry(fold(name)).or_insert(at);
        }
    }
    // Codes win over names that look like them.
    for (at, province) in provinces.list.iter().enumerate() {
        provinces.found.insert(fold(province.code), at);
    }
    Some((country.parse().ok()?, provinces))
}

fn fold(text: &str) -> String {
    let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    letters.filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
