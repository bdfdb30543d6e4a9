//! Random carts as numbers: small enough to be read when one fails, odd enough to fail.
//!
//! A plan is drawn and shrunk as plain numbers; `basket.rs` makes a basket of it. Everything is drawn
//! from a small world (six products, three collections, two groups), so that rules and goods meet often.
use proptest::{collection::vec, option, prelude::*};

/// A cart and the rules around it, as numbers.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) currency: usize,
    pub(super) is_tax_inclusive: bool,
    pub(super) market: u8,
    pub(super) lines: Vec<LinePlan>,
    pub(super) promotions: Vec<PromotionPlan>,
    pub(super) taxes: Vec<TaxPlan>,
    pub(super) methods: Vec<MethodPlan>,
    pub(super) chosen: Option<usize>,
    pub(super) customer: CustomerPlan,
    pub(super) gift_cards: Vec<i64>,
    pub(super) store_credit: Option<i64>,
    pub(super) unknown_codes: u8,
}

#[derive(Clone, Debug)]
pub(super) struct LinePlan {
    pub(super) variant: u8,
    pub(super) quantity: u32,
    pub(super) prices: Vec<(u8, u32, i64)>,
    pub(super) tax_category: Option<u8>,
    pub(super) is_taxable: bool,
    pub(super) requires_shipping: bool,
    pub(super) is_gift_card: bool,
    pub(super) weight_mg: i64,
}

#[derive(Clone, Debug)]
pub(super) struct PromotionPlan {
    pub(super) action: ActionPlan,
    pub(super) code: Option<u8>,
    pub(super) starts_in_h: i64,
    pub(super) ends_in_h: Option<i64>,
    pub(super) priority: i32,
    pub(super) combines: u8,
    pub(super) maximum_discount: Option<i64>,
    pub(super) usage: (Option<i64>, i64, Option<i64>, i64),
    pub(super) entitled: TargetPlan,
    pub(super) subtotal_at_least: Option<i64>,
    pub(super) quantity_at_least: Option<i64>,
    pub(super) who: u8,
    pub(super) is_foreign: bool,
}

#[derive(Clone, Debug)]
pub(super) enum ActionPlan {
    Percentage(u32),
    Across(i64),
    Each(i64),
    Fixed(i64),
    BuyGet { buys: TargetPlan, buy: u32, gets: TargetPlan, get: u32, reward: (u8, u32), uses: Option<u32> },
    Gift { items: TargetPlan, quantity: u32 },
    OrderPercentage(u32),
    OrderAmount(i64),
    ShippingFree,
    ShippingPercentage(u32),
    ShippingAmount(i64),
    ShippingFixed(i64),
}

/// What kind of set, and which member of it.
pub(super) type TargetPlan = (u8, u8);

#[derive(Clone, Debug)]
pub(super) struct TaxPlan {
    pub(super) name: u8,
    /// Hundredths of a percent.
    pub(super) rate: u32,
    pub(super) region: u8,
    pub(super) category: u8,
    pub(super) is_compound: bool,
    pub(super) taxes_shipping: bool,
}

#[derive(Clone, Debug)]
pub(super) struct MethodPlan {
    pub(super) tax: u8,
    pub(super) rates: Vec<RatePlan>,
}

/// Basis, from, below, amount, free from.
pub(super) type RatePlan = (u8, i64, Option<i64>, i64, Option<i64>);

#[derive(Clone, Debug)]
pub(super) struct CustomerPlan {
    pub(super) is_known: bool,
    pub(super) groups: u8,
    pub(super) order_count: i64,
    pub(super) is_tax_exempt: bool,
}

/// Amounts: nothing, next to nothing, what things cost, and what houses cost.
fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![1 => Just(0_i64), 3 => 1_i64..=9, 8 => 10_i64..=20_000, 1 => 1_000_000_i64..=1_000_000_000]
}

/// Rates in hundredths of a percent, up to all of it.
fn rate() -> impl Strategy<Value = u32> {
    prop_oneof![1 => Just(0_u32), 2 => Just(10_000_u32), 6 => 1_u32..10_000]
}

fn quantity() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 1_u32..=5, 2 => 6_u32..=40, 1 => 100_u32..=1_000]
}

fn target() -> impl Strategy<Value = TargetPlan> {
    (0_u8..5, 0_u8..12)
}

fn line() -> impl Strategy<Value = LinePlan> {
    let prices = vec((0_u8..4, prop_oneof![3 => Just(1_u32), 1 => 2_u32..=10], amount()), 0..4);
    (
        0_u8..12,
        quantity(),
        prices,
        amount(),
        option::of(0_u8..4),
        prop::bool::weighted(0.9),
        any::<bool>(),
        prop::bool::weighted(0.05),
        0_i64..5_000_000,
    )
        .prop_map(
            |(variant, quantity, mut prices, base, tax_category, is_taxable, ships, is_gift_card, weight_mg)| {
                // A line always has some price: one that has none cannot be in a cart.
                prices.push((2, 1, base));
                // A list has one price for a quantity.
                prices.sort_unstable();
                prices.dedup_by_key(|(list, min_quantity, _)| (*list, *min_quantity));
                LinePlan {
                    variant,
                    quantity,
                    prices,
                    tax_category,
                    is_taxable: is_taxable && !is_gift_card,
                    requires_shipping: ships && !is_gift_card,
                    is_gift_card,
                    weight_mg,
                }
            },
        )
}

