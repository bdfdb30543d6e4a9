//! A cart is read, with its price as it is now.
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    cart::{self, Status},
    cart_address,
    ids::CartId,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

use super::{
    contents::{self, Head},
    edit::{self, MERGES_FOLLOWED_MAX},
    key::CartKey,
    priced,
    view::CartView,
};
use crate::{
    pricing_rules,
    promotion::{coupon, redemption},
    shop::{Shop, Unit, fault::Fault, settings::Settings},
};

/// Readings that crossed an edit before the edits are made to wait.
const TORN_READINGS_MAX: usize = 3;

/// What a reading came to.
enum Reading {
    Whole(Box<CartView>),
    /// The cart was edited between two of the statements.
    Torn,
    Absent,
}

/// The cart that a key opens, with its price: none that was ordered, that expired, or that the key does not open.
///
/// A key of a cart that was merged into another opens that one.
pub async fn load(shop: &Shop, key: &CartKey) -> Result<Option<CartView>, Fault> {
    let settings = shop.settings().await?;
    let reader = Reader { shop, settings, key, is_ordered: false };
    for _ in 0..TORN_READINGS_MAX {
        match reader.read(shop.database().current(), shop.now()).await? {
            Reading::Whole(view) => return Ok(Some(*view)),
            Reading::Absent => return Ok(None),
            Reading::Torn => {}
        }
    }
    shop.write(&reader, read_alone).await
}

struct Reader<'a> {
    shop: &'a Shop,
    settings: Arc<Settings>,
    key: &'a CartKey,
    /// It was converted in this unit.
    is_ordered: bool,
}

/// With the cart's row taken nobody edits it.
async fn read_alone(unit: &Unit, reader: &Reader<'_>) -> Result<Option<CartView>, Fault> {
    let Some(head) = reader.find(&unit.tx, unit.now).await? else { return Ok(None) };
    cart::Entity::update_many()
        .col_expr(cart::Column::Version, Expr::col(cart::Column::Version).add(0))
        .filter(cart::Column::Id.eq(head.cart.id))
        .exec(&unit.tx)
        .await?;
    match reader.read(&unit.tx, unit.now).await? {
        Reading::Whole(view) => Ok(Some(*view)),
        Reading::Absent => Ok(None),
        Reading::Torn => Err(Fault::broken("a cart was edited although its row was taken")),
    }
}

/// A cart of a unit, as that unit has written it.
pub(super) async fn load_in(
    shop: &Shop,
    unit: &Unit,
    settings: Arc<Settings>,
    key: &CartKey,
) -> Result<Option<CartView>, Fault> {
    read_as(Reader { shop, settings, key, is_ordered: false }, unit).await
}

/// A cart that this unit has converted, as it is ordered.
pub(super) async fn load_ordered(
    unit: &Unit,
    settings: Arc<Settings>,
    key: &CartKey,
) -> Result<Option<CartView>, Fault> {
    read_as(Reader { shop: unit.shop(), settings, key, is_ordered: true }, unit).await
}

async fn read_as(reader: Reader<'_>, unit: &Unit) -> Result<Option<CartView>, Fault> {
    match reader.read(&unit.tx, unit.now).await? {
        Reading::Whole(view) => Ok(Some(*view)),
        Reading::Absent | Reading::Torn => Ok(None),
    }
}

impl Reader<'_> {
    /// The head of the cart that a key opens.
    async fn find(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Head>, Fault> {
        let Some(mut head) = contents::head(db, self.key.id).await? else { return Ok(None) };
        if !self.key.opens(&head.cart) {
            return Ok(None);
        }
        for _ in 0..MERGES_FOLLOWED_MAX {
            let Some(into) = head.cart.merged_into_id else { break };
            let Some(next) = contents::head(db, into).await? else { return Ok(None) };
            head = next;
        }
        let is_open = match head.cart.status {
            Status::Active | Status::Abandoned => head.cart.expires_at > now,
            Status::Converted => self.is_ordered,
            Status::Merged => false,
        };
        Ok(is_open.then_some(head))
    }

    async fn read(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Reading, Fault> {
        let Some(mut head) = self.find(db, now).await? else { return Ok(Reading::Absent) };
        let market = edit::market_of(&self.settings, &head.cart)?.clone();
        if head.cart.currency != market.price_list.currency {
            // The market sells in another currency since.
            head.cart.currency = market.price_list.currency;
            head.store_credit = None;
        }
        let rules = pricing_rules::at(self.shop, db, head.revision).await?;
        let belongings = contents::belongings(db, &head.cart, now).await?;
        let keys: Vec<_> = belongings.codes.iter().map(|code| code.key.clone()).collect();
        let buyer = redemption::buyer_key(head.cart.customer_id, head.cart.email.as_deref());
        let in_play = coupon::in_play(db, &keys, rules.limited(), &buyer).await?;
        let lines = contents::lines(db, &head.cart, &market, now).await?;
        let facts = contents::facts(db, &head.cart, &market).await?;
        if facts.version != head.cart.version {
            return Ok(Reading::Torn);
        }
        let found = priced::Found { head, market, rules, belongings, in_play, lines, facts };
        Ok(Reading::Whole(Box::new(found.price(self.key.clone(), now)?)))
    }
}

/// The delivery addresses of a cart, in the order in which they were given.
pub(super) async fn addresses(db: &impl ConnectionTrait, cart: CartId) -> Result<Vec<cart_address::Model>, Fault> {
    Ok(cart_address::Entity::find()
        .filter(cart_address::Column::CartId.eq(cart))
        .order_by_asc(cart_address::Column::Position)
        .order_by_asc(cart_address::Column::Id)
        .all(db)
        .await?)
}
