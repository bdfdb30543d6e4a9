//! What is taken off, where, and why.
use async_graphql::{Enum, Interface, SimpleObject, Union};
use entity::{
    money::{Minor, Money},
    promotion::Class,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use service::pricing::{
    promotion::{Action, OrderAction, ProductAction, Promotion, Reward, ShippingAction, Targets},
    quote::{Allocation, Quote, QuotedLine},
};

use crate::graphql::storefront::money::MoneyV2;

/// How a discount is spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DiscountApplicationAllocationMethod {
    /// Over everything it applies to, by value.
    Across,
    /// The same off each thing it applies to.
    Each,
    /// Off one thing.
    One,
}

/// What a discount applies to, of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DiscountApplicationTargetSelection {
    All,
    /// What it names.
    Entitled,
    /// What somebody picked.
    Explicit,
}

/// The kind of thing a discount is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DiscountApplicationTargetType {
    LineItem,
    ShippingLine,
}

/// A share of the price.
#[derive(Clone, Debug, SimpleObject)]
pub struct PricingPercentageValue {
    /// `15.0` for 15 % off.
    pub percentage: f64,
}

/// How much a discount is: an amount or a share.
#[derive(Clone, Debug, Union)]
pub enum PricingValue {
    MoneyV2(MoneyV2),
    Percentage(PricingPercentageValue),
}

/// A discount as the shop offers it.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartDiscountApplication {
    pub allocation_method: DiscountApplicationAllocationMethod,
    pub target_selection: DiscountApplicationTargetSelection,
    pub target_type: DiscountApplicationTargetType,
    pub value: PricingValue,
}

/// A part of a discount, of one that applied by itself.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartAutomaticDiscountAllocation {
    pub discount_application: CartDiscountApplication,
    pub discounted_amount: MoneyV2,
    pub target_type: DiscountApplicationTargetType,
    /// What the shop calls it.
    pub title: String,
}

/// A part of a discount, of one that a code brought.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartCodeDiscountAllocation {
    pub discount_application: CartDiscountApplication,
    pub discounted_amount: MoneyV2,
    pub target_type: DiscountApplicationTargetType,
    /// As the buyer wrote it.
    pub code: String,
}

/// A part of a discount that was made for this cart alone. There are none yet.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartCustomDiscountAllocation {
    pub discount_application: CartDiscountApplication,
    pub discounted_amount: MoneyV2,
    pub target_type: DiscountApplicationTargetType,
    pub title: String,
}

/// The part of a discount that falls on something.
#[derive(Clone, Debug, Interface)]
#[graphql(
    field(name = "discount_application", ty = "&CartDiscountApplication", desc = "The discount it is a part of."),
    field(name = "discounted_amount", ty = "&MoneyV2", desc = "What is taken off here."),
    field(name = "target_type", ty = "&DiscountApplicationTargetType", desc = "Whether it is off goods or shipping.")
)]
pub enum CartDiscountAllocation {
    Automatic(CartAutomaticDiscountAllocation),
    Code(CartCodeDiscountAllocation),
    Custom(CartCustomDiscountAllocation),
}

/// A code the buyer entered.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartDiscountCode {
    /// As the buyer wrote it.
    pub code: String,
    /// Whether it takes anything off now. A warning tells why not.
    pub applicable: bool,
}

/// What product discounts take off a line. Order discounts are told with the cart.
pub fn of_line(quote: &Quote, line: &QuotedLine) -> Vec<CartDiscountAllocation> {
    let own = line.discounts.iter().filter(|part| part.class == Class::Product && part.amount > Minor(0));
    own.filter_map(|part| allocation(quote, part, part.amount)).collect()
}

