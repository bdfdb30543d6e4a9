//! Orders and what belongs to them, as they are shown: of many orders at once.
//!
//! It is read where a change of the same request is sure to be seen.
use std::{collections::HashMap, hash::Hash};

use entity::{
    fulfilment, fulfilment_line,
    ids::{FulfilmentId, OrderId, OrderLineId, OrderReturnId, RefundId},
    money::Minor,
    order_adjustment, order_allocation, order_event, order_line, order_return, order_return_line, payment, refund,
    refund_line, refund_transaction, sales_order,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::shop::{Shop, fault::Fault};

/// Rows by what they belong to.
type Lists<K, T> = HashMap<K, Vec<T>>;

/// A parcel and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    pub fulfilment: fulfilment::Model,
    pub lines: Vec<fulfilment_line::Model>,
}

/// A return and what comes back with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    pub row: order_return::Model,
    pub lines: Vec<order_return_line::Model>,
}

/// A refund, what it is for, and the ways on which it goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    pub row: refund::Model,
    pub lines: Vec<refund_line::Model>,
    pub transactions: Vec<refund_transaction::Model>,
}

impl Refund {
    /// What went back, or is on its way back.
    pub fn given_back(&self) -> Minor {
        let ways = self.transactions.iter().filter(|row| row.status != refund_transaction::Status::Failed);
        ways.map(|row| row.amount).sum()
    }
}

/// Orders by id, drafts too.
pub async fn by_ids(shop: &Shop, ids: &[OrderId]) -> Result<HashMap<OrderId, sales_order::Model>, Fault> {
    let found = sales_order::Entity::find()
        .filter(sales_order::Column::Id.is_in(ids.iter().copied()))
        .all(shop.database().current())
        .await?;
    Ok(found.into_iter().map(|order| (order.id, order)).collect())
}

/// The order that a parcel is of.
pub async fn order_of_fulfilment(shop: &Shop, id: FulfilmentId) -> Result<Option<OrderId>, Fault> {
    let found = fulfilment::Entity::find_by_id(id).one(shop.database().current()).await?;
    Ok(found.map(|parcel| parcel.order_id))
}

/// The order that a return is of.
pub async fn order_of_return(shop: &Shop, id: OrderReturnId) -> Result<Option<OrderId>, Fault> {
    let found = order_return::Entity::find_by_id(id).one(shop.database().current()).await?;
    Ok(found.map(|found| found.order_id))
}

/// The order that a refund is of.
pub async fn order_of_refund(shop: &Shop, id: RefundId) -> Result<Option<OrderId>, Fault> {
    let found = refund::Entity::find_by_id(id).one(shop.database().current()).await?;
    Ok(found.map(|found| found.order_id))
}

/// What orders are made of, in their order.
pub async fn lines_of(shop: &Shop, orders: &[OrderId]) -> Result<Lists<OrderId, order_line::Model>, Fault> {
    let rows = order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(orders.iter().copied()))
        .order_by_asc(order_line::Column::OrderId)
        .order_by_asc(order_line::Column::Position)
        .all(shop.database().current())
        .await?;
    Ok(grouped(rows, |row| row.order_id))
}

/// From where the lines of orders are sent: two statements.
pub async fn allocations_of(shop: &Shop, orders: &[OrderId]) -> Result<Lists<OrderId, order_allocation::Model>, Fault> {
    let lines = order_line::Entity::find()
        .select_only()
        .column(order_line::Column::Id)
        .column(order_line::Column::OrderId)
        .filter(order_line::Column::OrderId.is_in(orders.iter().copied()))
        .into_tuple::<(OrderLineId, OrderId)>()
        .all(shop.database().current())
        .await?;
    let of: HashMap<_, _> = lines.into_iter().collect();
    let rows = order_allocation::Entity::find()
        .filter(order_allocation::Column::OrderLineId.is_in(of.keys().copied()))
        .order_by_asc(order_allocation::Column::OrderLineId)
        .order_by_asc(order_allocation::Column::LocationId)
        .all(shop.database().current())
        .await?;
    let mut lists: Lists<_, _> = HashMap::new();
    for row in rows {
        if let Some(order) = of.get(&row.order_line_id) {
            lists.entry(*order).or_default().push(row);
        }
    }
    Ok(lists)
}

/// Each discount and each tax of orders.
pub async fn adjustments_of(shop: &Shop, orders: &[OrderId]) -> Result<Lists<OrderId, order_adjustment::Model>, Fault> {
    let rows = order_adjustment::Entity::find()
        .filter(order_adjustment::Column::OrderId.is_in(orders.iter().copied()))
        .order_by_asc(order_adjustment::Column::OrderId)
        .order_by_asc(order_adjustment::Column::Id)
        .all(shop.database().current())
        .await?;
    Ok(grouped(rows, |row| row.order_id))
}

