//! From what was read of a cart to its price. Pure.
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use entity::{
    ids::{CouponCodeId, GiftCardId, PromotionId, VariantId},
    money::Minor,
};

use super::{
    contents::{Belongings, Content, Facts, GiftCard, Head},
    draft,
    key::CartKey,
    view::{CartView, CodeView, GiftCardView, LineView},
};
use crate::{
    customer::address::snapshot,
    pricing::{
        destination::Destination,
        quote::{
            self, Basket, CustomerFacts, Delivery, EnteredCode, GiftCardBalance, Line, Quote, RefusalReason,
            SUBTOTAL_MAX, Usage,
        },
    },
    pricing_rules::Rules,
    promotion::coupon::InPlay,
    shop::{fault::Fault, settings::Market},
};

/// All that was read of a cart.
pub(super) struct Found {
    pub(super) head: Head,
    pub(super) market: Arc<Market>,
    pub(super) rules: Arc<Rules>,
    pub(super) belongings: Belongings,
    pub(super) in_play: InPlay,
    pub(super) lines: Vec<Content>,
    pub(super) facts: Facts,
}

impl Found {
    pub(super) fn price(self, key: CartKey, now: DateTime<Utc>) -> Result<CartView, Fault> {
        let (sold, unsold): (Vec<_>, Vec<_>) = self.lines.iter().partition(|content| self.is_sold(content));
        let beyond = self.beyond_pricing(&sold);
        let (sold, too_much): (Vec<_>, Vec<_>) =
            sold.into_iter().partition(|content| !beyond.contains(&content.variant.id));
        let basket = self.basket(&sold, now)?;
        let quote = quote::quote(&basket)?;
        let lines = sold.into_iter().map(line_view).collect::<Result<_, _>>()?;
        let unsold = unsold.into_iter().chain(too_much).map(line_view).collect::<Result<_, _>>()?;
        Ok(CartView {
            key,
            attributes: draft::attributes_of_json(&self.head.cart.attributes)?,
            lines,
            unsold,
            beyond,
            codes: codes(&basket.codes, &self.entered_ids(), &quote),
            gift_cards: self.gift_cards(&quote),
            addresses: self.head.addresses,
            billing_address: self.head.cart.billing_address.as_ref().map(snapshot::read).transpose()?,
            chosen_option: self.head.option_handle,
            store_credit: self.head.store_credit,
            market: self.market,
            cart: self.head.cart,
            quote,
        })
    }

    fn is_sold(&self, content: &Content) -> bool {
        content.is_known && self.value_of(content.variant.id).is_some()
    }

    /// What all units of a variant come to. None where it has no price.
    fn value_of(&self, variant: VariantId) -> Option<i128> {
        let of_it = self.lines.iter().filter(|other| other.variant.id == variant);
        let units = of_it.map(|other| i64::from(other.line.quantity)).sum();
        let prices = self.facts.prices.get(&variant).map_or(&[][..], Vec::as_slice);
        let price = quote::price_of(prices, units)?;
        Some(i128::from(units) * i128::from(price.amount.0))
    }

    /// The variants, the latest put in first, without which the rest can be priced. Only a rise of prices gets a cart
    /// there: an edit that would is refused.
    fn beyond_pricing(&self, sold: &[&Content]) -> Vec<VariantId> {
        let mut seen = HashSet::new();
        let mut sum = 0;
        let mut beyond = Vec::new();
        for content in sold.iter().filter(|content| seen.insert(content.variant.id)) {
            let value = self.value_of(content.variant.id).unwrap_or_default();
            if sum + value > i128::from(SUBTOTAL_MAX) {
                beyond.push(content.variant.id);
            } else {
                sum += value;
            }
        }
        beyond
    }

    fn basket(&self, sold: &[&Content], now: DateTime<Utc>) -> Result<Basket, Fault> {
        let cart = &self.head.cart;
        let destination = self.destination();
        let codes = self.entered_codes();
        let entered: Vec<_> = codes.iter().filter_map(|code| code.promotion).collect();
        let is_shipped = sold.iter().any(|content| content.variant.requires_shipping);
        let delivery = is_shipped.then(|| Delivery {
            methods: self.rules.shipping_methods(&destination).to_vec(),
            chosen: self.head.option_handle.clone(),
        });
        Ok(Basket {
            currency: cart.currency,
            market: Some(cart.market_id),
            country: destination.country,
            now,
            is_tax_inclusive: self.market.tax_inclusive,
            lines: sold.iter().map(|content| self.line(content)).collect::<Result<_, _>>()?,
            promotions: self.rules.candidates(&entered),
            codes,
            customer: CustomerFacts {
                id: cart.customer_id,
                groups: self.belongings.groups.clone(),
                order_count: self.head.order_count.unwrap_or_default(),
                is_tax_exempt: self.head.tax_exempt.unwrap_or_default(),
            },
            usage: self.usage(),
            delivery,
            taxes: Arc::new(self.rules.tax_table(&destination)),
            gift_cards: self
                .usable_cards()
                .map(|card| GiftCardBalance { id: card.id, balance: card.balance })
                .collect(),
            store_credit: self.head.store_credit.filter(|_| cart.use_store_credit && cart.customer_id.is_some()),
        })
    }

