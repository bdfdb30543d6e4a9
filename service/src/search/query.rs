//! What can be asked of the index, and what it answers.
use entity::{
    ids::{ArticleId, CollectionId, PageId, ProductId},
    money::Minor,
};

use crate::shop::page::PageRequest;

/// A question for products.
#[derive(Clone, Debug)]
pub struct ProductQuery {
    /// In the storefront's search syntax; absent asks for all.
    pub text: Option<String>,
    pub filters: Vec<ProductFilter>,
    pub collection: Option<CollectionId>,
    pub order: ProductOrder,
    pub reverse: bool,
    pub unavailable: Unavailable,
    pub page: PageRequest,
    /// Whether the facets are wanted: they cost a pass over everything that matches.
    pub facets: bool,
    pub count: bool,
}

/// One condition. Conditions on the same thing are alternatives, different things must all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProductFilter {
    Available(bool),
    /// In the viewer's currency.
    Price {
        min: Option<Minor>,
        max: Option<Minor>,
    },
    Vendor(String),
    ProductType(String),
    Tag(String),
    /// The category or any below it.
    Category(entity::ids::CategoryId),
    VariantOption {
        name: String,
        value: String,
    },
    ProductMetafield {
        namespace: String,
        key: String,
        value: String,
    },
    VariantMetafield {
        namespace: String,
        key: String,
        value: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductOrder {
    Relevance,
    Title,
    ProductType,
    Vendor,
    UpdatedAt,
    CreatedAt,
    BestSelling,
    Price,
    Id,
    /// As the collection has them: only with a collection.
    Collection,
}

/// What happens to products that are sold out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    Show,
    Hide,
    Last,
}

/// Something found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Found {
    Product(ProductId),
    Page(PageId),
    Article(ArticleId),
}

/// The facet of one thing that products can be filtered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facet {
    Availability { available: u64, unavailable: u64 },
    Price { min: Minor, max: Minor },
    Vendor(Vec<Bucket>),
    ProductType(Vec<Bucket>),
    Tag(Vec<Bucket>),
    VariantOption { name: String, values: Vec<Bucket> },
    ProductMetafield { namespace: String, key: String, values: Vec<Bucket> },
}

/// A value and how many products of the result have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub value: String,
    pub count: u64,
}
