//! Orders that staff write: what was agreed on the telephone, with prices of its own.
//!
//! Entry points: [`create`], [`update`]; `checkout::complete_draft` makes an order of one. A draft takes no stock and no
//! number, and its amounts are those that were agreed on when it was written.

mod rows;

use std::sync::Arc;

use entity::{
    customer,
    ids::{CustomerId, MarketId, OrderId},
    locale::Country,
    money::Minor,
    order_adjustment, order_line,
    sales_order::{self, Status},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use self::rows::Rows;
use super::{
    lines::{LINES_MAX, LineError},
    price::{PriceError, Wanted},
    timeline::{self, Happening},
    transition::{self, NotOpen},
};
use crate::{
    access::Actor,
    auth::email,
    customer::address::{self as postal, Demand, Field, Postal, Problem, Typed, TypedCountry},
    order::cancel::NOTE_CHARS_MAX,
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault},
        settings::{Market, Settings},
    },
};

/// What was agreed on.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    pub customer: Option<CustomerId>,
    /// Absent: the customer's.
    pub email: Option<String>,
    /// Absent: the market of where it goes.
    pub market: Option<MarketId>,
    pub lines: Vec<Wanted>,
    /// What sending it is called and costs.
    pub shipping: Option<(String, Minor)>,
    pub shipping_address: Option<Typed>,
    /// Absent: where it goes.
    pub billing_address: Option<Typed>,
    pub note: String,
}

/// A draft to be written.
#[derive(Clone, Debug)]
pub struct CreateDraft {
    pub terms: Terms,
    pub actor: Actor,
}

/// A draft to be written anew.
#[derive(Clone, Debug)]
pub struct UpdateDraft {
    pub order: OrderId,
    /// The version that was seen. Without it the status alone decides.
    pub version: Option<i64>,
    /// All of them: what is absent is not agreed on any more.
    pub terms: Terms,
    pub actor: Actor,
}

/// Why it is refused. Then nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    #[error(transparent)]
    Order(#[from] NotOpen),
    #[error(transparent)]
    Line(#[from] LineError),
    #[error(transparent)]
    Price(#[from] PriceError),
    #[error("there is no such customer")]
    UnknownCustomer,
    #[error("there is no such market")]
    UnknownMarket,
    #[error("this is no e-mail address")]
    BadEmail,
    #[error("a note has at most {NOTE_CHARS_MAX} characters, what shipping is called 255")]
    TooLong,
    #[error("{} {}", field_name(*.field), .problem)]
    Address { is_billing: bool, field: Field, problem: Problem },
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for DraftError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::Order(error) => error.fault(),
            Self::Price(error) => error.fault(),
            Self::Line(_)
            | Self::UnknownCustomer
            | Self::UnknownMarket
            | Self::BadEmail
            | Self::TooLong
            | Self::Address { .. } => None,
        }
    }
}

fn field_name(field: Field) -> &'static str {
    match field {
        Field::FirstName => "the first name",
        Field::LastName => "the last name",
        Field::Company => "the company",
        Field::Address1 | Field::Address2 => "the street",
        Field::City => "the city",
        Field::Province => "the province",
        Field::Zip => "the postal code",
        Field::Country => "the country",
        Field::Phone => "the telephone number",
    }
}

/// Terms that can be priced.
struct Checked<'a> {
    terms: &'a Terms,
    email: Option<String>,
    shipping_address: Option<Postal>,
    billing_address: Option<Postal>,
}

struct Work<'a, R> {
    settings: Arc<Settings>,
    request: &'a R,
}

/// The market that was said; else the one of the country it goes to. None: there is no such market.
pub fn market<'a>(settings: &'a Settings, said: Option<MarketId>, to: Option<&Typed>) -> Option<&'a Market> {
    let country = match to.map(|address| address.country) {
        Some(TypedCountry::Known(country)) => Some(country),
        Some(TypedCountry::Absent | TypedCountry::Unknown) | None => None,
    };
    market_for(settings, said, country)
}

fn market_for(settings: &Settings, said: Option<MarketId>, to: Option<Country>) -> Option<&Market> {
    let found = match said {
        Some(id) => settings.markets.iter().find(|market| market.id == id),
        None => settings.market_of(to.unwrap_or(settings.shop.country)),
    };
    found.map(AsRef::as_ref)
}

