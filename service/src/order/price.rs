//! What goods cost that staff put into an order: at the market's price of today, or at one that was negotiated.
//!
//! No promotion applies: what staff agree on is in the price.
use std::{collections::HashMap, sync::Arc};

use entity::{
    customer,
    ids::{CartLineId, CustomerId, PriceListId, ProductId, ShippingMethodId, ShippingRateId, VariantId},
    locale::Country,
    money::{Currency, Minor},
    product,
    shipping_rate::Basis,
    variant,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement, Value};

use crate::{
    cart::candidate,
    catalogue::variant as variants,
    customer::address::Postal,
    pricing::{
        destination::Destination,
        quote::{self, Basket, CustomerFacts, Delivery, Line, PriceCandidate, PriceSource, Quote, SUBTOTAL_MAX},
        shipping::{ShippingMethod, ShippingRate, ShippingTax},
    },
    pricing_rules,
    shop::{
        Unit,
        fault::{Fault, HasFault},
        settings::Market,
    },
};

/// Units of one line.
pub const UNITS_MAX: i32 = 1_000_000;

/// Something to be priced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub what: What,
    pub quantity: i32,
    /// Of one unit, in the order's currency. Absent: the market's price. What is in no catalogue must have one.
    pub price: Option<Minor>,
}

/// What it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Variant(VariantId),
    /// Something that is in no catalogue.
    Own {
        title: String,
        is_taxable: bool,
        requires_shipping: bool,
    },
}

/// Why it has no price; `line` counts from 0.
#[derive(Debug, thiserror::Error)]
pub enum PriceError {
    #[error("there is no such variant")]
    UnknownVariant { line: usize },
    #[error("nothing prices this in the order's market: say what it costs")]
    NoPrice { line: usize },
    #[error("a price must be between 0 and what an order may come to")]
    BadPrice { line: usize },
    #[error("a quantity must be between 1 and {UNITS_MAX}")]
    BadQuantity { line: usize },
    #[error("a title has 1 to 255 characters")]
    BadTitle { line: usize },
    #[error("nothing of it is shipped")]
    NothingToShip,
    #[error("it comes to more than an order may")]
    TooMuch,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for PriceError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            Self::UnknownVariant { .. }
            | Self::NoPrice { .. }
            | Self::BadPrice { .. }
            | Self::BadQuantity { .. }
            | Self::BadTitle { .. }
            | Self::NothingToShip
            | Self::TooMuch => None,
        }
    }
}

/// Whom it costs that.
pub(super) struct Buyer<'a> {
    pub(super) market: &'a Market,
    pub(super) currency: Currency,
    pub(super) is_tax_included: bool,
    pub(super) customer: Option<CustomerId>,
    pub(super) destination: Destination,
}

/// Something as it is called when it is bought.
pub(super) struct Good {
    pub(super) variant: Option<VariantId>,
    pub(super) product: Option<ProductId>,
    pub(super) title: String,
    pub(super) variant_title: String,
    pub(super) sku: Option<String>,
    pub(super) requires_shipping: bool,
    pub(super) is_gift_card: bool,
}

/// Prices goods, and shipping at what it shall cost. The quote's lines are in the order of what is wanted.
pub(super) async fn price(
    unit: &Unit,
    buyer: &Buyer<'_>,
    wanted: &[Wanted],
    shipping: Option<(&str, Minor)>,
) -> Result<(Quote, Vec<Good>), PriceError> {
    check(wanted)?;
    let facts = Facts::read(unit, buyer, wanted).await?;
    let mut lines = Vec::with_capacity(wanted.len());
    let mut goods = Vec::with_capacity(wanted.len());
    for (at, wanted) in wanted.iter().enumerate() {
        let (line, good) = facts.line(unit, at, wanted)?;
        lines.push(line);
        goods.push(good);
    }
    price_all(wanted, &lines)?;
    let revision = pricing_rules::revision(&unit.tx).await?;
    let rules = pricing_rules::at(unit.shop(), &unit.tx, revision).await?;
    let basket = Basket {
        currency: buyer.currency,
        market: Some(buyer.market.id),
        country: buyer.destination.country,
        now: unit.now,
        is_tax_inclusive: buyer.is_tax_included,
        lines,
        promotions: Vec::new(),
        codes: Vec::new(),
        customer: facts.customer,
        usage: HashMap::new(),
        delivery: shipping.map(|(title, price)| delivery(unit, buyer.currency, title, price)),
        taxes: Arc::new(rules.tax_table(&buyer.destination)),
        gift_cards: Vec::new(),
        store_credit: None,
    };
    let quote = quote::quote(&basket)?;
    if shipping.is_some_and(|(_, price)| price > Minor::ZERO) && quote.shipping.is_none() {
        return Err(PriceError::NothingToShip);
    }
    Ok((quote, goods))
}

