//! What every resolver may ask for, with names instead of `ctx.data::<T>()`.
use std::sync::Arc;

use async_graphql::{Context, Request};
use service::{
    search::SearchIndex,
    shop::{Shop, viewer::Viewer},
};

use super::loader::Loaders;

/// What resolvers reach the shop through.
#[derive(Clone)]
pub struct Ports {
    pub shop: Shop,
    pub search: SearchIndex,
    /// The address clients reach the shop at, without a trailing slash.
    pub base_url: Arc<str>,
}

/// Puts what resolvers need into a request: made anew for each, so that no viewer sees another's data.
pub fn attach(request: Request, ports: Ports, viewer: Viewer) -> Request {
    let loaders = Loaders::new(ports.shop.clone(), viewer.clone());
    request.data(ports).data(viewer).data(loaders)
}

pub trait ContextExt {
    fn shop(&self) -> &Shop;
    fn search(&self) -> &SearchIndex;
    fn base_url(&self) -> &str;
    fn viewer(&self) -> &Viewer;
    fn load(&self) -> &Loaders;
}

impl ContextExt for Context<'_> {
    fn shop(&self) -> &Shop {
        &self.data_unchecked::<Ports>().shop
    }

    fn search(&self) -> &SearchIndex {
        &self.data_unchecked::<Ports>().search
    }

    fn base_url(&self) -> &str {
        &self.data_unchecked::<Ports>().base_url
    }

    fn viewer(&self) -> &Viewer {
        self.data_unchecked()
    }

    fn load(&self) -> &Loaders {
        self.data_unchecked()
    }
}
