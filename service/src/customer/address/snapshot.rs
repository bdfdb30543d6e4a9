//! An address as it was when something was sent there.
use entity::locale::Country;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Postal;
use crate::shop::fault::Fault;

/// How it is stored. The names do not change.
#[derive(Serialize, Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Written {
    first_name: String,
    last_name: String,
    company: String,
    address1: String,
    address2: String,
    city: String,
    province_code: String,
    zip: String,
    country: Option<String>,
    phone: String,
}

/// An address for a column of JSON.
///
/// # Errors
/// A [`Fault`], which no address leads to.
pub fn write(postal: &Postal) -> Result<Value, Fault> {
    let written = Written {
        first_name: postal.first_name.clone(),
        last_name: postal.last_name.clone(),
        company: postal.company.clone(),
        address1: postal.address1.clone(),
        address2: postal.address2.clone(),
        city: postal.city.clone(),
        province_code: postal.province_code.clone(),
        zip: postal.zip.clone(),
        country: postal.country.map(|country| country.to_string()),
        phone: postal.phone.clone(),
    };
    serde_json::to_value(written).map_err(|error| Fault::other("writing an address", error))
}

/// An address as it was stored.
///
/// # Errors
/// A [`Fault`] when something else was.
pub fn read(stored: &Value) -> Result<Postal, Fault> {
    let written = Written::deserialize(stored).map_err(|error| Fault::other("reading an address", error))?;
    let country: Option<Country> = written
        .country
        .map(|code| code.parse())
        .transpose()
        .map_err(|error| Fault::other("reading an address", error))?;
    Ok(Postal {
        first_name: written.first_name,
        last_name: written.last_name,
        company: written.company,
        address1: written.address1,
        address2: written.address2,
        city: written.city,
        province_code: written.province_code,
        zip: written.zip,
        country,
        phone: written.phone,
    })
}