    /// Where the goods go: to the selected address, else to the buyer's country.
    fn destination(&self) -> Destination {
        let address = self.head.addresses.iter().find(|address| address.is_selected);
        let written = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        address.and_then(|address| Some((address, address.country?))).map_or_else(
            || Destination::country(self.head.cart.country),
            |(address, country)| Destination {
                country,
                province: written(&address.province_code),
                zip: written(&address.zip),
            },
        )
    }

    fn line(&self, content: &Content) -> Result<Line, Fault> {
        let (variant, product) = (&content.variant, &content.product);
        Ok(Line {
            id: content.line.id,
            label: product.title.as_str().into(),
            variant: variant.id,
            product: product.id,
            collections: list(&self.facts.collections, &product.id),
            categories: list(&self.facts.categories, &product.id),
            quantity: u32::try_from(content.line.quantity)
                .map_err(|_| Fault::broken("a cart line with less than nothing"))?,
            prices: self.facts.prices.get(&variant.id).cloned().unwrap_or_default(),
            tax_category: variant.tax_code.clone(),
            is_taxable: variant.taxable,
            requires_shipping: variant.requires_shipping,
            weight_mg: variant.weight_mg,
            is_gift_card: product.is_gift_card,
        })
    }

    fn entered_codes(&self) -> Vec<EnteredCode> {
        let entered = self.belongings.codes.iter().map(|code| {
            let found = self.in_play.codes.get(&code.key);
            EnteredCode {
                code: code.code.clone(),
                promotion: found.map(|found| found.promotion),
                used: found.map_or(0, |found| found.used_count),
                usage_limit: found.and_then(|found| found.usage_limit),
            }
        });
        entered.collect()
    }

    /// The codes that exist, in the order in which they were entered.
    fn entered_ids(&self) -> Vec<Option<CouponCodeId>> {
        self.belongings.codes.iter().map(|code| Some(self.in_play.codes.get(&code.key)?.id)).collect()
    }

    fn usage(&self) -> HashMap<PromotionId, Usage> {
        let counters = self.in_play.counters.iter();
        let usage = counters
            .map(|(id, counters)| (*id, Usage { used: counters.used_count, used_by_customer: counters.used_by_buyer }));
        usage.collect()
    }

    fn usable_cards(&self) -> impl Iterator<Item = &GiftCard> {
        let currency = self.head.cart.currency;
        self.belongings.gift_cards.iter().filter(move |card| card.is_usable && card.currency == currency)
    }

    fn gift_cards(&self, quote: &Quote) -> Vec<GiftCardView> {
        let used: HashMap<GiftCardId, Minor> = quote.gift_cards.iter().map(|card| (card.id, card.used)).collect();
        let views = self.belongings.gift_cards.iter().map(|card| GiftCardView {
            id: card.id,
            last_characters: card.last_characters.clone(),
            currency: card.currency,
            balance: card.balance,
            used: used.get(&card.id).copied().unwrap_or_default(),
            is_usable: card.is_usable && card.currency == self.head.cart.currency,
        });
        views.collect()
    }
}

fn list<K: std::hash::Hash + Eq, V: Clone>(of: &HashMap<K, Vec<V>>, key: &K) -> Arc<[V]> {
    of.get(key).map_or_else(|| Arc::from([]), |values| Arc::from(values.as_slice()))
}

fn line_view(content: &Content) -> Result<LineView, Fault> {
    Ok(LineView {
        attributes: draft::attributes_of_json(&content.line.attributes)?,
        line: content.line.clone(),
        variant: content.variant.clone(),
        product: content.product.clone(),
        available: content.variant.is_tracked.then_some(content.available),
    })
}

fn codes(entered: &[EnteredCode], ids: &[Option<CouponCodeId>], quote: &Quote) -> Vec<CodeView> {
    let reasons: HashMap<_, _> =
        quote.refused.iter().filter_map(|refused| Some((refused.code.as_deref()?, &refused.reason))).collect();
    let views = entered.iter().zip(ids).map(|(entered, id)| {
        let reason = reasons.get(entered.code.as_str()).map(|reason| (*reason).clone());
        let is_honoured = quote.honours(&entered.code);
        CodeView {
            id: *id,
            code: entered.code.clone(),
            promotion: entered.promotion,
            refused: if is_honoured { None } else { reason.or(Some(RefusalReason::NothingToDiscount)) },
        }
    });
    views.collect()
}
