//! What a root field needs: `#[graphql(guard = "Needs(Scope::ReadProducts)")]`.
use async_graphql::{Context, Guard, Result};
use service::access::Scope;

use crate::graphql::{
    context::ContextExt,
    error::{Code, error, unauthenticated},
};

/// The key must have this scope.
#[derive(Clone, Copy, Debug)]
pub struct Needs(pub Scope);

/// Any key will do: what this shows, everybody who works for the shop knows.
#[derive(Clone, Copy, Debug)]
pub struct AnyKey;

impl Guard for Needs {
    async fn check(&self, ctx: &Context<'_>) -> Result<()> {
        let staff = ctx.staff().ok_or_else(unauthenticated)?;
        if staff.scopes.allow(self.0) {
            return Ok(());
        }
        let field = ctx.item.node.name.node.as_str();
        Err(error(Code::Forbidden, format!("`{field}` needs a key with the scope `{}`", self.0)))
    }
}

impl Guard for AnyKey {
    async fn check(&self, ctx: &Context<'_>) -> Result<()> {
        ctx.staff().map(|_| ()).ok_or_else(unauthenticated)
    }
}
