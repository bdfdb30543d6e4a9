//! A variant: its number, weight, price and stock.
use std::slice;

use entity::{
    money::{Currency, Minor},
    variant::InventoryPolicy,
    weight::WeightUnit,
};

use super::{Draft, NAME_CHARS_MAX, media::Pictures, metafields, options};
use crate::{
    catalogue::{
        import::{cell, header::Column, lexer::Record},
        record::{OptionRecord, PriceRecord, StockRecord, UnitPriceRecord, VariantRecord},
    },
    pricing::{
        amount::{self, AmountError, Number},
        currency, rounding,
    },
};

/// An amount at most, in minor units: what every client reads exactly.
const AMOUNT_MAX: i64 = 1_000_000_000_000_000;
/// Units on hand at most.
const ON_HAND_MAX: i64 = 1_000_000_000_000;
/// A weight at most, in milligrams: a thousand tonnes.
const WEIGHT_MG_MAX: i64 = 1_000_000_000_000;
/// Variants of a product at most.
const VARIANTS_MAX: usize = 2_048;

impl<'a> Draft<'a> {
    /// Options and variants; none when no variant can be taken, and then no row of the product is.
    pub(super) fn variants(&mut self, media: &Pictures) -> Option<(Vec<OptionRecord>, Vec<VariantRecord>)> {
        let choices = self.choices();
        let mut variants = Vec::with_capacity(choices.variants.len());
        for (row, choice) in choices.variants {
            if variants.len() == VARIANTS_MAX {
                self.findings.reject(row.line, self.handle, format!("a product has at most {VARIANTS_MAX} variants"));
                continue;
            }
            match self.variant(row, choice, media) {
                Ok(variant) => variants.push(variant),
                Err(reason) => self.findings.reject(row.line, self.handle, reason),
            }
        }
        if variants.is_empty() {
            for row in self.rows {
                if !self.findings.rejected.iter().rev().any(|finding| finding.line == row.line) {
                    self.findings.reject(row.line, self.handle, "no variant of this product can be taken");
                }
            }
            return None;
        }
        let options = options::records(choices.names, variants.iter().map(|variant| variant.options.as_slice()));
        Some((options, variants))
    }

    fn variant(&mut self, row: &'a Record, choice: Vec<String>, media: &Pictures) -> Result<VariantRecord, String> {
        let prices = self.prices(row)?;
        if prices.is_empty() && self.plan.header.has(Column::Price) {
            self.findings.warn(row.line, self.handle, "it has no price: it cannot be bought");
        }
        let picture = self.cell(row, Column::VariantImage);
        let (weight_mg, weight_unit) = self.weight(row);
        let quantity = self.cell(row, Column::Quantity);
        let tracker = self.cell(row, Column::Tracker);
        let truth = |column| cell::truth(self.cell(row, column)).unwrap_or(true);
        let (taxable, requires_shipping) = (truth(Column::Taxable), truth(Column::RequiresShipping));
        let has_tracker = self.plan.header.has(Column::Tracker);
        Ok(VariantRecord {
            options: choice,
            sku: self.name(row, Column::Sku),
            barcode: self.name(row, Column::Barcode),
            taxable,
            tax_code: Some(cell::line(self.cell(row, Column::TaxCode))).filter(|code| !code.is_empty()),
            requires_shipping,
            weight_mg,
            weight_unit,
            is_tracked: if has_tracker { !tracker.is_empty() } else { !quantity.is_empty() },
            inventory_policy: self.policy(row),
            cost: self.cost(row),
            unit_price: self.unit_price(row),
            media: media.place(picture),
            prices,
            stock: self.stock(row, quantity),
            metafields: metafields(&self.plan.header.variant_metafields, slice::from_ref(row)),
        })
    }

    fn name(&mut self, row: &'a Record, column: Column) -> Option<String> {
        let text = self.cut(row.line, column, cell::line(self.cell(row, column)), NAME_CHARS_MAX);
        (!text.is_empty()).then_some(text)
    }

    fn prices(&mut self, row: &'a Record) -> Result<Vec<PriceRecord>, String> {
        let written = (self.cell(row, Column::Price), self.cell(row, Column::CompareAt));
        let mut prices = Vec::with_capacity(1);
        if let Some((amount, compare_at)) = self.price(row, written, self.plan.currency)? {
            let price_list = self.plan.price_list;
            prices.push(PriceRecord { price_list, min_quantity: 1, amount, compare_at });
        }
        for (columns, list) in self.plan.header.markets.iter().zip(&self.plan.markets) {
            let at = |place: Option<usize>| place.and_then(|at| row.cells.get(at)).map_or("", |cell| cell.trim());
            let Some((price_list, currency)) = *list else { continue };
            if cell::truth(at(columns.included)) == Some(false) {
                continue;
            }
            if let Some((amount, compare_at)) =
                self.price(row, (at(columns.price), at(columns.compare_at)), currency)?
            {
                prices.push(PriceRecord { price_list, min_quantity: 1, amount, compare_at });
            }
        }
        Ok(prices)
    }

