//! A location.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::{ids::LocationId, location};
use service::{access::Scope, inventory::levels};

use crate::{
    connection,
    graphql::{
        admin::{
            Needs,
            inventory::level::{InventoryLevel, InventoryLevelConnection},
        },
        context::ContextExt,
        error::OrFail,
        storefront::{codes::CountryCode, connection::page, node::id},
    },
};

/// A place that holds stock.
#[derive(Clone)]
pub struct Location(pub Arc<location::Model>);

/// The location of a key. All of them are kept with the settings.
pub async fn find(ctx: &Context<'_>, id: LocationId) -> Result<Option<Location>> {
    let settings = ctx.shop().settings().await.or_fail()?;
    Ok(settings.locations.iter().find(|location| location.id == id).cloned().map(|found| Location(Arc::new(found))))
}

#[Object]
impl Location {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("Location", self.0.id)
    }

    /// What imports call it.
    async fn code(&self) -> &str {
        &self.0.code
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn country_code(&self) -> CountryCode {
        self.0.country.into()
    }

    async fn city(&self) -> &str {
        &self.0.city
    }

    /// Whether orders are sent from there.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }

    /// The lower, the sooner it is asked when an order is placed.
    async fn priority(&self) -> i32 {
        self.0.priority
    }

    /// What it has of each variant that was ever stocked there. Needs `read_inventory`.
    #[graphql(guard = "Needs(Scope::ReadInventory)")]
    async fn inventory_levels(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<InventoryLevelConnection> {
        let found = levels::of_location(ctx.shop(), self.0.id, &page(first, after, last, before)?).await.or_fail()?;
        Ok(InventoryLevelConnection(found.map(InventoryLevel)))
    }
}

connection!(
    /// Locations.
    LocationConnection,
    LocationEdge,
    Location
);