/// What happened to orders, the first thing first.
pub async fn events_of(shop: &Shop, orders: &[OrderId]) -> Result<Lists<OrderId, order_event::Model>, Fault> {
    let rows = order_event::Entity::find()
        .filter(order_event::Column::OrderId.is_in(orders.iter().copied()))
        .order_by_asc(order_event::Column::OrderId)
        .order_by_asc(order_event::Column::Id)
        .all(shop.database().current())
        .await?;
    Ok(grouped(rows, |row| row.order_id))
}

/// How orders are paid, the first payment first.
pub async fn payments_of(shop: &Shop, orders: &[OrderId]) -> Result<Lists<OrderId, payment::Model>, Fault> {
    let rows = payment::Entity::find()
        .filter(payment::Column::OrderId.is_in(orders.iter().copied()))
        .order_by_asc(payment::Column::OrderId)
        .order_by_asc(payment::Column::Id)
        .all(shop.database().current())
        .await?;
    Ok(grouped(rows, |row| row.order_id))
}

/// The parcels of orders, the first first: two statements.
pub async fn parcels_of(shop: &Shop, orders: &[OrderId]) -> Result<Lists<OrderId, Parcel>, Fault> {
    let db = shop.database().current();
    let rows = fulfilment::Entity::find()
        .filter(fulfilment::Column::OrderId.is_in(orders.iter().copied()))
        .order_by_asc(fulfilment::Column::OrderId)
        .order_by_asc(fulfilment::Column::Id)
        .all(db)
        .await?;
    let lines = fulfilment_line::Entity::find()
        .filter(fulfilment_line::Column::FulfilmentId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(fulfilment_line::Column::OrderLineId)
        .all(db)
        .await?;
    let mut lines = grouped(lines, |line| line.fulfilment_id);
    let whole =
        rows.into_iter().map(|row| Parcel { lines: lines.remove(&row.id).unwrap_or_default(), fulfilment: row });
    Ok(grouped(whole, |parcel| parcel.fulfilment.order_id))
}

/// What comes back of orders, the first return first: two statements.
pub async fn returns_of(shop: &Shop, orders: &[OrderId]) -> Result<Lists<OrderId, Return>, Fault> {
    let db = shop.database().current();
    let rows = order_return::Entity::find()
        .filter(order_return::Column::OrderId.is_in(orders.iter().copied()))
        .order_by_asc(order_return::Column::OrderId)
        .order_by_asc(order_return::Column::Id)
        .all(db)
        .await?;
    let lines = order_return_line::Entity::find()
        .filter(order_return_line::Column::OrderReturnId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(order_return_line::Column::OrderLineId)
        .all(db)
        .await?;
    let mut lines = grouped(lines, |line| line.order_return_id);
    let whole = rows.into_iter().map(|row| Return { lines: lines.remove(&row.id).unwrap_or_default(), row });
    Ok(grouped(whole, |found| found.row.order_id))
}

/// What went back of what was paid for orders, the first refund first: three statements.
pub async fn refunds_of(shop: &Shop, orders: &[OrderId]) -> Result<Lists<OrderId, Refund>, Fault> {
    let db = shop.database().current();
    let rows = refund::Entity::find()
        .filter(refund::Column::OrderId.is_in(orders.iter().copied()))
        .order_by_asc(refund::Column::OrderId)
        .order_by_asc(refund::Column::Id)
        .all(db)
        .await?;
    let keys = || rows.iter().map(|row| row.id);
    let lines = refund_line::Entity::find()
        .filter(refund_line::Column::RefundId.is_in(keys()))
        .order_by_asc(refund_line::Column::OrderLineId)
        .all(db)
        .await?;
    let transactions = refund_transaction::Entity::find()
        .filter(refund_transaction::Column::RefundId.is_in(keys()))
        .order_by_asc(refund_transaction::Column::Id)
        .all(db)
        .await?;
    let mut lines = grouped(lines, |line| line.refund_id);
    let mut transactions = grouped(transactions, |transaction| transaction.refund_id);
    let whole = rows.into_iter().map(|row| Refund {
        lines: lines.remove(&row.id).unwrap_or_default(),
        transactions: transactions.remove(&row.id).unwrap_or_default(),
        row,
    });
    Ok(grouped(whole, |refund| refund.row.order_id))
}

fn grouped<K: Eq + Hash, T>(rows: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Lists<K, T> {
    let mut lists: Lists<K, T> = HashMap::new();
    for row in rows {
        lists.entry(key(&row)).or_default().push(row);
    }
    lists
}