fn action() -> impl Strategy<Value = ActionPlan> {
    prop_oneof![
        3 => rate().prop_map(ActionPlan::Percentage),
        2 => amount().prop_map(ActionPlan::Across),
        2 => amount().prop_map(ActionPlan::Each),
        2 => amount().prop_map(ActionPlan::Fixed),
        3 => (target(), 1_u32..=4, target(), 1_u32..=3, (0_u8..3, rate()), option::of(1_u32..=3))
            .prop_map(|(buys, buy, gets, get, reward, uses)| ActionPlan::BuyGet { buys, buy, gets, get, reward, uses }),
        1 => (target(), 1_u32..=3).prop_map(|(items, quantity)| ActionPlan::Gift { items, quantity }),
        3 => rate().prop_map(ActionPlan::OrderPercentage),
        3 => amount().prop_map(ActionPlan::OrderAmount),
        1 => Just(ActionPlan::ShippingFree),
        1 => rate().prop_map(ActionPlan::ShippingPercentage),
        1 => amount().prop_map(ActionPlan::ShippingAmount),
        1 => amount().prop_map(ActionPlan::ShippingFixed),
    ]
}

fn promotion() -> impl Strategy<Value = PromotionPlan> {
    let usage = (option::weighted(0.2, 1_i64..5), 0_i64..5, option::weighted(0.2, 1_i64..3), 0_i64..3);
    let window =
        (prop_oneof![9 => Just(-24_i64), 1 => Just(1_i64)], option::weighted(0.2, prop_oneof![Just(0_i64), 1_i64..9]));
    let conditions = (
        option::weighted(0.3, amount()),
        option::weighted(0.2, 0_i64..12),
        prop_oneof![8 => Just(0_u8), 4 => 1_u8..16],
        prop::bool::weighted(0.04),
    );
    (
        action(),
        option::weighted(0.5, 0_u8..4),
        window,
        -1_i32..=2,
        any::<u8>(),
        option::weighted(0.2, 1_i64..3_000),
        usage,
        target(),
        conditions,
    )
        .prop_map(
            |(action, code, (starts_in_h, ends_in_h), priority, combines, maximum_discount, usage, entitled, rest)| {
                let (subtotal_at_least, quantity_at_least, who, is_foreign) = rest;
                PromotionPlan {
                    action,
                    code,
                    starts_in_h,
                    ends_in_h,
                    priority,
                    combines,
                    maximum_discount,
                    usage,
                    entitled,
                    subtotal_at_least,
                    quantity_at_least,
                    who,
                    is_foreign,
                }
            },
        )
}

fn tax() -> impl Strategy<Value = TaxPlan> {
    let rate = prop_oneof![Just(1_900_u32), Just(700_u32), Just(997_u32), Just(0_u32), 1_u32..5_000];
    (0_u8..3, rate, 0_u8..4, 0_u8..3, prop::bool::weighted(0.3), any::<bool>()).prop_map(
        |(name, rate, region, category, is_compound, taxes_shipping)| TaxPlan {
            name,
            rate,
            region,
            category,
            is_compound,
            taxes_shipping,
        },
    )
}

fn method() -> impl Strategy<Value = MethodPlan> {
    let rates = vec((0_u8..4, 0_i64..3_000, option::of(3_000_i64..90_000), amount(), option::of(amount())), 1..3);
    (0_u8..5, rates).prop_map(|(tax, rates)| MethodPlan { tax, rates })
}

fn customer() -> impl Strategy<Value = CustomerPlan> {
    (any::<bool>(), 0_u8..4, 0_i64..2, prop::bool::weighted(0.1)).prop_map(
        |(is_known, groups, order_count, is_tax_exempt)| CustomerPlan {
            is_known,
            groups,
            order_count,
            is_tax_exempt: is_known && is_tax_exempt,
        },
    )
}

/// Carts of one to fifty lines, mostly small.
pub(super) fn plan() -> impl Strategy<Value = Plan> {
    let lines = prop_oneof![12 => vec(line(), 1..6), 1 => vec(line(), 6..51)];
    let money = (vec(1_i64..30_000, 0..3), option::of(1_i64..30_000), prop_oneof![4 => Just(0_u8), 1 => 1_u8..3]);
    (
        0_usize..4,
        any::<bool>(),
        0_u8..2,
        lines,
        vec(promotion(), 0..7),
        vec(tax(), 0..6),
        vec(method(), 0..4),
        option::of(0_usize..5),
        customer(),
        money,
    )
        .prop_map(
            |(currency, is_tax_inclusive, market, lines, promotions, taxes, methods, chosen, customer, money)| {
                let (gift_cards, store_credit, unknown_codes) = money;
                Plan {
                    currency,
                    is_tax_inclusive,
                    market,
                    lines,
                    promotions,
                    taxes,
                    methods,
                    chosen,
                    customer,
                    gift_cards,
                    store_credit,
                    unknown_codes,
                }
            },
        )
}
