//! Who the invoice is written to.
use entity::{cart, locale::Country};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    addresses::{self, Typed},
    edit::{self, Edited, Target},
    refusal::CartError,
};
use crate::{
    customer::address::{self as postal, Demand, Postal},
    shop::{Shop, Unit, fault::Fault},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct BillTo {
    pub target: Target,
    /// Absent: to the delivery address.
    pub address: Option<Typed>,
}

/// Says where the invoice of a cart goes.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, an address that is wrong.
pub async fn bill_to(shop: &Shop, request: &BillTo) -> Result<Edited, CartError> {
    let address = request.address.as_ref().map(written).transpose()?;
    let work = Work { target: &request.target, address };
    shop.write(&work, work_on).await?;
    edit::answer(shop, &request.target.cart, Vec::new()).await
}

struct Work<'a> {
    target: &'a Target,
    address: Option<Value>,
}

async fn work_on(unit: &Unit, work: &Work<'_>) -> Result<(), CartError> {
    let cart = edit::take(unit, work.target).await?;
    cart::Entity::update_many()
        .col_expr(cart::Column::BillingAddress, Expr::value(work.address.clone()))
        .filter(cart::Column::Id.eq(cart.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    Ok(())
}

/// A billing address as it is stored: it says what it said then, whatever becomes of the rules.
#[derive(Serialize, Deserialize)]
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

fn written(typed: &Typed) -> Result<Value, CartError> {
    let postal = postal::check(typed, Demand::RightIfGiven).map_err(|problems| {
        let refused = problems.into_iter().map(|(field, problem)| addresses::refusal(0, field, problem));
        CartError::Addresses(refused.collect())
    })?;
    let written = Written {
        first_name: postal.first_name,
        last_name: postal.last_name,
        company: postal.company,
        address1: postal.address1,
        address2: postal.address2,
        city: postal.city,
        province_code: postal.province_code,
        zip: postal.zip,
        country: postal.country.map(|country| country.to_string()),
        phone: postal.phone,
    };
    Ok(serde_json::to_value(written).map_err(|error| Fault::other("writing a billing address", error))?)
}

/// A billing address as it was stored.
pub(super) fn read(stored: &Value) -> Result<Postal, Fault> {
    let written = Written::deserialize(stored).map_err(|error| Fault::other("reading a billing address", error))?;
    let country: Option<Country> = written
        .country
        .map(|code| code.parse())
        .transpose()
        .map_err(|error| Fault::other("reading a billing address", error))?;
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
