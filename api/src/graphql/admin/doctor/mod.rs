//! Is what the shop keeps twice still the same twice?
use async_graphql::{Context, Object, Result, SimpleObject};
use service::{
    access::Scope,
    doctor::{self, Finding},
};

use crate::graphql::{admin::Needs, context::ContextExt, error::OrFail};

/// The part of the query root for the doctor.
#[derive(Default)]
pub struct DoctorQuery;

/// One thing that was looked at.
#[derive(SimpleObject)]
pub struct DoctorCheck {
    /// What was looked at: `stock ledger`, `trial balance`.
    name: String,
    is_well: bool,
    /// What was counted, or what is wrong, with a few examples.
    finding: String,
}

/// What the doctor found.
#[derive(SimpleObject)]
pub struct DoctorReport {
    /// Nothing is wrong.
    is_well: bool,
    checks: Vec<DoctorCheck>,
}

#[Object]
impl DoctorQuery {
    /// Compares all that is kept twice: stock with its ledger, orders with their parts, payments with theirs. It changes
    /// nothing, and reads whole tables: as `oxcart doctor`. Needs `read_orders`.
    #[graphql(guard = "Needs(Scope::ReadOrders)", complexity = 200)]
    async fn doctor(&self, ctx: &Context<'_>) -> Result<DoctorReport> {
        let checks = doctor::examine(ctx.shop()).await.or_fail()?;
        let checks: Vec<_> = checks
            .into_iter()
            .map(|check| {
                let (is_well, finding) = match check.finding {
                    Finding::Well(finding) => (true, finding),
                    Finding::Wrong(finding) => (false, finding),
                };
                DoctorCheck { name: check.name.to_owned(), is_well, finding }
            })
            .collect();
        Ok(DoctorReport { is_well: checks.iter().all(|check| check.is_well), checks })
    }
}
