//! The trace in words.
use std::fmt::{self, Display, Formatter};

use entity::money::{Currency, Minor, Money};
use rust_decimal::Decimal;

use super::{
    basket::PriceSource,
    step::{How, Step, Subject, Why},
};
use crate::pricing::{currency::to_decimal, promotion::Reward};

impl Display for Step {
    /// `Mug: 3 × 4.00 EUR from the market's list = 12.00 EUR`: what, why, and what it then comes to.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Line { label, .. } => write!(f, "{label}: ")?,
            Subject::Shipping => f.write_str("Shipping: ")?,
            Subject::Order => f.write_str("To pay: ")?,
        }
        self.reason(f)?;
        let change = self.change();
        match change.0 {
            0 => write!(f, "; it stays at {}", self.say(self.after)),
            _ if self.before.0 == 0 => write!(f, " = {}", self.say(self.after)),
            ..0 => write!(f, ": − {} = {}", self.say(Minor(-change.0)), self.say(self.after)),
            _ => write!(f, ": + {} = {}", self.say(change), self.say(self.after)),
        }
    }
}

impl Step {
    fn say(&self, amount: Minor) -> Said {
        Said { amount, currency: self.currency }
    }

    fn reason(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let say = |amount: &Minor| self.say(*amount);
        match &self.why {
            Why::UnitPrice { .. } => self.unit_price(f),
            Why::UnitTaxTakenOut { rate, quantity, unit_before, unit_after } => {
                let (before, after) = (say(unit_before), say(unit_after));
                write!(
                    f,
                    "the buyer pays no tax, {quantity} × {after} instead of {before} with {} in it",
                    percent(*rate)
                )
            }
            Why::ShippingTaxTakenOut => f.write_str("the buyer pays no tax"),
            Why::Discount { promotion, code, how } => {
                write!(f, "“{}”", promotion.title)?;
                if let Some(code) = code {
                    write!(f, " by the code {code}")?;
                }
                f.write_str(", ")?;
                self.how(f, how)
            }
            Why::Shipping { method, is_chosen, is_free_from, goods, .. } => {
                let chosen = if *is_chosen { "as chosen" } else { "the cheapest" };
                write!(f, "{method}, {chosen}, for goods of {}", say(goods))?;
                if *is_free_from { f.write_str(", which ship for free") } else { Ok(()) }
            }
            Why::Tax { name, rate, is_compound, is_included, base, amount } => {
                let base = say(base);
                let with = if *is_compound { " with the taxes before" } else { "" };
                match is_included {
                    true => write!(f, "{} {name} of {base}{with} are {} and included", percent(*rate), say(amount)),
                    false => write!(f, "{} {name} of {base}{with}", percent(*rate)),
                }
            }
            Why::GiftCard { balance, .. } => write!(f, "a gift card with {}", say(balance)),
            Why::StoreCredit { balance } => write!(f, "store credit of {}", say(balance)),
        }
    }

    fn unit_price(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Why::UnitPrice { source, min_quantity, in_cart, quantity, unit_price, compare_at, .. } = &self.why else {
            return Ok(());
        };
        let list = match source {
            PriceSource::GroupList => "the customer group's list",
            PriceSource::MarketList => "the market's list",
            PriceSource::ParentList => "the list above the market's",
        };
        write!(f, "{quantity} × {} from {list}", self.say(*unit_price))?;
        if *min_quantity > 1 {
            write!(f, ", from {min_quantity} on, with {in_cart} in the cart")?;
        }
        match compare_at {
            Some(compare_at) => write!(f, ", instead of {}", self.say(*compare_at)),
            None => Ok(()),
        }
    }

    fn how(&self, f: &mut Formatter<'_>, how: &How) -> fmt::Result {
        let say = |amount: &Minor| self.say(*amount);
        match how {
            How::Rate { rate, of } => write!(f, "{} of {}", percent(*rate), say(of)),
            How::Each { amount, units } => write!(f, "{} off each of {units}", say(amount)),
            How::FixedPrice { price, units } => write!(f, "{units} at {}", say(price)),
            How::Amount { amount } => write!(f, "{} off", say(amount)),
            How::Share { whole, weight, weights } => {
                write!(f, "its share of {} by {} of {}", say(whole), say(weight), say(weights))
            }
            How::BuyGet { units, reward } => match reward {
                Reward::Percentage { rate } if *rate == Decimal::ONE => write!(f, "{units} free"),
                Reward::Percentage { rate } => write!(f, "{units} at {} off", percent(*rate)),
                Reward::AmountOff { amount } => write!(f, "{units} at {} off each", say(amount)),
                Reward::FixedPrice { price } => write!(f, "{units} at {}", say(price)),
            },
            How::Gift { units } => write!(f, "{units} as a gift"),
            How::Free => f.write_str("free"),
        }
    }
}

fn percent(rate: Decimal) -> impl Display {
    let percent = rate.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(rate).normalize();
    format!("{percent} %")
}

/// An amount as the trace writes it: `12.00 EUR`.
struct Said {
    amount: Minor,
    currency: Currency,
}

impl Display for Said {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let money = Money { amount: self.amount, currency: self.currency };
        write!(f, "{} {}", to_decimal(money), self.currency)
    }
}
