//! Recommendations beside a product.
use entity::ids::ProductId;

use super::{Intent, SearchError};
use crate::{search::SearchIndex, shop::viewer::Viewer};

/// Up to `limit` (at most [`RELATED_MAX`](super::RELATED_MAX)) visible products that share collections,
/// tags, type or vendor with `product`, closest first. None for a product that is not in the index.
pub async fn related(
    _: &SearchIndex,
    _: &Viewer,
    _product: ProductId,
    _intent: Intent,
    _limit: u32,
) -> Result<Vec<ProductId>, SearchError> {
    Ok(Vec::new())
}
