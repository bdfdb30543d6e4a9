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
    page::PageRequest,
    pages::{Lists, Pages, Wanted},
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

/// The ledgers of accounts, the latest first.
pub async fn movements(
    shop: &Shop,
    wanted: &[Wanted<StoreCreditId>],
) -> Result<Pages<StoreCreditId, store_credit_movement::Model>, Fault> {
    let narrowed = |account: &StoreCreditId, page: &PageRequest| {
        let select =
            store_credit_movement::Entity::find().filter(store_credit_movement::Column::StoreCreditId.eq(*account));
        keyset::narrow(
            select,
            SortBy::<store_credit_movement::Column>::Id,
            store_credit_movement::Column::Id,
            page,
            true,
        )
    };
    let position = |line: &store_credit_movement::Model| Position(Key::Id, line.id.0);
    Lists { narrowed, position, reverse: true }.read(shop, wanted).await
}
