//! The rules that prices follow from, kept in memory: promotions, taxes, shipping, price lists of groups.
//!
//! Entry points: [`at`] gives the rules as they are now, [`touch`] tells that one has changed. Invariant: rules are
//! used only while the database says that nothing has changed since they were read, which everybody who
//! reads a cart asks in the statement that reads it. Codes and counters are not in here: see `promotion::coupon`.

mod load;
mod promotions;
mod shipping;
mod taxes;

use std::{collections::HashMap, sync::Arc};

use entity::{
    ids::{CustomerGroupId, MarketId, PriceListId, PromotionId},
    money::Currency,
    pricing_revision,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    pricing::{
        destination::Destination,
        promotion::Promotion,
        shipping::{self as ways, ShippingMethod, ShippingZone},
        tax::{self, TaxRules, TaxTable},
    },
    shop::{Shop, Unit, fault::Fault},
};

/// Discounts that are switched on and not over.
pub const PROMOTIONS_ACTIVE_MAX: u64 = 1_000;

/// The one row of `pricing_revision`.
const ROW: i16 = 1;
/// Bits of a revision: it is never negative, and the same twice never happens.
const REVISION_BITS: u32 = 62;

/// Everything that prices follow from, besides prices, stock and counters.
#[derive(Debug, Default)]
pub struct Rules {
    /// What the database called this state of the rules.
    pub revision: i64,
    /// Switched on and not over when they were read; some may not have begun.
    promotions: HashMap<PromotionId, Arc<Promotion>>,
    /// Of these, the ones that apply without a code, in the order of their keys.
    automatic: Vec<Arc<Promotion>>,
    /// The automatic ones that may be used a limited number of times, by all or by one.
    limited: Vec<PromotionId>,
    pub taxes: TaxRules,
    pub zones: Vec<ShippingZone>,
    group_lists: HashMap<(CustomerGroupId, MarketId), GroupList>,
}

/// The price list that a group buys from in a market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupList {
    pub id: PriceListId,
    pub currency: Currency,
}

impl Rules {
    /// What may apply to a cart: every automatic discount, and those whose codes were entered.
    pub fn candidates(&self, entered: &[PromotionId]) -> Vec<Arc<Promotion>> {
        let mut entered: Vec<_> = entered.iter().filter_map(|id| self.promotions.get(id)).collect();
        entered.retain(|promotion| !promotion.is_automatic);
        entered.sort_unstable_by_key(|promotion| promotion.id);
        entered.dedup_by_key(|promotion| promotion.id);
        self.automatic.iter().chain(entered).cloned().collect()
    }

    /// A discount that is switched on.
    pub fn promotion(&self, id: PromotionId) -> Option<&Arc<Promotion>> {
        self.promotions.get(&id)
    }

    /// Automatic discounts whose counters have to be read: see `promotion::coupon::in_play`.
    pub fn limited(&self) -> &[PromotionId] {
        &self.limited
    }

    /// The lists that a customer's groups buy from in a market, in its currency.
    pub fn group_lists(&self, groups: &[CustomerGroupId], market: MarketId, currency: Currency) -> Vec<PriceListId> {
        let lists = groups.iter().filter_map(|group| self.group_lists.get(&(*group, market)));
        let mut lists: Vec<_> = lists.filter(|list| list.currency == currency).map(|list| list.id).collect();
        lists.sort_unstable();
        lists.dedup();
        lists
    }

    /// What is due where the goods go.
    pub fn tax_table(&self, destination: &Destination) -> TaxTable {
        tax::resolve(&self.taxes, destination)
    }

    /// The ways to ship there.
    pub fn shipping_methods(&self, destination: &Destination) -> &[Arc<ShippingMethod>] {
        ways::methods(&self.zones, destination)
    }
}

/// The revision that the database has now, for those who do not read it with a cart.
pub async fn revision(db: &impl ConnectionTrait) -> Result<i64, Fault> {
    let row = pricing_revision::Entity::find_by_id(ROW).one(db).await?;
    row.map(|row| row.revision).ok_or_else(|| Fault::broken("the revision of the rules is missing"))
}

/// The rules of a revision that was just read through `db`: from memory, or read now. When they have
/// changed in between, the newer ones.
///
/// In a unit, `db` is the unit's transaction.
pub async fn at(shop: &Shop, db: &impl ConnectionTrait, revision: i64) -> Result<Arc<Rules>, Fault> {
    if let Some(rules) = shop.snapshots().at::<Rules>(revision) {
        return Ok(rules);
    }
    let rules = Arc::new(load::rules(db, shop.now(), revision).await?);
    shop.snapshots().keep(rules.revision, rules.clone());
    Ok(rules)
}

/// Tells that rules change in this unit, and makes those who want to change others wait until it ends.
///
/// Call it first, and before any reading of rules: whoever comes second sees what the first has written, so what the rules must keep
/// among themselves can be looked at. Buyers do not wait.
///
/// A revision is a number that was never used before, not a count: rules that this unit reads before it is
/// rolled back must not pass for those of the next one.
pub async fn touch(unit: &Unit) -> Result<(), Fault> {
    let id: Uuid = unit.new_id();
    let revision = i64::try_from(id.as_u128() & ((1 << REVISION_BITS) - 1)).unwrap_or_default();
    let touched = pricing_revision::Entity::update_many()
        .col_expr(pricing_revision::Column::Revision, Expr::value(revision))
        .filter(pricing_revision::Column::Id.eq(ROW))
        .exec(&unit.tx)
        .await?;
    if touched.rows_affected != 1 {
        return Err(Fault::broken("the revision of the rules is missing"));
    }
    Ok(())
}

/// Whether more discounts are active than are kept in memory. Asked after [`touch`], the answer stays true.
pub(crate) async fn is_crowded(unit: &Unit) -> Result<bool, Fault> {
    promotions::is_crowded(unit).await
}
