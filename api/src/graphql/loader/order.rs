//! Batches of orders and what belongs to them.
//!
//! What belongs to an order is asked for at the order's version: within one request it may change several times, and
//! every change of anything of it is a change of its version.
use std::{collections::HashMap, sync::Arc};

use entity::{ids::OrderId, order_adjustment, order_allocation, order_event, order_line, payment, sales_order};
use service::{
    order::read::{self, Parcel, Refund, Return},
    shop::fault::Fault,
};

use super::{Batched, Kept, Key, Loaders, Source};

/// An order at a version.
pub type Versioned = (OrderId, i64);

/// The same list for whatever version was asked for: it is read now.
fn at_versions<T: Clone>(asked: &[Versioned], found: &HashMap<OrderId, Vec<T>>) -> HashMap<Versioned, Vec<T>> {
    asked.iter().map(|key| (*key, found.get(&key.0).cloned().unwrap_or_default())).collect()
}

fn orders(asked: &[Versioned]) -> Vec<OrderId> {
    asked.iter().map(|(order, _)| *order).collect()
}

key!(
    /// An order. Whoever asks must have shown that they may know.
    OrderById(OrderId) -> Arc<sales_order::Model>,
    |source, ids| read::by_ids(&source.shop, &ids)
);
key!(
    /// What an order is made of.
    OrderLinesOf(Versioned) -> Arc<Vec<order_line::Model>>,
    |source, ids| async {
        Ok::<_, Fault>(at_versions(&ids, &read::lines_of(&source.shop, &orders(&ids)).await?))
    }
);
key!(
    /// From where an order's lines are sent.
    AllocationsOf(Versioned) -> Arc<Vec<order_allocation::Model>>,
    |source, ids| async {
        Ok::<_, Fault>(at_versions(&ids, &read::allocations_of(&source.shop, &orders(&ids)).await?))
    }
);
key!(
    /// Each discount and each tax of an order.
    AdjustmentsOf(Versioned) -> Arc<Vec<order_adjustment::Model>>,
    |source, ids| async {
        Ok::<_, Fault>(at_versions(&ids, &read::adjustments_of(&source.shop, &orders(&ids)).await?))
    }
);
key!(
    /// What happened to an order.
    OrderEventsOf(Versioned) -> Arc<Vec<order_event::Model>>,
    |source, ids| async {
        Ok::<_, Fault>(at_versions(&ids, &read::events_of(&source.shop, &orders(&ids)).await?))
    }
);
key!(
    /// How an order is paid.
    PaymentsOf(Versioned) -> Arc<Vec<payment::Model>>,
    |source, ids| async {
        Ok::<_, Fault>(at_versions(&ids, &read::payments_of(&source.shop, &orders(&ids)).await?))
    }
);
key!(
    /// The parcels of an order.
    ParcelsOf(Versioned) -> Arc<Vec<Parcel>>,
    |source, ids| async {
        Ok::<_, Fault>(at_versions(&ids, &read::parcels_of(&source.shop, &orders(&ids)).await?))
    }
);
key!(
    /// What comes back of an order.
    ReturnsOf(Versioned) -> Arc<Vec<Return>>,
    |source, ids| async {
        Ok::<_, Fault>(at_versions(&ids, &read::returns_of(&source.shop, &orders(&ids)).await?))
    }
);
key!(
    /// What went back of what was paid for an order.
    RefundsOf(Versioned) -> Arc<Vec<Refund>>,
    |source, ids| async {
        Ok::<_, Fault>(at_versions(&ids, &read::refunds_of(&source.shop, &orders(&ids)).await?))
    }
);
