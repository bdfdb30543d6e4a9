//! The demo shop's taxes, shipping, discounts and a gift card. The tax rates are those of 2026 as far as a demo
//! needs them: somebody who sells looks them up.
use std::{collections::HashMap, fmt::Display};

use entity::{
    ids::{CategoryId, CollectionId},
    money::{Currency, Minor},
    promotion::Class,
    shipping_rate::Basis,
    tax_category, tax_rate,
};
use rust_decimal::Decimal;
use sea_orm::ActiveEnum;

use super::{
    ACTOR,
    data::{Data, RateData, RulesData},
    ground::read,
};
use crate::{
    access::Actor,
    gift_card::create::{self as gift_card, CreateGiftCard},
    pricing_rules,
    promotion::{
        create::{self as discount, CreateAutomaticDiscount, CreateCodeDiscount, NewCode},
        terms::{Action, CombinesWith, Conditions, Targets, Terms},
    },
    shipping::{
        method::{self, CreateMethod, MethodTerms, ShippingTax},
        rate::Rate,
        zone::{self, CreateZone, Region},
    },
    shop::{
        Unit,
        bulk::{self, OnConflict},
        fault::Fault,
    },
};

/// What the tea and the honey are taxed as.
pub(super) const FOOD: &str = "food";
/// The gift card that every demo shop has. Whoever reads this can spend it, in a demo shop.
pub const GIFT_CARD_CODE: &str = "MILLRACE-DEMO-2026";
const GIFT_CARD_AMOUNT: Minor = Minor(5_000);

/// What discounts are about.
pub(super) struct About {
    pub linen: CollectionId,
    pub mugs: CategoryId,
}

impl About {
    pub(super) fn of(
        data: &Data,
        categories: &HashMap<&str, CategoryId>,
        collections: &[CollectionId],
    ) -> Result<Self, Fault> {
        let linen = data.collections.iter().zip(collections).find(|(collection, _)| collection.handle == "linen");
        let missing = || Fault::broken("the demo shop has no linen or no mugs");
        Ok(Self {
            linen: linen.map(|(_, id)| *id).ok_or_else(missing)?,
            mugs: categories.get("mugs-and-cups").copied().ok_or_else(missing)?,
        })
    }
}

pub(super) async fn write(unit: &Unit, data: &RulesData, about: &About) -> Result<(), Fault> {
    pricing_rules::touch(unit).await?;
    taxes(unit, data).await?;
    shipping(unit, data).await?;
    automatic(unit, about).await?;
    by_code(unit, about).await?;
    let card = CreateGiftCard {
        amount: GIFT_CARD_AMOUNT,
        currency: Currency::EUR,
        code: None,
        customer: None,
        expires_at: None,
        note: "For trying out".to_owned(),
        actor: actor(),
    };
    gift_card::create_in(unit, &(&card, GIFT_CARD_CODE.to_owned())).await.map_err(wrong)?;
    Ok(())
}

async fn taxes(unit: &Unit, data: &RulesData) -> Result<(), Fault> {
    let categories: Vec<_> = data
        .tax_categories
        .iter()
        .enumerate()
        .map(|(number, (code, name))| tax_category::Model {
            id: unit.new_id(),
            code: code.clone(),
            name: name.clone(),
            is_default: number == 0,
            created_at: unit.now,
            updated_at: unit.now,
        })
        .collect();
    let mut rates = Vec::new();
    for (country, province, name, standard, food) in &data.taxes {
        for (category, rate) in categories.iter().zip([Some(standard), food.as_ref()]) {
            let Some(rate) = rate else { continue };
            rates.push(tax_rate::Model {
                id: unit.new_id(),
                tax_category_id: category.id,
                country: read(country)?,
                province_code: province.clone(),
                zip_prefix: String::new(),
                name: name.clone(),
                rate: rate.clone(),
                is_compound: false,
                taxes_shipping: country != "US",
                created_at: unit.now,
                updated_at: unit.now,
            });
        }
    }
    bulk::insert::<tax_category::Entity>(unit, &categories, OnConflict::Fail).await?;
    bulk::insert::<tax_rate::Entity>(unit, &rates, OnConflict::Fail).await
}

