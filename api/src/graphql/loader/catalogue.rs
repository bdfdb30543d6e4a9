//! Batches of the catalogue.
use std::{collections::HashMap, hash::Hash, sync::Arc};

use entity::{
    collection,
    ids::{CategoryId, CollectionId, MediaId, MetafieldId, OptionValueId, ProductId, ProductOptionId, VariantId},
    media, metafield, variant,
};
use service::{
    catalogue::{
        self,
        category::Branch,
        collection_products,
        offer::Offer,
        option::ProductOption,
        product::{ListError, Product},
        translation::Texts,
    },
    shop::{
        fault::Fault,
        page::{Page, PageError},
    },
};
use uuid::Uuid;

use super::{Batched, Kept, Key, Loaders, Source};

key!(
    /// A visible product.
    ProductById(ProductId) -> Arc<Product>,
    |source, ids| catalogue::product::by_ids(&source.shop, &source.viewer, &ids)
);
key!(
    /// A visible product by its handle.
    ProductByHandle(String) -> Arc<Product>,
    |source, handles| catalogue::product::by_handles(&source.shop, &source.viewer, &handles)
);
key!(
    /// The HTML of a product's description.
    BodyOf(ProductId) -> Arc<str>,
    |source, ids| catalogue::product::bodies(&source.shop, &ids)
);
key!(
    /// The variants of a product, in order.
    VariantsOf(ProductId) -> Arc<Vec<Arc<variant::Model>>>,
    |source, ids| catalogue::variant::of_products(&source.shop, &ids)
);
key!(
    /// A variant of a visible product.
    VariantById(VariantId) -> Arc<variant::Model>,
    |source, ids| catalogue::variant::by_ids(&source.shop, &source.viewer, &ids)
);
key!(
    /// What there is to choose about a product.
    OptionsOf(ProductId) -> Arc<Vec<ProductOption>>,
    |source, ids| catalogue::option::of_products(&source.shop, &ids)
);
key!(
    /// Prices and availability of a product's variants.
    OffersOf(ProductId) -> Arc<Vec<Offer>>,
    |source, ids| catalogue::offer::of_products(&source.shop, &source.viewer, &ids)
);
key!(
    /// A product's pictures and films.
    MediaOf(ProductId) -> Arc<Vec<media::Model>>,
    |source, ids| catalogue::media::of_products(&source.shop, &ids)
);
key!(
    /// A picture that belongs to no product.
    MediaById(MediaId) -> Arc<media::Model>,
    |source, ids| catalogue::media::by_ids(&source.shop, &ids)
);
key!(
    /// The collections a product is in.
    CollectionsOf(ProductId) -> Arc<Vec<collection::Model>>,
    |source, ids| catalogue::collection::of_products(&source.shop, &source.viewer, &ids)
);
key!(
    /// A visible collection.
    CollectionById(CollectionId) -> Arc<collection::Model>,
    |source, ids| catalogue::collection::by_ids(&source.shop, &source.viewer, &ids)
);
key!(
    /// A visible collection by its handle.
    CollectionByHandle(String) -> Arc<collection::Model>,
    |source, handles| catalogue::collection::by_handles(&source.shop, &source.viewer, &handles)
);
key!(
    /// The metafields of anything.
    MetafieldsOf(Uuid) -> Arc<Vec<metafield::Model>>,
    |source, ids| catalogue::metafield::of_owners(&source.shop, &ids)
);
key!(
    /// A metafield by its own id, whoever it belongs to.
    MetafieldById(MetafieldId) -> Arc<metafield::Model>,
    |source, ids| catalogue::metafield::by_ids(&source.shop, &ids)
);
key!(
    /// An option, of a product that may not be visible.
    OptionById(ProductOptionId) -> Arc<ProductOption>,
    |source, ids| catalogue::option::by_ids(&source.shop, &ids)
);
key!(
    /// The option that a value belongs to, of a product that may not be visible.
    OptionOf(OptionValueId) -> Arc<ProductOption>,
    |source, ids| catalogue::option::of_values(&source.shop, &ids)
);
key!(
    /// A category and what it is in.
    CategoryById(CategoryId) -> Arc<Branch>,
    |source, ids| catalogue::category::by_ids(&source.shop, &ids)
);
key!(
    /// The texts of anything in the viewer's language. Ask only when that is not the original's.
    TextsOf(Uuid) -> Arc<Texts>,
    |source, ids| catalogue::translation::of_owners(&source.shop, &source.viewer.language, &ids)
);

/// A page of a collection's products.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProductsIn(pub collection_products::ProductsIn);

impl Key for ProductsIn {
    /// A cursor may be somebody's own: the page error is an answer, not a fault.
    type Value = Result<Arc<Page<Arc<Product>>>, PageError>;

    async fn load(source: &Source, keys: &[Self]) -> Result<HashMap<Self, Self::Value>, Fault> {
        let requests: Vec<_> = keys.iter().map(|key| key.0.clone()).collect();
        match collection_products::pages(&source.shop, &source.viewer, &requests).await {
            Ok(pages) => {
                Ok(pages.into_iter().map(|(key, page)| (Self(key), Ok(Arc::new(page.map(Arc::new))))).collect())
            }
            Err(ListError::Page(refusal)) => Ok(keys.iter().map(|key| (key.clone(), Err(refusal))).collect()),
            Err(ListError::Fault(fault)) => Err(fault),
        }
    }

    fn loader(loaders: &Loaders) -> &Batched<Self> {
        <Self as Kept>::kept(loaders)
    }
}
