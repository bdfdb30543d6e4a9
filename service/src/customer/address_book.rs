//! The addresses a customer keeps.
//!
//! Every change takes the customer's row first, so that changes of one book queue, and what is counted holds.
use entity::{
    address::{self, Column},
    customer,
    ids::{AddressId, CustomerId},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::address::{Demand, Field, Postal, Problem, Typed, TypedCountry, check};
use crate::{
    event::{self, Event},
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault},
    },
};

/// Addresses of a customer at most.
pub const ADDRESSES_MAX: u64 = 100;

/// Another address for the book.
#[derive(Clone, Debug)]
pub struct AddAddress {
    pub customer: CustomerId,
    pub address: AddressChange,
}

/// An address is written anew.
#[derive(Clone, Debug)]
pub struct ChangeAddress {
    pub customer: CustomerId,
    pub id: AddressId,
    pub address: AddressChange,
}

/// One of a customer's addresses.
#[derive(Clone, Copy, Debug)]
pub struct OwnAddress {
    pub customer: CustomerId,
    pub id: AddressId,
}

/// What of an address is typed: what is absent stays as it was.
#[derive(Clone, Debug, Default)]
pub struct AddressChange {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company: Option<String>,
    pub address1: Option<String>,
    pub address2: Option<String>,
    pub city: Option<String>,
    pub province: Option<String>,
    pub zip: Option<String>,
    pub country: Option<TypedCountry>,
    pub phone: Option<String>,
}

/// Why the book stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum AddressBookError {
    #[error("something is not as it must be")]
    Invalid(Vec<(Field, Problem)>),
    #[error("a customer keeps at most {ADDRESSES_MAX} addresses")]
    TooMany,
    /// Somebody else's counts as none.
    #[error("there is no such address")]
    NotFound,
    #[error("there is no such customer")]
    Gone,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for AddressBookError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Invalid(_) | Self::TooMany | Self::NotFound | Self::Gone => None,
        }
    }
}

/// Puts an address into the book. The first one is the default.
pub async fn add(shop: &Shop, request: &AddAddress) -> Result<address::Model, AddressBookError> {
    shop.write(request, work_add).await
}

async fn work_add(unit: &Unit, request: &AddAddress) -> Result<address::Model, AddressBookError> {
    take(unit, request.customer).await?;
    let postal = checked(&request.address, &Postal::default())?;
    let kept = of(request.customer).count(&unit.tx).await.map_err(Fault::from)?;
    if kept >= ADDRESSES_MAX {
        return Err(AddressBookError::TooMany);
    }
    let row = row(unit, unit.new_id(), request.customer, postal, kept == 0);
    bulk::insert::<address::Entity>(unit, std::slice::from_ref(&row), OnConflict::Fail).await?;
    Ok(row)
}

/// Writes an address anew.
pub async fn change(shop: &Shop, request: &ChangeAddress) -> Result<address::Model, AddressBookError> {
    shop.write(request, work_change).await
}

async fn work_change(unit: &Unit, request: &ChangeAddress) -> Result<address::Model, AddressBookError> {
    take(unit, request.customer).await?;
    let found = of(request.customer).filter(Column::Id.eq(request.id)).one(&unit.tx).await.map_err(Fault::from)?;
    let before = found.ok_or(AddressBookError::NotFound)?;
    let postal = checked(&request.address, &Postal::from(&before))?;
    let after = address::Model {
        created_at: before.created_at,
        ..row(unit, before.id, request.customer, postal, before.is_default)
    };
    let written = address::Entity::update(after.into_active_model().reset_all());
    Ok(written.exec(&unit.tx).await.map_err(Fault::from)?)
}

/// Takes an address out of the book. If it was the default, the oldest that is left becomes it.
pub async fn remove(shop: &Shop, request: &OwnAddress) -> Result<(), AddressBookError> {
    shop.write(request, work_remove).await
}

async fn work_remove(unit: &Unit, request: &OwnAddress) -> Result<(), AddressBookError> {
    take(unit, request.customer).await?;
    let gone = address::Entity::delete_many()
        .filter(Column::CustomerId.eq(request.customer))
        .filter(Column::Id.eq(request.id))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    if gone.rows_affected != 1 {
        return Err(AddressBookError::NotFound);
    }
    let left = of(request.customer).order_by_asc(Column::Id).all(&unit.tx).await.map_err(Fault::from)?;
    match left.first() {
        Some(oldest) if left.iter().all(|address| !address.is_default) => {
            prefer(unit, request.customer, oldest.id).await.map(drop).map_err(Into::into)
        }
        _ => Ok(()),
    }
}

