//! What was agreed on, as rows.
use entity::{
    ids::OrderId,
    locale::Country,
    money::Minor,
    order_adjustment, order_line,
    sales_order::{self, Source, Status},
};
use serde_json::json;

use super::{Checked, DraftError};
use crate::{
    customer::address::snapshot,
    order::{
        frozen::{self, Described},
        price::{self, Buyer, PriceError},
    },
    pricing::quote::Quote,
    shop::{
        Unit,
        fault::Fault,
        settings::{Market, Settings},
    },
};

pub(super) struct Rows {
    pub(super) order: sales_order::Model,
    pub(super) lines: Vec<order_line::Model>,
    pub(super) adjustments: Vec<order_adjustment::Model>,
}

pub(super) async fn of(
    unit: &Unit,
    settings: &Settings,
    id: OrderId,
    checked: &Checked<'_>,
) -> Result<Rows, DraftError> {
    let (market, country) = market(settings, checked)?;
    let buyer = Buyer {
        market,
        currency: market.price_list.currency,
        is_tax_included: market.tax_inclusive,
        customer: checked.terms.customer,
        destination: price::destination(checked.shipping_address.as_ref(), country),
    };
    let shipping = checked.terms.shipping.as_ref().map(|(title, price)| (title.trim(), *price));
    if shipping.is_some_and(|(_, price)| price < Minor::ZERO) {
        return Err(PriceError::NothingToShip.into());
    }
    let (quote, goods) = price::price(unit, &buyer, &checked.terms.lines, shipping).await?;
    let mut lines = Vec::with_capacity(goods.len());
    let mut adjustments = Vec::new();
    for (position, (quoted, good)) in (0..).zip(quote.lines.iter().zip(&goods)) {
        let described = Described { id: unit.new_id(), order: id, position, quoted, good, is_added: false };
        let line = frozen::line(unit, &described)?;
        adjustments.extend(frozen::taxes(unit, id, Some(line.id), &quoted.taxes));
        lines.push(line);
    }
    if let Some(shipping) = &quote.shipping {
        adjustments.extend(frozen::taxes(unit, id, None, &shipping.taxes));
    }
    let language = market.languages.first().unwrap_or(&settings.shop.language).clone();
    Ok(Rows { order: order(unit, id, checked, &buyer, &quote, language)?, lines, adjustments })
}

/// The market that was said; else the one of the country it goes to. And that country.
fn market<'a>(settings: &'a Settings, checked: &Checked<'_>) -> Result<(&'a Market, Country), DraftError> {
    let to = checked.shipping_address.as_ref().and_then(|address| address.country);
    let market = super::market_for(settings, checked.terms.market, to).ok_or(DraftError::UnknownMarket)?;
    let own = market.countries.first().copied().unwrap_or(settings.shop.country);
    Ok((market, to.unwrap_or(own)))
}

fn order(
    unit: &Unit,
    id: OrderId,
    checked: &Checked<'_>,
    buyer: &Buyer<'_>,
    quote: &Quote,
    language: entity::locale::Language,
) -> Result<sales_order::Model, Fault> {
    let shipping = quote.shipping.as_ref();
    let shipping_price = shipping.map_or(Minor::ZERO, |shipping| shipping.price);
    let delivery = checked.shipping_address.as_ref().map(snapshot::write).transpose()?;
    let billing = checked.billing_address.as_ref().map(snapshot::write).transpose()?;
    Ok(sales_order::Model {
        id,
        number: None,
        status: Status::Draft,
        source: Source::Draft,
        cart_id: None,
        external_id: None,
        secret_hash: None,
        attempt_token: None,
        customer_id: checked.terms.customer,
        email: checked.email.clone(),
        phone: checked.shipping_address.as_ref().map(|to| to.phone.clone()).filter(|phone| !phone.is_empty()),
        market_id: buyer.market.id,
        country: buyer.destination.country,
        language,
        currency: quote.currency,
        is_tax_included: quote.is_tax_included,
        subtotal: quote.subtotal,
        discount_total: quote.discount_total,
        shipping_price,
        shipping_discount: shipping_price - quote.shipping_total,
        shipping_tax: shipping.map_or(Minor::ZERO, |shipping| frozen::sum(&shipping.taxes)),
        tax_total: quote.tax_total,
        total: quote.total,
        current_subtotal: quote.subtotal,
        current_discount_total: quote.discount_total,
        current_tax_total: quote.tax_total,
        current_total: quote.total,
        shipping_method: None,
        shipping_title: shipping.map(|shipping| shipping.option.method.name.clone()),
        billing_address: billing.or_else(|| delivery.clone()),
        shipping_address: delivery,
        note: checked.terms.note.trim().to_owned(),
        attributes: json!([]),
        cancel_reason: None,
        cancelled_at: None,
        placed_at: None,
        expires_at: None,
        edited_at: None,
        version: 1,
        created_at: unit.now,
        updated_at: unit.now,
    })
}
