//! What every resolver may ask for, with names instead of `ctx.data::<T>()`.
use async_graphql::{Context, Request};
use service::shop::{Shop, viewer::Viewer};

use super::loader::Loaders;

/// Puts what resolvers need into a request: made anew for each, so that no viewer sees another's data.
pub fn attach(request: Request, shop: &Shop, viewer: Viewer) -> Request {
    let loaders = Loaders::new(shop.clone(), viewer.clone());
    request.data(shop.clone()).data(viewer).data(loaders)
}

pub trait ContextExt {
    fn shop(&self) -> &Shop;
    fn viewer(&self) -> &Viewer;
    fn load(&self) -> &Loaders;
}

impl ContextExt for Context<'_> {
    fn shop(&self) -> &Shop {
        self.data_unchecked()
    }

    fn viewer(&self) -> &Viewer {
        self.data_unchecked()
    }

    fn load(&self) -> &Loaders {
        self.data_unchecked()
    }
}
