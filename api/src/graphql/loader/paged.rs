//! Batches of lists that are read a page at a time: a page of each of many, in one statement.
use std::{collections::HashMap, sync::Arc};

use entity::{
    coupon_batch, coupon_code, gift_card_movement,
    ids::{CouponBatchId, GiftCardId, PriceListId, PromotionId, StoreCreditId},
    price, stock_movement, store_credit_movement,
};
use service::{
    catalogue::price_list::read as price_lists,
    gift_card, inventory,
    inventory::history,
    promotion::list as discounts,
    shop::{
        fault::Fault,
        page::{Page, PageError, PageRequest},
    },
    store_credit,
};

use super::{Batched, Kept, Key, Loaders, Source};

/// A part of the list of an owner.
macro_rules! paged {
    ($(#[$doc:meta])* $key:ident($owner:ty) -> $row:ty, $load:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $key(pub $owner, pub PageRequest);

        impl Key for $key {
            /// A cursor may be somebody's own: that it is wrong is an answer, not a fault.
            type Value = Result<Arc<Page<$row>>, PageError>;

            async fn load(source: &Source, keys: &[Self]) -> Result<HashMap<Self, Self::Value>, Fault> {
                let wanted: Vec<_> = keys.iter().map(|Self(owner, page)| (*owner, page.clone())).collect();
                let found = $load(&source.shop, &wanted).await?;
                Ok(found.into_iter().map(|((owner, page), rows)| (Self(owner, page), rows.map(Arc::new))).collect())
            }

            fn loader(loaders: &Loaders) -> &Batched<Self> {
                <Self as Kept>::kept(loaders)
            }
        }
    };
}

paged!(
    /// The codes of a discount.
    CodesOf(PromotionId) -> coupon_code::Model,
    discounts::codes
);
paged!(
    /// The batches of codes of a discount.
    BatchesOf(PromotionId) -> coupon_batch::Model,
    discounts::batches
);
paged!(
    /// The codes of a batch.
    CodesOfBatch(CouponBatchId) -> coupon_code::Model,
    discounts::batch_codes
);
paged!(
    /// A gift card's ledger.
    GiftCardLedgerOf(GiftCardId) -> gift_card_movement::Model,
    gift_card::list::movements
);
paged!(
    /// The ledger of a store credit account.
    StoreCreditLedgerOf(StoreCreditId) -> store_credit_movement::Model,
    store_credit::list::movements
);
paged!(
    /// The prices that a list has itself.
    PricesOf(PriceListId) -> price::Model,
    price_lists::prices
);
paged!(
    /// What happened to a level.
    HistoryOf(inventory::Place) -> stock_movement::Model,
    history::histories
);