/// What is taken off the cart as a whole.
///
/// Of each order discount one part for every line, those of nothing included, because clients spread them
/// over the lines again; and what is taken off shipping. `unsold` lines are in no quote.
pub fn of_cart(quote: &Quote, unsold: usize) -> Vec<CartDiscountAllocation> {
    let orders = quote.applied.iter().filter(|applied| applied.promotion.class() == Class::Order);
    let over_lines = orders.flat_map(|applied| {
        let class = Class::Order;
        let lines = quote.lines.iter().map(Some).chain(std::iter::repeat_n(None, unsold));
        lines.filter_map(move |line| {
            let is_it = |part: &&Allocation| part.class == class && part.promotion == applied.promotion.id;
            let own = line.and_then(|line| line.discounts.iter().find(is_it));
            let amount = own.map_or(Minor(0), |part| part.amount);
            let part = Allocation { promotion: applied.promotion.id, class, code: applied.code.clone(), amount };
            allocation(quote, &part, amount)
        })
    });
    let shipping = quote.shipping.iter().flat_map(|shipping| &shipping.discounts);
    let off_shipping = shipping.filter_map(|part| allocation(quote, part, part.amount));
    over_lines.chain(off_shipping).collect()
}

fn allocation(quote: &Quote, part: &Allocation, amount: Minor) -> Option<CartDiscountAllocation> {
    let promotion = &quote.applied.iter().find(|applied| applied.promotion.id == part.promotion)?.promotion;
    let discounted_amount: MoneyV2 = Money { amount, currency: quote.currency }.into();
    let discount_application = application(promotion, &discounted_amount);
    let target_type = discount_application.target_type;
    Some(match &part.code {
        Some(code) => CartDiscountAllocation::Code(CartCodeDiscountAllocation {
            discount_application,
            discounted_amount,
            target_type,
            code: code.clone(),
        }),
        None => CartDiscountAllocation::Automatic(CartAutomaticDiscountAllocation {
            discount_application,
            discounted_amount,
            target_type,
            title: promotion.title.clone(),
        }),
    })
}

/// A discount as the shop offers it. An amount is the part that falls here: clients add the parts up.
fn application(promotion: &Promotion, here: &MoneyV2) -> CartDiscountApplication {
    use DiscountApplicationAllocationMethod::{Across, Each};
    let entitled = match promotion.entitled {
        Targets::Everything => DiscountApplicationTargetSelection::All,
        Targets::Only(_) => DiscountApplicationTargetSelection::Entitled,
    };
    let named = DiscountApplicationTargetSelection::Entitled;
    let money = || PricingValue::MoneyV2(here.clone());
    let line = DiscountApplicationTargetType::LineItem;
    let shipping = DiscountApplicationTargetType::ShippingLine;
    let (allocation_method, target_selection, target_type, value) = match &promotion.action {
        Action::Product(ProductAction::Percentage { rate }) | Action::Order(OrderAction::Percentage { rate }) => {
            (Across, entitled, line, share(*rate))
        }
        Action::Product(ProductAction::AmountAcross { .. }) | Action::Order(OrderAction::Amount { .. }) => {
            (Across, entitled, line, money())
        }
        Action::Product(ProductAction::AmountEach { .. } | ProductAction::FixedPrice { .. }) => {
            (Each, entitled, line, money())
        }
        Action::Product(ProductAction::BuyGet(deal)) => match deal.reward {
            Reward::Percentage { rate } => (Each, named, line, share(rate)),
            Reward::AmountOff { .. } | Reward::FixedPrice { .. } => (Each, named, line, money()),
        },
        Action::Product(ProductAction::Gift { .. }) => (Each, named, line, share(Decimal::ONE)),
        Action::Shipping(ShippingAction::Free) => (Each, entitled, shipping, share(Decimal::ONE)),
        Action::Shipping(ShippingAction::Percentage { rate }) => (Each, entitled, shipping, share(*rate)),
        Action::Shipping(ShippingAction::Amount { .. } | ShippingAction::FixedPrice { .. }) => {
            (Each, entitled, shipping, money())
        }
    };
    CartDiscountApplication { allocation_method, target_selection, target_type, value }
}

fn share(rate: Decimal) -> PricingValue {
    let percentage = (rate * Decimal::ONE_HUNDRED).normalize().to_f64().unwrap_or_default();
    PricingValue::Percentage(PricingPercentageValue { percentage })
}
