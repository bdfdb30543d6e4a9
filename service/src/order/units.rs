//! What single units of a line cost, as it was frozen when they were bought.
use entity::{money::Minor, order_line};

use crate::shop::fault::Fault;

/// What some units of a line come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amounts {
    pub(super) subtotal: Minor,
    pub(super) discount: Minor,
    pub(super) tax: Minor,
}

impl Amounts {
    /// What the buyer pays for them.
    pub(super) fn paid(&self, is_tax_included: bool) -> Minor {
        let net = self.subtotal - self.discount;
        if is_tax_included { net } else { net + self.tax }
    }
}

/// What `count` units come to, leaving out the first `skip` of the line.
///
/// # Errors
/// A [`Fault`] when the line has fewer units.
pub(super) fn amounts(line: &order_line::Model, skip: i32, count: i32) -> Result<Amounts, Fault> {
    let too_few = || Fault::broken(format!("line {} has no {count} units after the first {skip}", line.id));
    let mut skip = u32::try_from(skip).map_err(|_| too_few())?;
    let mut missing = u32::try_from(count).map_err(|_| too_few())?;
    let mut sum = Amounts::default();
    for run in &line.units.0 {
        let passed = skip.min(run.count);
        skip -= passed;
        let taken = missing.min(run.count - passed);
        missing -= taken;
        sum.subtotal += run.subtotal * i64::from(taken);
        sum.discount += run.discount * i64::from(taken);
        sum.tax += run.tax * i64::from(taken);
    }
    if missing > 0 { Err(too_few()) } else { Ok(sum) }
}
