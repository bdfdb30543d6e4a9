//! Store credit as the back office shows it.
use std::collections::HashMap;

use entity::{
    ids::{CustomerId, StoreCreditId},
    store_credit, store_credit_movement,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::shop::{
    Shop,
    fault::Fault,
    keyset::{self, Key, Position, SortBy},
    page::{ListError, Page, PageRequest},
};

/// One account.
pub async fn by_id(shop: &Shop, id: StoreCreditId) -> Result<Option<store_credit::Model>, Fault> {
    Ok(store_credit::Entity::find_by_id(id).one(shop.read()).await?)
}

/// The accounts of customers, by currency.
pub async fn of_customers(
    shop: &Shop,
    customers: &[CustomerId],
) -> Result<HashMap<CustomerId, Vec<store_credit::Model>>, Fault> {
    let found = store_credit::Entity::find()
        .filter(store_credit::Column::CustomerId.is_in(customers.iter().copied()))
        .order_by_asc(store_credit::Column::Currency)
        .all(shop.read())
        .await?;
    let mut accounts = HashMap::<_, Vec<_>>::new();
    for account in found {
        accounts.entry(account.customer_id).or_default().push(account);
    }
    Ok(accounts)
}

/// An account's ledger, the latest first.
pub async fn movements(
    shop: &Shop,
    account: StoreCreditId,
    page: &PageRequest,
) -> Result<Page<store_credit_movement::Model>, ListError> {
    let select = store_credit_movement::Entity::find().filter(store_credit_movement::Column::StoreCreditId.eq(account));
    let by = SortBy::<store_credit_movement::Column>::Id;
    let select = keyset::narrow(select, by, store_credit_movement::Column::Id, page, true)?;
    let rows = select.all(shop.read()).await.map_err(Fault::from)?;
    Ok(Page::from_walk(page, rows, |line| Position(Key::Id, line.id.0).cursor()))
}
