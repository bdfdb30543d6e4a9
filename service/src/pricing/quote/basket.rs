//! What a price is computed from: everything about a cart that has to do with money.
use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{
    ids::{
        CartLineId, CategoryId, CollectionId, CustomerGroupId, CustomerId, GiftCardId, MarketId, PriceListId,
        ProductId, PromotionId, VariantId,
    },
    locale::Country,
    money::{Currency, Minor},
};

use crate::pricing::{promotion::Promotion, shipping::ShippingMethod, tax::TaxTable};

/// Lines of one basket.
pub const LINES_MAX: usize = 250;
/// Minor units that a basket may come to before discounts; nothing overflows below it.
pub const SUBTOTAL_MAX: i64 = 1_000_000_000_000_000;

/// A cart as loaded for pricing. All amounts are in its currency.
#[derive(Clone, Debug)]
pub struct Basket {
    pub currency: Currency,
    pub market: Option<MarketId>,
    /// Where the goods go; the buyer's country while there is no address.
    pub country: Country,
    pub now: DateTime<Utc>,
    /// Prices, of shipping too, include tax.
    pub is_tax_inclusive: bool,
    /// At most [`LINES_MAX`], each id once. Their order means nothing; the quote keeps it.
    pub lines: Vec<Line>,
    /// The candidates: those that apply by themselves, and those whose code was entered.
    pub promotions: Vec<Arc<Promotion>>,
    /// As the buyer entered them. Their order means nothing.
    pub codes: Vec<EnteredCode>,
    pub customer: CustomerFacts,
    /// How often the candidates with limits were used. None for one: never.
    pub usage: HashMap<PromotionId, Usage>,
    /// Absent when nothing needs shipping.
    pub delivery: Option<Delivery>,
    /// What is due where the goods go.
    pub taxes: Arc<TaxTable>,
    /// In the order in which they are to be used.
    pub gift_cards: Vec<GiftCardBalance>,
    /// What the customer has, when it is to be used.
    pub store_credit: Option<Minor>,
}

/// So many units of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub id: CartLineId,
    /// What the trace calls it: the product's title.
    pub label: Arc<str>,
    pub variant: VariantId,
    pub product: ProductId,
    pub collections: Arc<[CollectionId]>,
    /// Its category and all above that.
    pub categories: Arc<[CategoryId]>,
    pub quantity: u32,
    /// All prices it might have. A line that nothing prices cannot be bought: leave it out.
    pub prices: Vec<PriceCandidate>,
    /// The code of its tax category. Absent or unknown: the default category.
    pub tax_category: Option<String>,
    pub is_taxable: bool,
    pub requires_shipping: bool,
    /// Of one unit.
    pub weight_mg: i64,
    /// Money for money: never discounted, never taxed before it is spent.
    pub is_gift_card: bool,
}

/// What a unit costs from a quantity on, in one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceCandidate {
    pub source: PriceSource,
    /// Tiers of one list belong together.
    pub list: PriceListId,
    /// Units of the variant in the whole cart.
    pub min_quantity: u32,
    pub amount: Minor,
    pub compare_at: Option<Minor>,
}

/// Where a price stands: the first that prices the variant is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PriceSource {
    /// The list of one of the customer's groups in this market.
    GroupList,
    MarketList,
    /// The market's list takes it over from its parent, times a factor.
    ParentList,
}

/// A discount code in the cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredCode {
    pub code: String,
    /// Absent when there is no such code. One that is not among the basket's promotions is switched off.
    pub promotion: Option<PromotionId>,
    pub used: i64,
    pub usage_limit: Option<i64>,
}

/// How often a promotion was used in orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub used: i64,
    pub used_by_customer: i64,
}

/// Who buys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerFacts {
    /// Absent when nobody is logged in.
    pub id: Option<CustomerId>,
    pub groups: Vec<CustomerGroupId>,
    pub order_count: i64,
    /// Pays no tax: prices that include it are reduced to net.
    pub is_tax_exempt: bool,
}

/// How the goods can be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Those of the destination's zone, in the order in which they are shown.
    pub methods: Vec<Arc<ShippingMethod>>,
    /// The code of the method that the buyer chose. When it is not offered: the cheapest.
    pub chosen: Option<String>,
}

/// A gift card to pay with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GiftCardBalance {
    pub id: GiftCardId,
    /// In the basket's currency; a card of another is not offered here.
    pub balance: Minor,
}
