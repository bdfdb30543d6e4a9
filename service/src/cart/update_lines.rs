//! Lines of a cart change: how many, which variant, with which attributes.
use entity::ids::{CartLineId, VariantId};

use super::{
    LINES_PER_EDIT_MAX, UNITS_PER_LINE_MAX,
    add_lines::{self, Attribute},
    draft::{self, Drafts},
    edit::{self, Edited, Target, Work},
    refusal::{CartError, LineProblem, LineRefusal},
    shelf,
    warning::Warning,
    write_lines,
};
use crate::shop::{Shop, Unit};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct UpdateLines {
    pub target: Target,
    pub lines: Vec<LineUpdate>,
}

/// A change of one line. What is absent stays as it is.
#[derive(Clone, Debug)]
pub struct LineUpdate {
    pub line: CartLineId,
    /// None at all takes the line out, with the lines that belong to it.
    pub quantity: Option<i64>,
    pub variant: Option<VariantId>,
    pub attributes: Option<Vec<Attribute>>,
}

/// Changes lines of a cart. What is not in stock is left out, with a warning.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, lines that are wrong or another cart's.
pub async fn update_lines(shop: &Shop, request: &UpdateLines) -> Result<Edited, CartError> {
    check(&request.lines)?;
    let work = Work::new(shop, request).await?;
    let warnings = shop.write(&work, work_on).await?;
    edit::answer(shop, &request.target.cart, warnings).await
}

fn check(lines: &[LineUpdate]) -> Result<(), CartError> {
    if lines.len() > LINES_PER_EDIT_MAX {
        return Err(CartError::TooManyLines);
    }
    let problem = |line: &LineUpdate| match line.quantity {
        Some(..0) => Some(LineProblem::QuantityNegative),
        Some(quantity) if quantity > UNITS_PER_LINE_MAX => Some(LineProblem::QuantityTooLarge),
        _ => draft::check_attributes(line.attributes.as_deref().unwrap_or_default()).err(),
    };
    let refused: Vec<_> = lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| Some(LineRefusal { index, problem: problem(line)? }))
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(CartError::Lines(refused)) }
}

async fn work_on(unit: &Unit, work: &Work<'_, UpdateLines>) -> Result<Vec<Warning>, CartError> {
    let updates = &work.request.lines;
    let cart = edit::take(unit, &work.request.target).await?;
    let market = work.market_of(&cart)?;
    let wanted: Vec<_> = updates.iter().filter_map(|update| update.variant).collect();
    let shelf = shelf::look(unit, &cart, market, &wanted).await?;
    let mut drafts = Drafts::of(shelf.lines.clone())?;
    let mut touched = apply(&mut drafts, updates)?;
    let gone_to = drafts.settle();
    for (_, line) in &mut touched {
        *line = gone_to.get(line).copied().unwrap_or(*line);
    }
    let mut warnings = Vec::new();
    add_lines::limit(&mut drafts, &touched, &shelf, &mut warnings)?;
    write_lines::write(unit, &cart, market, &shelf, drafts, &mut warnings).await?;
    Ok(warnings)
}

fn apply(drafts: &mut Drafts, updates: &[LineUpdate]) -> Result<Vec<(usize, CartLineId)>, CartError> {
    let mut touched = Vec::with_capacity(updates.len());
    let mut refused = Vec::new();
    for (index, update) in updates.iter().enumerate() {
        let Some(line) = drafts.get_mut(update.line) else {
            refused.push(LineRefusal { index, problem: LineProblem::LineUnknown { line: update.line } });
            continue;
        };
        line.quantity = update.quantity.unwrap_or(line.quantity);
        if let Some(variant) = update.variant.filter(|variant| *variant != line.variant) {
            line.variant = variant;
            line.seen = None;
        }
        if let Some(attributes) = &update.attributes {
            line.set_attributes(attributes);
        }
        touched.push((index, update.line));
    }
    if refused.is_empty() { Ok(touched) } else { Err(CartError::Lines(refused)) }
}