/// Makes an address the one that is used when nobody says which.
pub async fn make_default(shop: &Shop, request: &OwnAddress) -> Result<customer::Model, AddressBookError> {
    shop.write(request, work_default).await
}

async fn work_default(unit: &Unit, request: &OwnAddress) -> Result<customer::Model, AddressBookError> {
    let customer = take(unit, request.customer).await?;
    if prefer(unit, request.customer, request.id).await? { Ok(customer) } else { Err(AddressBookError::NotFound) }
}

async fn prefer(unit: &Unit, customer: CustomerId, id: AddressId) -> Result<bool, Fault> {
    let own = || address::Entity::update_many().filter(Column::CustomerId.eq(customer));
    own()
        .col_expr(Column::IsDefault, Expr::value(false))
        .filter(Column::IsDefault.eq(true))
        .filter(Column::Id.ne(id))
        .exec(&unit.tx)
        .await?;
    let preferred =
        own().col_expr(Column::IsDefault, Expr::value(true)).filter(Column::Id.eq(id)).exec(&unit.tx).await?;
    Ok(preferred.rows_affected == 1)
}

/// The customer's row, taken for as long as the unit lasts.
async fn take(unit: &Unit, customer: CustomerId) -> Result<customer::Model, AddressBookError> {
    let taken = customer::Entity::update_many()
        .col_expr(customer::Column::Version, Expr::col(customer::Column::Version).add(1))
        .col_expr(customer::Column::UpdatedAt, Expr::value(unit.now))
        .filter(customer::Column::Id.eq(customer))
        .filter(customer::Column::State.eq(customer::State::Enabled))
        .filter(customer::Column::DeletedAt.is_null())
        .exec_with_returning(&unit.tx)
        .await
        .map_err(Fault::from)?;
    let customer = taken.into_iter().next().ok_or(AddressBookError::Gone)?;
    event::record(unit, [Event::CustomerUpdated(customer.id)]).await?;
    Ok(customer)
}

fn of(customer: CustomerId) -> sea_orm::Select<address::Entity> {
    // One more than can be: what is read stays bounded whatever is in the table.
    address::Entity::find().filter(Column::CustomerId.eq(customer)).limit(ADDRESSES_MAX + 1)
}

/// What was typed over what was there. In another country the old province means nothing.
fn checked(change: &AddressChange, before: &Postal) -> Result<Postal, AddressBookError> {
    let text = |typed: &Option<String>, before: &String| typed.as_ref().unwrap_or(before).clone();
    let old_country = before.country.map_or(TypedCountry::Absent, TypedCountry::Known);
    let country = change.country.unwrap_or(old_country);
    let province = if country == old_country { before.province_code.clone() } else { String::new() };
    let typed = Typed {
        first_name: text(&change.first_name, &before.first_name),
        last_name: text(&change.last_name, &before.last_name),
        company: text(&change.company, &before.company),
        address1: text(&change.address1, &before.address1),
        address2: text(&change.address2, &before.address2),
        city: text(&change.city, &before.city),
        province: text(&change.province, &province),
        zip: text(&change.zip, &before.zip),
        country,
        phone: text(&change.phone, &before.phone),
    };
    let postal = check(&typed, Demand::RightIfGiven).map_err(AddressBookError::Invalid)?;
    if postal == Postal::default() {
        return Err(AddressBookError::Invalid(vec![(Field::Address1, Problem::Blank)]));
    }
    Ok(postal)
}

fn row(unit: &Unit, id: AddressId, customer: CustomerId, postal: Postal, is_default: bool) -> address::Model {
    address::Model {
        id,
        customer_id: customer,
        first_name: postal.first_name,
        last_name: postal.last_name,
        company: postal.company,
        address1: postal.address1,
        address2: postal.address2,
        city: postal.city,
        province_code: postal.province_code,
        zip: postal.zip,
        country: postal.country,
        phone: postal.phone,
        is_default,
        created_at: unit.now,
        updated_at: unit.now,
    }
}
