//! Looking customers up.
//!
//! What a customer is shown of themselves may follow a change of theirs at once, so it is read where that is sure to be.
use std::collections::HashMap;

use entity::{
    address, customer,
    customer_group_member::{self, Column as Member},
    ids::{CustomerGroupId, CustomerId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{Page, PageError, PageRequest},
};

/// Why a list cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error(transparent)]
    Page(#[from] PageError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Customers by id, also those who cannot log in.
pub async fn by_ids(shop: &Shop, ids: &[CustomerId]) -> Result<HashMap<CustomerId, customer::Model>, Fault> {
    let found = customer::Entity::find()
        .filter(customer::Column::Id.is_in(ids.iter().copied()))
        .filter(customer::Column::DeletedAt.is_null())
        .all(shop.database().current())
        .await?;
    Ok(found.into_iter().map(|customer| (customer.id, customer)).collect())
}

/// The address books of customers, in the order they were filled.
pub async fn addresses_of(
    shop: &Shop,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Vec<address::Model>>, Fault> {
    let rows = address::Entity::find()
        .filter(address::Column::CustomerId.is_in(customers.iter().copied()))
        .order_by_asc(address::Column::CustomerId)
        .order_by_asc(address::Column::Id)
        .all(shop.database().current())
        .await?;
    let mut books: HashMap<CustomerId, Vec<address::Model>> = HashMap::new();
    for row in rows {
        books.entry(row.customer_id).or_default().push(row);
    }
    Ok(books)
}

/// The groups a customer belongs to, which decide what they pay.
pub async fn groups_of(shop: &Shop, customer: CustomerId) -> Result<Vec<CustomerGroupId>, Fault> {
    Ok(customer_group_member::Entity::find()
        .select_only()
        .column(Member::CustomerGroupId)
        .filter(Member::CustomerId.eq(customer))
        .order_by_asc(Member::CustomerGroupId)
        .into_tuple()
        .all(shop.database().current())
        .await?)
}

/// All customers, in the order they came.
pub async fn list(shop: &Shop, page: &PageRequest, reverse: bool) -> Result<Page<customer::Model>, ListError> {
    let select = customer::Entity::find().filter(customer::Column::DeletedAt.is_null());
    let by = SortBy::Time(customer::Column::CreatedAt);
    let select = keyset::narrow(select, by, customer::Column::Id, page, reverse)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |row| Position(Key::Time(row.created_at), row.id.0).cursor()))
}