fn check(wanted: &[Wanted]) -> Result<(), PriceError> {
    for (line, wanted) in wanted.iter().enumerate() {
        if !(1..=UNITS_MAX).contains(&wanted.quantity) {
            return Err(PriceError::BadQuantity { line });
        }
        if wanted.price.is_some_and(|price| !(0..=SUBTOTAL_MAX).contains(&price.0)) {
            return Err(PriceError::BadPrice { line });
        }
        if let What::Own { title, .. } = &wanted.what
            && !(1..=255).contains(&title.trim().chars().count())
        {
            return Err(PriceError::BadTitle { line });
        }
    }
    Ok(())
}

/// Every line has a price, and all of them together are no more than an order may come to.
fn price_all(wanted: &[Wanted], lines: &[Line]) -> Result<(), PriceError> {
    let mut sum = 0_i64;
    for (at, (wanted, line)) in wanted.iter().zip(lines).enumerate() {
        let of_it = lines.iter().filter(|other| other.variant == line.variant).map(|other| i64::from(other.quantity));
        let price = quote::price_of(&line.prices, of_it.sum()).ok_or(PriceError::NoPrice { line: at })?;
        let subtotal = price.amount.0.checked_mul(i64::from(wanted.quantity));
        let more = subtotal.and_then(|subtotal| sum.checked_add(subtotal));
        sum = more.filter(|sum| *sum <= SUBTOTAL_MAX).ok_or(PriceError::TooMuch)?;
    }
    Ok(())
}

/// A way to ship that is in no zone, at this price.
fn delivery(unit: &Unit, currency: Currency, title: &str, price: Minor) -> Delivery {
    let rate = ShippingRate {
        id: unit.new_id::<ShippingRateId>(),
        currency,
        basis: Basis::Flat,
        at_least: 0,
        below: None,
        amount: price,
        free_from: None,
    };
    let method = ShippingMethod {
        id: unit.new_id::<ShippingMethodId>(),
        code: String::new(),
        name: title.to_owned(),
        description: String::new(),
        tax: ShippingTax::Proportional,
        rates: vec![rate],
        days_min: None,
        days_max: None,
    };
    Delivery { methods: vec![Arc::new(method)], chosen: None }
}

/// What the database says about what is wanted.
struct Facts {
    variants: HashMap<VariantId, variant::Model>,
    products: HashMap<ProductId, product::Model>,
    prices: HashMap<VariantId, Vec<PriceCandidate>>,
    customer: CustomerFacts,
}

#[derive(FromQueryResult)]
struct Offered {
    variant_id: VariantId,
    price_list_id: PriceListId,
    min_quantity: i32,
    amount: Minor,
    compare_at: Option<Minor>,
}

impl Facts {
    async fn read(unit: &Unit, buyer: &Buyer<'_>, wanted: &[Wanted]) -> Result<Self, Fault> {
        let mut keys: Vec<_> = wanted.iter().filter_map(|wanted| wanted.what.variant()).collect();
        keys.sort_unstable();
        keys.dedup();
        let found = variant::Entity::find()
            .filter(variant::Column::Id.is_in(keys.iter().copied()))
            .filter(variant::Column::DeletedAt.is_null())
            .all(&unit.tx)
            .await?;
        let of = found.iter().map(|variant| variant.product_id);
        let products = product::Entity::find()
            .filter(product::Column::Id.is_in(of))
            .filter(product::Column::DeletedAt.is_null())
            .all(&unit.tx)
            .await?;
        Ok(Self {
            variants: found.into_iter().map(|variant| (variant.id, variant)).collect(),
            products: products.into_iter().map(|product| (product.id, product)).collect(),
            prices: prices(unit, buyer, &keys).await?,
            customer: customer_facts(unit, buyer.customer).await?,
        })
    }

