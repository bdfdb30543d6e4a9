//! Lines are taken out of a cart.
use std::collections::HashSet;

use entity::ids::CartLineId;

use super::{
    LINES_PER_EDIT_MAX,
    draft::Drafts,
    edit::{self, Edited, Target, Work},
    refusal::{CartError, LineProblem, LineRefusal},
    shelf,
    warning::Warning,
    write_lines,
};
use crate::shop::{Shop, Unit};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct RemoveLines {
    pub target: Target,
    pub lines: Vec<CartLineId>,
}

/// Takes lines out of a cart, with the lines that belong to them.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, lines that are not this cart's.
pub async fn remove_lines(shop: &Shop, request: &RemoveLines) -> Result<Edited, CartError> {
    if request.lines.len() > LINES_PER_EDIT_MAX {
        return Err(CartError::TooManyLines);
    }
    let work = Work::new(shop, request).await?;
    let warnings = shop.write(&work, work_on).await?;
    edit::answer(shop, &request.target.cart, warnings).await
}

async fn work_on(unit: &Unit, work: &Work<'_, RemoveLines>) -> Result<Vec<Warning>, CartError> {
    let cart = edit::take(unit, &work.request.target).await?;
    let market = work.market_of(&cart)?;
    let shelf = shelf::look(unit, &cart, market, &[]).await?;
    let mut drafts = Drafts::of(shelf.lines.clone())?;
    let known: HashSet<_> = drafts.lines.iter().map(|line| line.id).collect();
    let refused: Vec<_> = (0..)
        .zip(&work.request.lines)
        .filter(|(_, line)| !known.contains(line))
        .map(|(index, line)| LineRefusal { index, problem: LineProblem::LineUnknown { line: *line } })
        .collect();
    if !refused.is_empty() {
        return Err(CartError::Lines(refused));
    }
    for line in &work.request.lines {
        if let Some(line) = drafts.get_mut(*line) {
            line.quantity = 0;
        }
    }
    drafts.settle();
    let mut warnings = Vec::new();
    write_lines::write(unit, &cart, market, &shelf, drafts, &mut warnings).await?;
    Ok(warnings)
}
