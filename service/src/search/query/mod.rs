//! What can be asked of the index, and what it answers.
//!
//! Every answer is a total order with the id as the last tie-break, so it depends on the shop's
//! data alone: not on the database behind it, nor on when and in what order things were indexed.
//! Scores are sums of fixed weights, for the same reason.
//! Absent: ranking by how rare a word is, which changes with every product that is added.

mod ask;
mod clause;
mod collect;
mod everything;
mod facet;
mod filter;
mod order;
mod products;
mod related;
mod suggest;
mod word;

use entity::{
    ids::{ArticleId, CollectionId, PageId, ProductId},
    money::Minor,
};

pub use self::{everything::everything, products::products, related::related, suggest::suggest};
use crate::shop::{
    fault::Fault,
    page::{Page, PageError, PageRequest},
};

/// A question for products.
#[derive(Clone, Debug)]
pub struct ProductQuery {
    /// In the storefront's search syntax; absent or blank asks for all.
    pub text: Option<String>,
    pub filters: Vec<ProductFilter>,
    pub collection: Option<CollectionId>,
    pub order: ProductOrder,
    /// The exact mirror of the order, except that what is last because it is sold out stays last.
    pub reverse: bool,
    pub unavailable: Unavailable,
    pub page: PageRequest,
    /// Whether the facets are wanted: they cost a pass over everything that matches.
    pub facets: bool,
    pub count: bool,
}

/// One condition. Conditions on the same thing are alternatives, different things must all hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ProductFilter {
    Available(bool),
    /// In the viewer's currency: some variant costs that much.
    Price {
        min: Option<Minor>,
        max: Option<Minor>,
    },
    Vendor(String),
    ProductType(String),
    Tag(String),
    /// The category or any below it.
    Category(entity::ids::CategoryId),
    /// Some variant has this value of this option.
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

/// What a list is sorted by. Each rises, except for the two whose point is the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductOrder {
    /// The best match first.
    Relevance,
    Title,
    ProductType,
    Vendor,
    UpdatedAt,
    CreatedAt,
    /// Most sold first.
    BestSelling,
    /// The lowest price of any variant, in the viewer's currency. Without a price: at the end.
    Price,
    Id,
    /// As the collection has them: only with a collection, otherwise by id.
    Collection,
}

/// What happens to products that are sold out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    Show,
    Hide,
    Last,
}

/// A question for everything a shop shows.
#[derive(Clone, Debug)]
pub struct EverythingQuery {
    /// In the storefront's search syntax.
    pub text: String,
    /// Empty asks for products, pages and articles.
    pub kinds: Vec<Kind>,
    /// Conditions on products; anything else passes.
    pub filters: Vec<ProductFilter>,
    pub order: EverythingOrder,
    pub reverse: bool,
    /// Concerns products only.
    pub unavailable: Unavailable,
    pub last_word: LastWord,
    pub page: PageRequest,
    /// Facets of the products found.
    pub facets: bool,
    pub count: bool,
}

/// How the last word of a text is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastWord {
    Whole,
    /// It may be the beginning of a longer one.
    Prefix,
}

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Product,
    Collection,
    Page,
    Article,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EverythingOrder {
    /// The best match first.
    Relevance,
    /// The cheapest first; what has no price at the end.
    Price,
}

/// Something found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Found {
    Product(ProductId),
    Collection(CollectionId),
    Page(PageId),
    Article(ArticleId),
}

impl Found {
    /// The id, whatever it is the id of.
    pub fn uuid(self) -> uuid::Uuid {
        match self {
            Self::Product(id) => id.0,
            Self::Collection(id) => id.0,
            Self::Page(id) => id.0,
            Self::Article(id) => id.0,
        }
    }
}

/// An answer: one page of it, and what was asked for beside it.
#[derive(Clone, Debug)]
pub struct Hits<T> {
    pub page: Page<T>,
    /// How many there are in all, if asked for.
    pub total: Option<u64>,
    /// In a fixed order: availability, price, vendor, type, tag, options and metafields by name.
    /// Facets without a value are left out. None if they were not asked for.
    pub facets: Option<Vec<Facet>>,
    /// What of the text was not understood. The rest was answered.
    pub warnings: Vec<String>,
}

pub type ProductHits = Hits<ProductId>;

/// The facet of one thing that products can be filtered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facet {
    Availability {
        available: u64,
        unavailable: u64,
    },
    /// The lowest and the highest price of any variant, in the viewer's currency.
    Price {
        min: Minor,
        max: Minor,
    },
    Vendor(Vec<Bucket>),
    ProductType(Vec<Bucket>),
    Tag(Vec<Bucket>),
    VariantOption {
        name: String,
        values: Vec<Bucket>,
    },
    ProductMetafield {
        namespace: String,
        key: String,
        values: Vec<Bucket>,
    },
}

/// A value and how many products of the result have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub value: String,
    pub count: u64,
}

/// What somebody has typed so far.
#[derive(Clone, Debug)]
pub struct SuggestQuery {
    pub text: String,
    /// Empty asks for all of them.
    pub kinds: Vec<Suggested>,
    /// Empty asks for the usual ones: all but the body and the author.
    pub fields: Vec<TextField>,
    /// At most [`SUGGESTIONS_MAX`].
    pub limit: u32,
    /// Whether the limit is for each kind or for all together.
    pub limit_each: bool,
    pub unavailable: Unavailable,
}

/// Suggestions of one kind at most.
pub const SUGGESTIONS_MAX: u32 = 10;

/// What is suggested to somebody who types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suggested {
    Query,
    Product,
    Collection,
    Page,
    Article,
}

/// Where a word is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextField {
    Author,
    Body,
    ProductType,
    Tag,
    Title,
    VariantBarcode,
    VariantSku,
    VariantTitle,
    Vendor,
}

/// Best first, each list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    pub queries: Vec<Completion>,
    pub products: Vec<ProductId>,
    pub collections: Vec<CollectionId>,
    pub pages: Vec<PageId>,
    pub articles: Vec<ArticleId>,
}

/// What the text could become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    pub text: String,
    /// The text in pieces: what was typed, and what was added to it. Plain text, not HTML.
    pub parts: Vec<CompletionPart>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionPart {
    pub text: String,
    pub typed: bool,
}

/// What a recommendation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Something like it.
    Related,
    /// Something to go with it: not of the same type.
    Complementary,
}

/// Recommendations at most.
pub const RELATED_MAX: u32 = 20;

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SearchError {
    #[error(transparent)]
    Page(#[from] PageError),
    /// It would have taken longer than [`QUERY_TIME_MAX`](crate::search::QUERY_TIME_MAX).
    #[error("this search takes too long: ask for something narrower")]
    TooSlow,
    #[error(transparent)]
    Fault(#[from] Fault),
}