    /// A price and its compare-at price. A price that is none rejects the row, a compare-at price does not.
    fn price(
        &mut self,
        row: &Record,
        (price, compare_at): (&str, &str),
        currency: Currency,
    ) -> Result<Option<(Minor, Option<Minor>)>, String> {
        if price.is_empty() {
            return Ok(None);
        }
        let amount = self
            .amount(row, price, currency)
            .map_err(|error| format!("its price {price:?} cannot be taken: {error}"))?;
        let compare_at = match self.amount(row, compare_at, currency) {
            _ if compare_at.is_empty() => None,
            Ok(Minor(0)) => None,
            Ok(compare_at) => Some(compare_at),
            Err(error) => {
                let reason = format!("its compare-at price {compare_at:?} is left out: {error}");
                self.findings.warn(row.line, self.handle, reason);
                None
            }
        };
        if compare_at.is_some_and(|compare_at| compare_at < amount) {
            self.findings.warn(
                row.line,
                self.handle,
                "its compare-at price is below its price: it is not shown as a sale",
            );
        }
        Ok(Some((amount, compare_at)))
    }

    fn amount(&mut self, row: &Record, text: &str, currency: Currency) -> Result<Minor, AmountError> {
        let amount = match amount::parse(text, currency) {
            Err(AmountError::TooPrecise) => {
                let number = Number::read(text)?;
                let rounded =
                    rounding::at_decimals(number, currency::exponent(currency)).ok_or(AmountError::TooLarge)?;
                let reason = format!("{text:?} has more decimals than {currency}: it was rounded");
                self.findings.warn(row.line, self.handle, reason);
                if rounded < 0 { Err(AmountError::Negative) } else { Ok(Minor(rounded)) }
            }
            other => other,
        }?;
        if amount.0 > AMOUNT_MAX { Err(AmountError::TooLarge) } else { Ok(amount) }
    }

    fn cost(&mut self, row: &'a Record) -> Option<Minor> {
        let text = self.cell(row, Column::Cost);
        if text.is_empty() {
            return None;
        }
        let cost = self.amount(row, text, self.plan.currency);
        cost.inspect_err(|error| {
            self.findings.warn(row.line, self.handle, format!("its cost {text:?} is left out: {error}"));
        })
        .ok()
    }

    /// The weight in milligrams, and the unit it is shown in. Grams are grams whatever the unit.
    fn weight(&mut self, row: &'a Record) -> (i64, WeightUnit) {
        let unit = self.cell(row, Column::WeightUnit);
        let shown_in = cell::weight_unit(unit);
        if shown_in.is_none() && !unit.is_empty() {
            self.findings.warn(row.line, self.handle, format!("its weight unit {unit:?} is not known"));
        }
        let shown_in = shown_in.unwrap_or(self.plan.weight_unit);
        let (text, unit) = match self.cell(row, Column::Grams) {
            "" => (self.cell(row, Column::Weight), shown_in),
            grams => (grams, WeightUnit::Grams),
        };
        if text.is_empty() {
            return (0, shown_in);
        }
        let read = || {
            let number = Number::read(text).ok()?;
            let digits = number.digits.checked_mul(unit.milligrams())?;
            rounding::at_decimals(Number { digits, ..number }, 0)
        };
        let weight = read().filter(|weight| (0..=WEIGHT_MG_MAX).contains(weight));
        if weight.is_none() {
            self.findings.warn(row.line, self.handle, format!("its weight {text:?} is left out: it is no weight"));
        }
        (weight.unwrap_or(0), shown_in)
    }

    fn policy(&mut self, row: &'a Record) -> InventoryPolicy {
        let text = self.cell(row, Column::Policy);
        if text.eq_ignore_ascii_case("continue") || cell::truth(self.cell(row, Column::Continue)) == Some(true) {
            return InventoryPolicy::Continue;
        }
        if !text.is_empty() && !text.eq_ignore_ascii_case("deny") {
            let reason = format!("its inventory policy {text:?} is not known: it is not sold when out of stock");
            self.findings.warn(row.line, self.handle, reason);
        }
        InventoryPolicy::Deny
    }

    fn stock(&mut self, row: &Record, text: &str) -> Vec<StockRecord> {
        if text.is_empty() {
            return Vec::new();
        }
        let number = Number::read(text).ok().and_then(|number| rounding::at_decimals(number, 0));
        let on_hand = match number {
            Some(number) if number < 0 => {
                self.findings.warn(row.line, self.handle, format!("its stock is {text}: it is counted as 0"));
                0
            }
            Some(number) if number <= ON_HAND_MAX => number,
            _ => {
                self.findings.warn(row.line, self.handle, format!("its stock {text:?} is left out: it is no number"));
                return Vec::new();
            }
        };
        vec![StockRecord { location: self.plan.location, on_hand }]
    }

    fn unit_price(&self, row: &'a Record) -> Option<UnitPriceRecord> {
        let quantity = self.cell(row, Column::UnitQuantity);
        let number = Number::read(quantity).ok()?;
        let unit = self.cell(row, Column::UnitName);
        let base = self.cell(row, Column::UnitBaseQuantity);
        let base_unit = self.cell(row, Column::UnitBaseName);
        let reference_quantity = if base.is_empty() { 1 } else { base.parse().ok()? };
        let is_whole = !number.is_negative && number.digits > 0 && !unit.is_empty() && reference_quantity > 0;
        is_whole.then(|| UnitPriceRecord {
            quantity: quantity.to_owned(),
            unit: unit.to_owned(),
            reference_quantity,
            reference_unit: if base_unit.is_empty() { unit } else { base_unit }.to_owned(),
        })
    }
}
