//! What the shop must be able to show after a rush: every acknowledged order, once; nothing sold that was not there;
//! no code used too often; and a doctor with nothing to say.
use std::collections::HashSet;

use super::{keeper::Keeper, told::Told};
use crate::cli::{Failure, say};

/// What was scarce.
pub(super) enum Scarce<'a> {
    Nothing,
    /// So many units of a variant, wanted one at a time.
    Units {
        variant: &'a str,
        units: u32,
    },
    /// So many uses of a discount.
    Uses {
        discount: &'a str,
        uses: u32,
    },
}

/// Says what is proven.
///
/// # Errors
/// Something is not as it must be.
pub(super) async fn prove(keeper: &mut Keeper, told: &Told, scarce: &Scarce<'_>) -> Result<(), Failure> {
    let mut findings = orders(keeper, told).await?;
    findings.extend(scarcity(keeper, told, scarce).await?);
    let (checks, complaints) = keeper.doctor().await?;
    findings.push((complaints.is_empty(), format!("doctor: {checks} checks {}", complaints.join("; "))));
    for (is_well, told) in &findings {
        say(&format!("{}  {}", if *is_well { "ok   " } else { "WRONG" }, told.trim_end()));
    }
    match findings.iter().filter(|(is_well, _)| !is_well).count() {
        0 => Ok(()),
        wrong => Err(Failure::new(format!("{wrong} of the proofs failed"))),
    }
}

async fn orders(keeper: &mut Keeper, told: &Told) -> Result<Vec<(bool, String)>, Failure> {
    let kept = keeper.orders().await?;
    let confirmed: Vec<_> = kept.iter().filter(|order| order.number.is_some()).collect();
    let ids: HashSet<_> = confirmed.iter().map(|order| order.id.as_str()).collect();
    let acknowledged: HashSet<_> = told.ordered.iter().map(String::as_str).collect();
    let missing = acknowledged.difference(&ids).count();
    let silent = ids.difference(&acknowledged).count();
    let unknown: u64 = told.unknown.values().sum();
    let mut numbers: Vec<_> = confirmed.iter().filter_map(|order| order.number).collect();
    numbers.sort_unstable();
    let has_gaps = numbers.windows(2).any(|pair| pair[1] != pair[0] + 1);
    let unpaid = confirmed.iter().filter(|order| !order.is_paid_in_full).count();
    Ok(vec![
        (!acknowledged.is_empty(), "somebody got an order".to_owned()),
        (
            missing == 0,
            format!("{} orders were acknowledged, and {missing} of them are not in the shop", acknowledged.len()),
        ),
        (acknowledged.len() == told.ordered.len(), "no order was given to two shoppers".to_owned()),
        (silent == 0 || unknown > 0, format!("{silent} orders are in the shop that nobody was told of")),
        (unknown == 0, format!("{unknown} shoppers never learned what became of theirs")),
        (!has_gaps, "order numbers have no gaps".to_owned()),
        (unpaid == 0, format!("{unpaid} confirmed orders are not paid to the cent")),
    ])
}

async fn scarcity(keeper: &mut Keeper, told: &Told, scarce: &Scarce<'_>) -> Result<Option<(bool, String)>, Failure> {
    let sold = told.ordered.len() as u64;
    let wanted = sold + told.refusals();
    match *scarce {
        Scarce::Nothing => Ok(None),
        Scarce::Units { variant, units } => {
            let left = keeper.left(variant).await?;
            let expected = wanted.min(u64::from(units));
            let is_well = sold == expected && left + i64::try_from(sold).unwrap_or(i64::MAX) == i64::from(units);
            Ok(Some((is_well, format!("{units} units: {sold} sold to {wanted} who wanted one, {left} left"))))
        }
        Scarce::Uses { discount, uses } => {
            let counted = keeper.uses(discount).await?;
            let is_well = counted == sold && sold == wanted.min(u64::from(uses));
            Ok(Some((is_well, format!("a code for {uses}: used {counted} times, {sold} orders of {wanted} shoppers"))))
        }
    }
}
