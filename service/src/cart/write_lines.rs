//! The end of every edit of lines: what a unit costs now is noted, what changed is written, what is held moves.
use std::collections::HashMap;

use entity::{cart, cart_line, ids::VariantId, money::Money};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};

use super::{
    draft::{Draft, Drafts},
    hold,
    refusal::{CartError, LineProblem, LineRefusal},
    shelf::Shelf,
    warning::Warning,
};
use crate::{
    pricing::quote::SUBTOTAL_MAX,
    shop::{Unit, fault::Fault, settings::Market},
};

/// Writes a cart's lines as they are going to be.
pub(super) async fn write(
    unit: &Unit,
    cart: &cart::Model,
    market: &Market,
    shelf: &Shelf,
    mut drafts: Drafts,
    warnings: &mut Vec<Warning>,
) -> Result<(), CartError> {
    see_prices(cart, shelf, &mut drafts, warnings);
    check_value(shelf, &drafts)?;
    let changes = drafts.changes(cart.id, unit.now)?;
    if !changes.remove.is_empty() {
        cart_line::Entity::delete_many()
            .filter(cart_line::Column::CartId.eq(cart.id))
            .filter(cart_line::Column::Id.is_in(changes.remove))
            .exec(&unit.tx)
            .await
            .map_err(Fault::from)?;
    }
    if !changes.write.is_empty() {
        insert(unit, changes.write).await?;
    }
    if shelf.is_held {
        hold::move_to(unit, cart, market, drafts.demand(), warnings).await?;
    }
    Ok(())
}

/// One statement, however many lines.
async fn insert(unit: &Unit, lines: Vec<cart_line::Model>) -> Result<(), Fault> {
    let again = OnConflict::column(cart_line::Column::Id)
        .update_columns([
            cart_line::Column::Quantity,
            cart_line::Column::Attributes,
            cart_line::Column::SeenAmount,
            cart_line::Column::UpdatedAt,
        ])
        .to_owned();
    cart_line::Entity::insert_many(lines.into_iter().map(IntoActiveModel::into_active_model))
        .on_conflict(again)
        .exec_without_returning(&unit.tx)
        .await?;
    Ok(())
}

/// Notes what a unit of each line costs, and tells the buyer where that is not what they saw before.
/// More units may cost less each: that is what they asked for, and no news.
fn see_prices(cart: &cart::Model, shelf: &Shelf, drafts: &mut Drafts, warnings: &mut Vec<Warning>) {
    let mut before = HashMap::<VariantId, i64>::new();
    for line in &shelf.lines {
        *before.entry(line.variant_id).or_default() += i64::from(line.quantity);
    }
    let after: HashMap<_, _> = drafts.lines.iter().map(|line| (line.variant, drafts.units(line.variant))).collect();
    for line in &mut drafts.lines {
        let Some(good) = shelf.goods.get(&line.variant) else { continue };
        let units = after.get(&line.variant).copied().unwrap_or_default();
        let Some(price) = good.price(units) else { continue };
        let seen = line.seen.replace(price.amount);
        let is_same_quantity = before.get(&line.variant).copied() == Some(units);
        if let Some(seen) = seen.filter(|seen| *seen != price.amount && is_same_quantity) {
            let after = Money { amount: price.amount, currency: cart.currency };
            warnings.push(Warning::PriceChanged { line: line.id, before: seen, after });
        }
    }
}

/// Refuses to take a cart beyond what can be priced. One that prices took there may be made smaller, step by step.
fn check_value(shelf: &Shelf, drafts: &Drafts) -> Result<(), CartError> {
    let value = |line: &Draft| i128::from(line.quantity) * i128::from(line.seen.unwrap_or_default().0);
    let total: i128 = drafts.lines.iter().map(value).sum();
    if total <= i128::from(SUBTOTAL_MAX) || total <= value_before(shelf) {
        return Ok(());
    }
    Err(CartError::Lines(vec![LineRefusal { index: 0, problem: LineProblem::QuantityTooLarge }]))
}

/// What the cart's lines were worth before the edit, at the prices of now.
fn value_before(shelf: &Shelf) -> i128 {
    let mut units = HashMap::<VariantId, i64>::new();
    for line in &shelf.lines {
        *units.entry(line.variant_id).or_default() += i64::from(line.quantity);
    }
    let value = |(variant, units): (&VariantId, &i64)| {
        let price = shelf.goods.get(variant).and_then(|good| good.price(*units));
        i128::from(*units) * i128::from(price.map_or(0, |price| price.amount.0))
    };
    units.iter().map(value).sum()
}