async fn shipping(unit: &Unit, data: &RulesData) -> Result<(), Fault> {
    for (name, countries, methods) in &data.zones {
        let regions = countries
            .iter()
            .map(|country| Ok(Region { country: read(country)?, province_code: String::new() }))
            .collect::<Result<_, Fault>>()?;
        let request = CreateZone { name: name.clone(), regions, actor: actor() };
        let zone = zone::create_in(unit, &request).await.map_err(wrong)?;
        for (position, (code, name, description, (least, most), rates)) in (0..).zip(methods) {
            let terms = MethodTerms {
                code: code.clone(),
                name: name.clone(),
                description: description.clone(),
                position,
                is_active: true,
                tax: ShippingTax::Own(None),
                days: (Some(*least), Some(*most)),
                rates: rates.iter().map(rate).collect::<Result<_, _>>()?,
            };
            method::create_in(unit, &CreateMethod { zone: zone.id, terms, actor: actor() }).await.map_err(wrong)?;
        }
    }
    Ok(())
}

fn rate(data: &RateData) -> Result<Rate, Fault> {
    let (currency, basis, at_least, below, amount, free_from) = data;
    Ok(Rate {
        currency: read(currency)?,
        basis: Basis::try_from_value(basis)?,
        at_least: *at_least,
        below: *below,
        amount: Minor(*amount),
        free_from: free_from.map(Minor),
    })
}

async fn automatic(unit: &Unit, about: &About) -> Result<(), Fault> {
    let linen = Targets { collections: vec![about.linen], ..Targets::default() };
    let weeks = Terms {
        class: Class::Product,
        ..terms("Linen weeks", Action::Percentage { rate: Decimal::new(15, 2), of: linen })
    };
    let much = Terms {
        currency: Some(Currency::EUR),
        conditions: Conditions { subtotal_at_least: Some(Minor(15_000)), ..Conditions::default() },
        ..terms(
            "10 off from 150",
            Action::FixedAmount { amount: Minor(1_000), is_per_unit: false, of: Targets::default() },
        )
    };
    for terms in [weeks, much] {
        let request = CreateAutomaticDiscount { terms, is_active: true, actor: actor() };
        discount::create_automatic_discount_in(unit, &request).await.map_err(wrong)?;
    }
    Ok(())
}

async fn by_code(unit: &Unit, about: &About) -> Result<(), Fault> {
    let mugs = Targets { categories: vec![about.mugs], ..Targets::default() };
    let welcome = Terms {
        usage_limit_per_customer: Some(1),
        ..terms("Welcome", Action::Percentage { rate: Decimal::new(1, 1), of: Targets::default() })
    };
    let free = Terms { class: Class::Shipping, ..terms("Free shipping", Action::FreeShipping) };
    let three = Action::BuyXGetY {
        buy_quantity: 2,
        buy: mugs.clone(),
        get_quantity: 1,
        get: mugs,
        rate: Decimal::ONE,
        uses_per_order_max: None,
    };
    let three = Terms { class: Class::Product, ..terms("Three mugs for two", three) };
    for (code, terms) in [("WELCOME10", welcome), ("FREESHIP", free), ("MUGS3FOR2", three)] {
        let codes = vec![NewCode { code: code.to_owned(), usage_limit: None }];
        let request = CreateCodeDiscount { terms, codes, is_active: true, actor: actor() };
        discount::create_code_discount_in(unit, &request).await.map_err(wrong)?;
    }
    Ok(())
}

/// An order discount without conditions that combines with everything.
fn terms(title: &str, action: Action) -> Terms {
    Terms {
        title: title.to_owned(),
        class: Class::Order,
        starts_at: None,
        ends_at: None,
        priority: 0,
        is_exclusive: false,
        combines_with: CombinesWith { product: true, order: true, shipping: true },
        currency: None,
        maximum_discount: None,
        usage_limit: None,
        usage_limit_per_customer: None,
        conditions: Conditions::default(),
        action,
    }
}

fn actor() -> Actor {
    Actor::named(ACTOR)
}

/// What is written here is never refused.
fn wrong(refusal: impl Display) -> Fault {
    Fault::broken(format!("the demo shop's rules are refused: {refusal}"))
}
