//! What it takes to price a cart: `just bench-quote`.
//!
//! A plain loop on one thread, nothing else: the fastest run is what the work takes, the median what it took beside
//! whatever else the machine was doing.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::{collections::HashMap, hint::black_box, sync::Arc, time::Instant};

use chrono::DateTime;
use entity::{
    ids::{CartLineId, CategoryId, CollectionId, PriceListId, ProductId, PromotionId, VariantId},
    money::{Currency, Minor},
};
use rust_decimal::Decimal;
use service::{
    pricing::{
        promotion::{
            Action, BuyGet, Combines, Conditions, OrderAction, ProductAction, Promotion, Reward, TargetSet, Targets,
        },
        quote::{Basket, CustomerFacts, Line, PriceCandidate, PriceSource, quote},
        tax::{TaxRule, TaxRules, resolve},
    },
    shop::fault::Fault,
};
use uuid::Uuid;

const RUNS: usize = 2000;

fn main() -> Result<(), Fault> {
    measure("50 lines, no promotion", &basket(50, Vec::new()))?;
    measure("50 lines, 200 promotions of all kinds", &basket(50, mixed(200)))?;
    measure("50 lines, 200 promotions that all apply to all lines", &basket(50, everywhere(200)))?;
    measure("250 lines, 200 promotions of all kinds", &basket(250, mixed(200)))
}

fn measure(name: &str, basket: &Basket) -> Result<(), Fault> {
    let mut times = Vec::with_capacity(RUNS);
    let mut applied = 0;
    for _ in 0..RUNS {
        let started = Instant::now();
        let quote = quote(black_box(basket))?;
        times.push(started.elapsed());
        applied = black_box(quote).applied.len();
    }
    times.sort_unstable();
    println!("{name}: fastest {:.0?}, median {:.0?}, {applied} applied", times[0], times[RUNS / 2]);
    Ok(())
}

fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

fn basket(lines: u128, promotions: Vec<Promotion>) -> Basket {
    Basket {
        currency: Currency::EUR,
        market: None,
        country: germany(),
        now: DateTime::UNIX_EPOCH,
        is_tax_inclusive: true,
        lines: (1..=lines).map(line).collect(),
        promotions: promotions.into_iter().map(Arc::new).collect(),
        codes: Vec::new(),
        customer: CustomerFacts::default(),
        usage: HashMap::new(),
        delivery: None,
        taxes: Arc::new(resolve(&taxes(), &service::pricing::destination::Destination::country(germany()))),
        gift_cards: Vec::new(),
        store_credit: None,
    }
}

fn germany() -> entity::locale::Country {
    "DE".parse().unwrap_or_else(|_| unreachable!())
}

fn line(number: u128) -> Line {
    let amount = Minor(1000 + i64::try_from(number * 37 % 4001).unwrap_or_default());
    let list = id::<PriceListId>(1);
    Line {
        id: id::<CartLineId>(number),
        label: "Product".into(),
        variant: id::<VariantId>(number),
        product: id::<ProductId>(number),
        collections: (0..4).map(|more| id::<CollectionId>((number + more) % 20)).collect(),
        categories: (0..3).map(|more| id::<CategoryId>((number + more) % 10)).collect(),
        quantity: u32::try_from(number % 5).unwrap_or_default() + 1,
        prices: vec![PriceCandidate {
            source: PriceSource::MarketList,
            list,
            min_quantity: 1,
            amount,
            compare_at: None,
        }],
        tax_category: None,
        is_taxable: true,
        requires_shipping: true,
        weight_mg: 100_000,
        is_gift_card: false,
    }
}

fn taxes() -> TaxRules {
    let rule = TaxRule {
        id: id(1),
        name: "VAT".to_owned(),
        rate: Decimal::new(19, 2),
        country: germany(),
        province: None,
        zip_prefix: None,
        category: "standard".to_owned(),
        is_compound: false,
        taxes_shipping: true,
    };
    let default_category = "standard".to_owned();
    TaxRules { default_category, by_country: HashMap::from([(germany(), vec![rule])]), ..TaxRules::default() }
}

fn promotion(number: u128, entitled: Targets, action: Action) -> Promotion {
    Promotion {
        id: id::<PromotionId>(number),
        title: format!("Promotion {number}"),
        is_automatic: true,
        starts_at: DateTime::UNIX_EPOCH,
        ends_at: None,
        priority: i32::try_from(number % 3).unwrap_or_default(),
        combines: Combines::ALL,
        currency: None,
        maximum_discount: None,
        usage_limit: None,
        usage_limit_per_customer: None,
        entitled,
        conditions: Conditions { subtotal_at_least: Some(Minor(5000)), ..Conditions::default() },
        action,
    }
}

/// Every kind of discount, on products, collections, categories and everything; some do not combine.
fn mixed(count: u128) -> Vec<Promotion> {
    let rate = Decimal::new(5, 2);
    let make = |number: u128| {
        let set = match number % 4 {
            0 => Targets::Everything,
            1 => Targets::Only(TargetSet { products: (0..5).map(|n| id(number + n)).collect(), ..Default::default() }),
            2 => Targets::Only(TargetSet { collections: [id(number % 20)].into(), ..Default::default() }),
            _ => Targets::Only(TargetSet { categories: [id(number % 10)].into(), ..Default::default() }),
        };
        let reward = Reward::Percentage { rate: Decimal::ONE };
        let action = match number % 7 {
            0 => Action::Product(ProductAction::AmountAcross { amount: Minor(500) }),
            1 => Action::Product(ProductAction::AmountEach { amount: Minor(20) }),
            2 => Action::Product(ProductAction::FixedPrice { price: Minor(900) }),
            3 => Action::Product(ProductAction::BuyGet(BuyGet {
                buys: set.clone(),
                buy_quantity: 3,
                gets: set.clone(),
                get_quantity: 1,
                reward,
                uses_per_order_max: Some(2),
            })),
            4 => Action::Order(OrderAction::Percentage { rate }),
            5 => Action::Order(OrderAction::Amount { amount: Minor(300) }),
            _ => Action::Product(ProductAction::Percentage { rate }),
        };
        let combines = if number.is_multiple_of(3) { Combines::default() } else { Combines::ALL };
        Promotion { combines, ..promotion(number, set, action) }
    };
    (1..=count).map(make).collect()
}

/// The worst a shop can do: all of them take a little off every line.
fn everywhere(count: u128) -> Vec<Promotion> {
    let rate = Decimal::new(1, 2);
    let make = |number| promotion(number, Targets::Everything, Action::Product(ProductAction::Percentage { rate }));
    (1..=count).map(make).collect()
}
