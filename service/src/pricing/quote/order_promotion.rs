//! Step 3: what order promotions take off, spread over the entitled lines by what is left of them.
use entity::money::Minor;

use super::{
    combination::Candidate, draft::Draft, entitlement::LineSet, line_promotion::across, outcome::RefusalReason,
};
use crate::{
    pricing::{
        promotion::{Action, OrderAction, Promotion},
        rounding::{self, Fraction},
    },
    shop::fault::Fault,
};

/// What it would take off the lines as they stand, rounded once.
pub(super) fn amount(
    draft: &Draft<'_>,
    promotion: &Promotion,
    action: OrderAction,
    entitled: LineSet,
) -> Result<Minor, Fault> {
    let base: Minor = entitled.iter().map(|line| draft.lines[line].total).sum();
    let amount = match action {
        OrderAction::Percentage { rate } => rounding::part(base, Fraction::from(rate))?,
        OrderAction::Amount { amount } => amount,
    };
    let capped = promotion.maximum_discount.map_or(amount, |maximum| amount.min(maximum));
    Ok(capped.clamp(Minor::ZERO, base))
}

pub(super) fn apply(draft: &mut Draft<'_>, candidates: &[Candidate<'_>]) -> Result<(), Fault> {
    for candidate in candidates {
        let played = candidate.played;
        let Action::Order(action) = played.promotion.action else { continue };
        let amount = amount(draft, played.promotion, action, candidate.entitled)?;
        let mut cuts = across(draft, candidate.entitled, amount)?.cuts;
        cuts.retain(|cut| cut.amount.0 > 0);
        if cuts.is_empty() {
            draft.refuse(played, RefusalReason::NothingToDiscount);
        } else {
            draft.cut(played, cuts);
        }
    }
    Ok(())
}
