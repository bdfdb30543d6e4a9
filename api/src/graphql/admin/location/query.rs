//! Where locations are found.
use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use service::access::Scope;

use super::object::{Location, LocationConnection};
use crate::graphql::{
    admin::Needs,
    context::ContextExt,
    error::OrFail,
    storefront::connection::{page, slice},
};

/// The part of the query root for locations.
#[derive(Default)]
pub struct LocationQuery;

#[Object]
impl LocationQuery {
    /// The places that hold stock, in the order in which they are asked. Needs `read_locations`.
    #[graphql(guard = "Needs(Scope::ReadLocations)")]
    async fn locations(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<LocationConnection> {
        let settings = ctx.shop().settings().await.or_fail()?;
        let request = page(first, after, last, before)?;
        let found = slice(&settings.locations, &request, |location| location.id.to_string())?;
        Ok(LocationConnection(found.map(|location| Location(Arc::new(location)))))
    }
}
