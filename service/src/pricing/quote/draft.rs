//! A quote while it is being worked out. Lines stand in order of their ids, whatever the basket's order.
use std::sync::Arc;

use entity::{ids::PromotionId, money::Minor, promotion::Class};

use super::{
    basket::{Basket, LINES_MAX, Line, SUBTOTAL_MAX},
    outcome::{Allocation, Applied, RefusalReason, Refused, TaxLine},
    step::{How, Step, Subject, Why},
    tax, unit_price,
};
use crate::{
    pricing::{promotion::Promotion, rounding, rounding::Fraction},
    shop::fault::Fault,
};

pub(super) struct Draft<'a> {
    pub(super) basket: &'a Basket,
    pub(super) lines: Vec<DraftLine<'a>>,
    pub(super) trace: Vec<Step>,
    pub(super) applied: Vec<Applied>,
    pub(super) refused: Vec<Refused>,
}

pub(super) struct DraftLine<'a> {
    pub(super) line: &'a Line,
    pub(super) unit_price: Minor,
    pub(super) compare_at: Option<Minor>,
    pub(super) subtotal: Minor,
    /// What is left of it after the discounts so far.
    pub(super) total: Minor,
    pub(super) discounts: Vec<Allocation>,
    pub(super) taxes: Vec<TaxLine>,
    /// The first product promotion on it, and whether all of them let others stand beside them.
    pub(super) taken_by: Option<PromotionId>,
    pub(super) is_open: bool,
    /// Units that were bought or got in a buy-X-get-Y, or are gifts.
    pub(super) engaged: u32,
}

/// Takes something off a line, or shipping.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    pub(super) line: usize,
    pub(super) amount: Minor,
    pub(super) how: How,
}

/// A promotion in play, by the code that brought it.
#[derive(Clone, Copy)]
pub(super) struct Played<'a> {
    pub(super) promotion: &'a Arc<Promotion>,
    pub(super) code: Option<&'a str>,
}

impl Played<'_> {
    pub(super) fn class(&self) -> Class {
        self.promotion.class()
    }

    pub(super) fn code(&self) -> Option<String> {
        self.code.map(ToOwned::to_owned)
    }

    pub(super) fn allocation(&self, amount: Minor) -> Allocation {
        Allocation { promotion: self.promotion.id, class: self.class(), code: self.code(), amount }
    }

    pub(super) fn why(&self, how: How) -> Why {
        Why::Discount { promotion: Arc::clone(self.promotion), code: self.code(), how }
    }
}

impl<'a> Draft<'a> {
    /// The lines at their unit prices.
    pub(super) fn of(basket: &'a Basket) -> Result<Self, Fault> {
        if basket.lines.len() > LINES_MAX {
            return Err(Fault::broken("a basket has too many lines"));
        }
        let mut draft = Self {
            basket,
            lines: Vec::with_capacity(basket.lines.len()),
            trace: Vec::with_capacity(basket.lines.len() * 4),
            applied: Vec::new(),
            refused: Vec::new(),
        };
        let mut lines: Vec<_> = basket.lines.iter().collect();
        lines.sort_by_key(|line| line.id);
        if lines.windows(2).any(|pair| pair[0].id == pair[1].id) {
            return Err(Fault::broken("a basket has the same line twice"));
        }
        let quantities = unit_price::quantities(&basket.lines);
        let mut sum = 0_i128;
        for line in lines {
            let in_cart = quantities.get(&line.variant).copied().unwrap_or_default();
            let price = unit_price::choose(line, in_cart)?;
            sum += i128::from(price.amount.0) * i128::from(line.quantity);
            if price.amount.0 < 0 || sum > i128::from(SUBTOTAL_MAX) {
                return Err(Fault::broken("an amount of money is out of range"));
            }
            draft.price(line, in_cart, price)?;
        }
        Ok(draft)
    }

    fn price(&mut self, line: &'a Line, in_cart: i64, price: super::PriceCandidate) -> Result<(), Fault> {
        let quantity = line.quantity;
        let (mut unit_price, mut compare_at) = (price.amount, price.compare_at);
        let gross = unit_price * i64::from(quantity);
        self.line_step(
            line,
            (Minor::ZERO, gross),
            Why::UnitPrice {
                source: price.source,
                list: price.list,
                min_quantity: price.min_quantity,
                in_cart,
                quantity,
                unit_price,
                compare_at,
            },
        );
        let due = tax::due_on(line, &self.basket.taxes);
        if self.basket.is_tax_inclusive && self.basket.customer.is_tax_exempt && !due.is_empty() {
            let rate = tax::together(due);
            unit_price = rounding::without(unit_price, Fraction::from(rate))?;
            compare_at = compare_at.map(|amount| rounding::without(amount, Fraction::from(rate))).transpose()?;
            compare_at = compare_at.filter(|compare_at| *compare_at > unit_price);
            let net = unit_price * i64::from(quantity);
            let why = Why::UnitTaxTakenOut { rate, quantity, unit_before: price.amount, unit_after: unit_price };
            self.line_step(line, (gross, net), why);
        }
        let subtotal = unit_price * i64::from(quantity);
        self.lines.push(DraftLine {
            line,
            unit_price,
            compare_at,
            subtotal,
            total: subtotal,
            discounts: Vec::new(),
            taxes: Vec::new(),
            taken_by: None,
            is_open: true,
            engaged: 0,
        });
        Ok(())
    }

    /// Prices include tax, and the buyer pays it.
    pub(super) fn is_tax_included(&self) -> bool {
        self.basket.is_tax_inclusive && !self.basket.customer.is_tax_exempt
    }

    pub(super) fn step(&mut self, subject: Subject, (before, after): (Minor, Minor), why: Why) {
        self.trace.push(Step { currency: self.basket.currency, subject, before, after, why });
    }

    pub(super) fn line_step(&mut self, line: &Line, change: (Minor, Minor), why: Why) {
        self.step(Subject::Line { id: line.id, label: Arc::clone(&line.label) }, change, why);
    }

    /// Takes a promotion's cuts off its lines.
    pub(super) fn cut(&mut self, played: Played<'_>, cuts: Vec<Cut>) {
        let mut amount = Minor::ZERO;
        for cut in cuts {
            let draft = &mut self.lines[cut.line];
            let line = draft.line;
            let before = draft.total;
            draft.total -= cut.amount;
            draft.discounts.push(played.allocation(cut.amount));
            if played.class() == Class::Product {
                draft.taken_by.get_or_insert(played.promotion.id);
                draft.is_open &= played.promotion.combines.allows(Class::Product);
            }
            amount += cut.amount;
            self.line_step(line, (before, before - cut.amount), played.why(cut.how));
        }
        self.apply(played, amount);
    }

    pub(super) fn apply(&mut self, played: Played<'_>, amount: Minor) {
        self.applied.push(Applied { promotion: Arc::clone(played.promotion), code: played.code(), amount });
    }

    pub(super) fn refuse(&mut self, played: Played<'_>, reason: RefusalReason) {
        self.refused.push(Refused { promotion: Some(played.promotion.id), code: played.code(), reason });
    }
}
