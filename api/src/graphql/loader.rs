//! Batching, one set per request.
use service::shop::{Shop, viewer::Viewer};

/// The loaders of one request.
pub struct Loaders {
    pub shop: Shop,
    pub viewer: Viewer,
}

impl Loaders {
    pub fn new(shop: Shop, viewer: Viewer) -> Self {
        Self { shop, viewer }
    }
}
