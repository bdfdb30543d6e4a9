//! Things are put into a cart.
use entity::{
    cart,
    ids::{CartLineId, VariantId},
};

pub use super::draft::{Attribute, Parent};
use super::{
    LINES_PER_EDIT_MAX, UNITS_PER_LINE_MAX,
    draft::{self, Draft, Drafts},
    edit::{self, Edited, Target, Work},
    refusal::{CartError, LineProblem, LineRefusal},
    shelf::{self, Shelf},
    warning::Warning,
    write_lines,
};
use crate::shop::{Shop, Unit, settings::Market};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct AddLines {
    pub target: Target,
    pub lines: Vec<NewLine>,
}

/// Units of a variant. What is like a line that is there becomes more units of it.
#[derive(Clone, Debug)]
pub struct NewLine {
    pub variant: VariantId,
    pub quantity: i64,
    pub attributes: Vec<Attribute>,
    pub parent: Option<Parent>,
}

/// Puts things into a cart. What is not in stock is left out, with a warning.
///
/// # Errors
/// See [`CartError`]: a cart that is not open to the key, a stale version, lines that are wrong, too many lines.
pub async fn add_lines(shop: &Shop, request: &AddLines) -> Result<Edited, CartError> {
    check(&request.lines)?;
    let work = Work::new(shop, request).await?;
    let warnings = shop.write(&work, work_on).await?;
    edit::answer(shop, &request.target.cart, warnings).await
}

async fn work_on(unit: &Unit, work: &Work<'_, AddLines>) -> Result<Vec<Warning>, CartError> {
    let cart = edit::take(unit, &work.request.target).await?;
    let market = work.market_of(&cart)?;
    add(unit, &cart, market, &work.request.lines).await
}

/// Refuses what is wrong whatever the cart and the shop hold.
pub(super) fn check(lines: &[NewLine]) -> Result<(), CartError> {
    if lines.len() > LINES_PER_EDIT_MAX {
        return Err(CartError::TooManyLines);
    }
    let problem = |line: &NewLine| match line.quantity {
        ..1 => Some(LineProblem::QuantityNotPositive),
        1..=UNITS_PER_LINE_MAX => draft::check_attributes(&line.attributes).err(),
        _ => Some(LineProblem::QuantityTooLarge),
    };
    let refused: Vec<_> = lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| Some(LineRefusal { index, problem: problem(line)? }))
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(CartError::Lines(refused)) }
}

/// Puts things into a cart that was taken.
pub(super) async fn add(
    unit: &Unit,
    cart: &cart::Model,
    market: &Market,
    lines: &[NewLine],
) -> Result<Vec<Warning>, CartError> {
    let wanted: Vec<_> = lines.iter().map(|line| line.variant).collect();
    let shelf = shelf::look(unit, cart, market, &wanted).await?;
    let mut drafts = Drafts::of(shelf.lines.clone())?;
    let touched = put(unit, &mut drafts, lines)?;
    let mut warnings = Vec::new();
    limit(&mut drafts, &touched, &shelf, &mut warnings)?;
    write_lines::write(unit, cart, market, &shelf, drafts, &mut warnings).await?;
    Ok(warnings)
}

/// Holds what a request touched against what one buyer may have, and against what is in stock.
pub(super) fn limit(
    drafts: &mut Drafts,
    touched: &[(usize, CartLineId)],
    shelf: &Shelf,
    warnings: &mut Vec<Warning>,
) -> Result<(), CartError> {
    drafts.check(touched, &shelf.goods)?;
    let lines: Vec<_> = touched.iter().map(|(_, line)| *line).collect();
    drafts.cap_to_stock(&lines, &shelf.goods, warnings);
    Ok(())
}

/// Lines that belong to none first, so that another of the same request can belong to them.
fn put(unit: &Unit, drafts: &mut Drafts, lines: &[NewLine]) -> Result<Vec<(usize, CartLineId)>, CartError> {
    let mut touched = Vec::with_capacity(lines.len());
    let mut refused = Vec::new();
    for is_child in [false, true] {
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.parent.is_some() == is_child) {
            let mut draft = Draft::new(unit.new_id(), line.variant, line.attributes.clone(), unit.now);
            draft.quantity = line.quantity;
            match line.parent.map(|parent| drafts.parent(parent)).transpose() {
                Ok(parent) => draft.belong_to(parent),
                Err(problem) => {
                    refused.push(LineRefusal { index, problem });
                    continue;
                }
            }
            touched.push((index, drafts.put(draft)));
        }
    }
    if refused.is_empty() { Ok(touched) } else { Err(CartError::Lines(refused)) }
}