    fn line(&self, unit: &Unit, at: usize, wanted: &Wanted) -> Result<(Line, Good), PriceError> {
        let quantity = u32::try_from(wanted.quantity).map_err(|_| PriceError::BadQuantity { line: at })?;
        let negotiated = wanted.price.map(|price| negotiated(unit, price));
        let id: CartLineId = unit.new_id();
        let of_variant = match &wanted.what {
            What::Variant(variant) => {
                let variant = self.variants.get(variant);
                let found = variant.and_then(|variant| Some((variant, self.products.get(&variant.product_id)?)));
                Some(found.ok_or(PriceError::UnknownVariant { line: at })?)
            }
            What::Own { .. } => None,
        };
        let prices = negotiated.map_or_else(
            || of_variant.and_then(|(variant, _)| self.prices.get(&variant.id).cloned()).unwrap_or_default(),
            |price| vec![price],
        );
        let good = good(&wanted.what, of_variant);
        let line = Line {
            id,
            label: good.title.as_str().into(),
            // What is priced by itself is a thing of its own: quantity tiers do not count it.
            variant: good.variant.filter(|_| negotiated.is_none()).unwrap_or_else(|| unit.new_id()),
            product: good.product.unwrap_or_else(|| unit.new_id()),
            collections: Arc::from([]),
            categories: Arc::from([]),
            quantity,
            prices,
            tax_category: of_variant.and_then(|(variant, _)| variant.tax_code.clone()),
            is_taxable: match &wanted.what {
                What::Own { is_taxable, .. } => *is_taxable,
                What::Variant(_) => of_variant.is_none_or(|(variant, _)| variant.taxable),
            },
            requires_shipping: good.requires_shipping,
            weight_mg: of_variant.map_or(0, |(variant, _)| variant.weight_mg),
            is_gift_card: good.is_gift_card,
        };
        Ok((line, good))
    }
}

impl What {
    fn variant(&self) -> Option<VariantId> {
        match self {
            Self::Variant(variant) => Some(*variant),
            Self::Own { .. } => None,
        }
    }
}

fn good(what: &What, of_variant: Option<(&variant::Model, &product::Model)>) -> Good {
    let own = |title: &str, requires_shipping| Good {
        variant: None,
        product: None,
        title: title.trim().to_owned(),
        variant_title: String::new(),
        sku: None,
        requires_shipping,
        is_gift_card: false,
    };
    match (what, of_variant) {
        (_, Some((variant, product))) => Good {
            variant: Some(variant.id),
            product: Some(product.id),
            title: product.title.clone(),
            variant_title: variants::title(variant),
            sku: variant.sku.clone(),
            requires_shipping: variant.requires_shipping,
            is_gift_card: product.is_gift_card,
        },
        (What::Own { title, requires_shipping, .. }, None) => own(title, *requires_shipping),
        (What::Variant(_), None) => own("", false),
    }
}

/// A price for this line alone.
fn negotiated(unit: &Unit, amount: Minor) -> PriceCandidate {
    let list: PriceListId = unit.new_id();
    PriceCandidate { source: PriceSource::GroupList, list, min_quantity: 1, amount, compare_at: None }
}

async fn prices(
    unit: &Unit,
    buyer: &Buyer<'_>,
    keys: &[VariantId],
) -> Result<HashMap<VariantId, Vec<PriceCandidate>>, Fault> {
    let mut prices: HashMap<_, Vec<_>> = HashMap::new();
    if keys.is_empty() || buyer.currency != buyer.market.price_list.currency {
        return Ok(prices);
    }
    let mut values: Vec<Value> = Vec::new();
    let lists = candidate::lists(&mut values, buyer.customer, buyer.market);
    let wanted = candidate::places(&mut values, keys.iter().map(|id| (*id).into()));
    let sql = format!(
        "SELECT t.variant_id, t.price_list_id, t.min_quantity, t.amount, t.compare_at FROM price t \
         WHERE t.variant_id IN ({wanted}) AND {lists}"
    );
    let statement = Statement::from_sql_and_values(unit.tx.get_database_backend(), sql, values);
    for row in Offered::find_by_statement(statement).all(&unit.tx).await? {
        let list = &buyer.market.price_list;
        let price = candidate::of(list, row.price_list_id, i64::from(row.min_quantity), row.amount, row.compare_at)?;
        prices.entry(row.variant_id).or_default().push(price);
    }
    Ok(prices)
}

async fn customer_facts(unit: &Unit, customer: Option<CustomerId>) -> Result<CustomerFacts, Fault> {
    let Some(id) = customer else { return Ok(CustomerFacts::default()) };
    let found = customer::Entity::find_by_id(id).one(&unit.tx).await?;
    Ok(CustomerFacts {
        id: Some(id),
        groups: Vec::new(),
        order_count: found.as_ref().map_or(0, |customer| customer.order_count),
        is_tax_exempt: found.is_some_and(|customer| customer.tax_exempt),
    })
}

/// Where goods go that go to this address; without one, to this country.
pub(super) fn destination(address: Option<&Postal>, country: Country) -> Destination {
    let written = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    match address.and_then(|address| Some((address, address.country?))) {
        Some((address, country)) => {
            Destination { country, province: written(&address.province_code), zip: written(&address.zip) }
        }
        None => Destination::country(country),
    }
}
