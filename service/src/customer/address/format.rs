//! An address as it is written on a parcel.
use super::{Postal, province};

/// How a country orders the line of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// `Ottawa ON K1A 0B1`
    CityProvinceZip,
    /// `10115 Berlin`
    ZipCity,
    /// `00184 Roma RM`
    ZipCityProvince,
    /// City, then the code on a line of its own.
    CityThenZip,
    /// From the large to the small: code, province and city, street.
    LargeFirst,
}

/// Which lines are wanted beside the address itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    pub with_name: bool,
    pub with_company: bool,
}

fn order(postal: &Postal) -> Order {
    match postal.country.map(|country| country.code().to_owned()).as_deref() {
        Some("US" | "CA" | "AU" | "NZ" | "BR" | "IN" | "KR" | "TH" | "ID" | "CO") => Order::CityProvinceZip,
        Some("IT" | "ES" | "MX" | "MY" | "RO" | "AR" | "CL" | "PE" | "TR") => Order::ZipCityProvince,
        Some("GB" | "IE" | "ZA" | "HK" | "AE") => Order::CityThenZip,
        Some("JP" | "CN") => Order::LargeFirst,
        _ => Order::ZipCity,
    }
}

/// The lines of an address in the order of its country; `country` is what that is called.
pub fn lines(postal: &Postal, country: &str, lines: Lines) -> Vec<String> {
    let name = if lines.with_name { name(postal) } else { String::new() };
    let company = if lines.with_company { postal.company.clone() } else { String::new() };
    let street = [postal.address1.clone(), postal.address2.clone()];
    let (city, zip, code) = (&postal.city, &postal.zip, &postal.province_code);
    let place = match order(postal) {
        Order::CityProvinceZip => vec![spaced(&[city, code, zip])],
        Order::ZipCity => vec![spaced(&[zip, city])],
        Order::ZipCityProvince => vec![spaced(&[zip, city, code])],
        Order::CityThenZip => vec![spaced(&[city, code]), zip.clone()],
        Order::LargeFirst => vec![zip.clone(), spaced(&[province_name(postal), city])],
    };
    let parts = if order(postal) == Order::LargeFirst {
        [place, street.into(), vec![company, name]].concat()
    } else {
        [vec![name, company], street.into(), place].concat()
    };
    parts.into_iter().chain([country.to_owned()]).filter(|line| !line.is_empty()).collect()
}

/// City, province and country in one line: `Ottawa ON, Canada`.
pub fn area(postal: &Postal, country: &str) -> Option<String> {
    let place = spaced(&[&postal.city, &postal.province_code]);
    let parts: Vec<_> = [place.as_str(), country].into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Who lives there.
pub fn name(postal: &Postal) -> String {
    spaced(&[&postal.first_name, &postal.last_name])
}

/// What the province is called.
pub fn province_name(postal: &Postal) -> &'static str {
    postal.country.and_then(|country| province::name(country, &postal.province_code)).unwrap_or_default()
}

fn spaced(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