/// Writes a draft down.
///
/// # Errors
/// See [`DraftError`].
pub async fn create(shop: &Shop, request: &CreateDraft) -> Result<OrderId, DraftError> {
    let work = Work { settings: shop.settings().await?, request };
    shop.write(&work, create_in).await
}

async fn create_in(unit: &Unit, work: &Work<'_, CreateDraft>) -> Result<OrderId, DraftError> {
    let request = work.request;
    let checked = check(unit, &request.terms).await?;
    let rows = rows::of(unit, &work.settings, unit.new_id(), &checked).await?;
    bulk::insert::<sales_order::Entity>(unit, std::slice::from_ref(&rows.order), OnConflict::Fail).await?;
    write_parts(unit, &rows).await?;
    timeline::tell(unit, rows.order.id, "draftOrderCreate", [Happening::Drafted], &request.actor).await?;
    Ok(rows.order.id)
}

/// Writes a draft anew, at what its goods cost today where no price was agreed on.
///
/// # Errors
/// See [`DraftError`].
pub async fn update(shop: &Shop, request: &UpdateDraft) -> Result<(), DraftError> {
    let work = Work { settings: shop.settings().await?, request };
    shop.write(&work, update_in).await
}

async fn update_in(unit: &Unit, work: &Work<'_, UpdateDraft>) -> Result<(), DraftError> {
    let request = work.request;
    let taken = transition::open(unit, request.order, request.version, &[Status::Draft]).await?;
    let checked = check(unit, &request.terms).await?;
    let rows = rows::of(unit, &work.settings, taken.id, &checked).await?;
    let own = order_adjustment::Column::OrderId.eq(taken.id);
    order_adjustment::Entity::delete_many().filter(own).exec(&unit.tx).await.map_err(Fault::from)?;
    let own = order_line::Column::OrderId.eq(taken.id);
    order_line::Entity::delete_many().filter(own).exec(&unit.tx).await.map_err(Fault::from)?;
    let order = sales_order::Model { version: taken.version, created_at: taken.created_at, ..rows.order.clone() };
    let order = order.into_active_model().reset_all();
    sales_order::Entity::update(order).exec(&unit.tx).await.map_err(Fault::from)?;
    write_parts(unit, &rows).await?;
    Ok(timeline::tell(unit, taken.id, "draftOrderUpdate", [Happening::Drafted], &request.actor).await?)
}

async fn write_parts(unit: &Unit, rows: &Rows) -> Result<(), Fault> {
    bulk::insert::<order_line::Entity>(unit, &rows.lines, OnConflict::Fail).await?;
    bulk::insert::<order_adjustment::Entity>(unit, &rows.adjustments, OnConflict::Fail).await
}

async fn check<'a>(unit: &Unit, terms: &'a Terms) -> Result<Checked<'a>, DraftError> {
    if terms.lines.is_empty() {
        return Err(LineError::Nothing.into());
    }
    if terms.lines.len() > LINES_MAX {
        return Err(LineError::TooMany.into());
    }
    let shipping = terms.shipping.as_ref().map_or("", |(title, _)| title);
    if terms.note.chars().count() > NOTE_CHARS_MAX || shipping.chars().count() > 255 {
        return Err(DraftError::TooLong);
    }
    let customer = match terms.customer {
        None => None,
        Some(customer) => {
            let found = customer::Entity::find_by_id(customer)
                .filter(customer::Column::DeletedAt.is_null())
                .one(&unit.tx)
                .await
                .map_err(Fault::from)?;
            Some(found.ok_or(DraftError::UnknownCustomer)?)
        }
    };
    let typed = terms.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    let email = match typed {
        Some(typed) => Some(email::normal(typed).map_err(|_| DraftError::BadEmail)?),
        None => customer.and_then(|customer| customer.email),
    };
    Ok(Checked {
        terms,
        email,
        shipping_address: address(terms.shipping_address.as_ref(), false)?,
        billing_address: address(terms.billing_address.as_ref(), true)?,
    })
}

fn address(typed: Option<&Typed>, is_billing: bool) -> Result<Option<Postal>, DraftError> {
    let Some(typed) = typed else { return Ok(None) };
    postal::check(typed, Demand::RightIfGiven).map(Some).map_err(|problems| {
        let (field, problem) = problems.first().copied().unwrap_or((Field::Country, Problem::Unknown));
        DraftError::Address { is_billing, field, problem }
    })
}
