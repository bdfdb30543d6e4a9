//! Orders as they are looked through: a page at a time, found by where the last one ended.
use entity::{
    ids::CustomerId,
    sales_order::{self, Column, Entity, Status},
};
use sea_orm::{ActiveEnum, ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageRequest},
    query::{ListError, Query, QueryError, Term},
};

/// Which orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListOrders {
    pub which: Which,
    /// `status:confirmed email:ann@example.com processed_at:>=2026-06-01`, a number, or `customer_id:`.
    pub query: Option<String>,
    pub sort: Sort,
    /// From the last to the first.
    pub reverse: bool,
    pub page: PageRequest,
}

/// Which of all orders there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// That buyers or staff have placed, also those that nobody paid for.
    Placed,
    /// What staff are still writing.
    Drafts,
    /// Of a customer, once they were confirmed.
    Of(CustomerId),
}

/// What orders are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// In the order in which they were made.
    #[default]
    Id,
    PlacedAt,
    /// What they cost now.
    Total,
    /// Only those that have one.
    Number,
}

/// A page of orders.
///
/// # Errors
/// A cursor of another list, a query that cannot be read, or a [`Fault`].
pub async fn list(shop: &Shop, request: &ListOrders) -> Result<Page<sales_order::Model>, ListError> {
    let query = Query::parse(request.query.as_deref().unwrap_or_default())?;
    let which = match request.which {
        Which::Placed => Condition::all().add(Column::PlacedAt.is_not_null()),
        Which::Drafts => Condition::all().add(Column::Status.eq(Status::Draft)),
        Which::Of(customer) => Condition::all().add(Column::CustomerId.eq(customer)).add(Column::Number.is_not_null()),
    };
    let mut select = Entity::find().filter(which).filter(query.condition(meaning)?);
    let by = match request.sort {
        Sort::Id => SortBy::Id,
        Sort::PlacedAt => {
            select = select.filter(Column::PlacedAt.is_not_null());
            SortBy::Time(Column::PlacedAt)
        }
        Sort::Total => SortBy::Number(Column::CurrentTotal),
        Sort::Number => {
            select = select.filter(Column::Number.is_not_null());
            SortBy::Number(Column::Number)
        }
    };
    let select = keyset::narrow(select, by, Column::Id, &request.page, request.reverse)?;
    let rows = select.all(shop.database().current()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(&request.page, rows, |row| position(row, request.sort).cursor()))
}

fn position(row: &sales_order::Model, sort: Sort) -> Position {
    let key = match sort {
        Sort::Id => Key::Id,
        // Only what has one is in such a list.
        Sort::PlacedAt => Key::Time(row.placed_at.unwrap_or_default()),
        Sort::Total => Key::Number(row.current_total.0),
        Sort::Number => Key::Number(row.number.unwrap_or_default()),
    };
    Position(key, row.id.0)
}

fn meaning(term: &Term) -> Result<Condition, QueryError> {
    let nothing = || Condition::all().add(Column::Id.is_null());
    let number = || term.value.trim_start_matches('#').parse::<i64>().ok();
    let is = |condition: Option<Condition>| condition.unwrap_or_else(nothing);
    Ok(match term.field.as_deref() {
        Some("status") => {
            let status = Status::try_from_value(&term.value.to_lowercase()).ok();
            is(status.map(|status| Condition::all().add(Column::Status.eq(status))))
        }
        Some("customer_id") => {
            let key = Uuid::parse_str(term.value.rsplit('/').next().unwrap_or_default()).ok();
            is(key.map(|key| Condition::all().add(Column::CustomerId.eq(CustomerId(key)))))
        }
        Some("email") => term.exactly(Column::Email),
        Some("number" | "name") => is(number().map(|number| Condition::all().add(Column::Number.eq(number)))),
        Some("created_at") => term.instant(Column::CreatedAt)?,
        Some("updated_at") => term.instant(Column::UpdatedAt)?,
        Some("processed_at") => term.instant(Column::PlacedAt)?,
        _ => match number() {
            Some(number) => Condition::all().add(Column::Number.eq(number)),
            None => term.exactly(Column::Email),
        },
    })
}
