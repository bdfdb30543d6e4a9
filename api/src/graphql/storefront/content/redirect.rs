//! Old addresses that lead to new ones.
use async_graphql::{ID, Object};
use entity::url_redirect;

use crate::{connection, graphql::storefront::node::id};

/// An old address that leads to a new one.
#[derive(Clone)]
pub struct UrlRedirect(pub url_redirect::Model);

#[Object]
impl UrlRedirect {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("UrlRedirect", self.0.id)
    }

    /// The old address, as in `/old-name`.
    async fn path(&self) -> &str {
        &self.0.path
    }

    /// Where it leads.
    async fn target(&self) -> &str {
        &self.0.target
    }
}

connection!(
    /// Redirects.
    UrlRedirectConnection,
    UrlRedirectEdge,
    UrlRedirect
);
