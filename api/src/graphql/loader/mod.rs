//! Batching: every edge of the graph goes through here, so that a list of fifty costs what a list
//! of two costs.
//!
//! A key's type names its query: `VariantsOf(product)`. To add a batch, add a key in the file of its
//! area, its [`Key`] implementation, and its line in `loaders!` below. One set of loaders is made
//! per request: it remembers what it loaded, and no viewer sees another's data.

/// A key whose batch is one call of a service function.
macro_rules! key {
    ($(#[$doc:meta])* $key:ident($id:ty) -> $value:ty, |$source:ident, $ids:ident| $load:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $key(pub $id);

        impl Key for $key {
            type Value = $value;

            async fn load($source: &Source, keys: &[Self]) -> Result<HashMap<Self, $value>, Fault> {
                let $ids: Vec<$id> = keys.iter().map(|key| key.0.clone()).collect();
                let found = $load.await?;
                Ok(found.into_iter().map(|(id, value)| ($key(id), value.into())).collect())
            }

            fn loader(loaders: &Loaders) -> &Batched<Self> {
                <Self as Kept>::kept(loaders)
            }
        }
    };
}

mod back_office;
mod catalogue;
mod content;
mod customer;
mod order;
mod paged;

pub use back_office::*;
pub use catalogue::*;
pub use content::*;
pub use customer::*;
pub use order::*;
pub use paged::*;

use std::{collections::HashMap, fmt::Debug, future::Future, hash::Hash, sync::Arc};

use async_graphql::Error;
use dataloader::{BatchFn, cached};
use service::shop::{
    Shop,
    fault::Fault,
    page::{Page, PageError},
    viewer::Viewer,
};
use tokio::task::unconstrained;

use super::error::OrFail;

/// Keys looked up by one statement at most: what every database takes as parameters.
const KEYS_PER_BATCH_MAX: usize = 5_000;
/// How often a batch steps aside for siblings that have not asked yet. Those that waited for one batch are woken
/// one after the other, and a list of more than thirty lets only as many go on in a turn as it has items, for
/// all its batches together: the last of them asks for the next level some turns after the first.
const TURNS_BEFORE_LOADING: usize = 6;

/// What can be looked up in batches.
pub trait Key: Clone + Eq + Hash + Debug + Send + Sync + 'static {
    /// Cheap to clone: it is handed to everyone who asks for the same key.
    type Value: Clone + Send + Sync + 'static;

    /// Answers many keys. A key without an answer is absent.
    fn load(source: &Source, keys: &[Self]) -> impl Future<Output = Result<HashMap<Self, Self::Value>, Fault>> + Send;

    /// Where this key's loader is kept.
    fn loader(loaders: &Loaders) -> &Batched<Self>;
}

/// What batches read from.
#[derive(Clone)]
pub struct Source {
    pub shop: Shop,
    pub viewer: Viewer,
}

/// The answer for a key: found, absent, or the fault that kept the batch from being read.
type Answer<K> = Result<Option<<K as Key>::Value>, Fault>;

/// One kind of batch.
pub type Batched<K> = cached::Loader<K, Answer<K>, Source>;

impl<K: Key> BatchFn<K, Answer<K>> for Source {
    /// Every key gets an answer: a waiter without one could not tell absence from failure.
    fn load(&mut self, keys: &[K]) -> impl Future<Output = HashMap<K, Answer<K>>> {
        let source = self.clone();
        let keys = keys.to_vec();
        async move {
            match K::load(&source, &keys).await {
                Ok(mut found) => keys
                    .into_iter()
                    .map(|key| {
                        let value = found.remove(&key);
                        (key, Ok(value))
                    })
                    .collect(),
                Err(fault) => keys.into_iter().map(|key| (key, Err(fault.clone()))).collect(),
            }
        }
    }
}

macro_rules! loaders {
    ($($field:ident: $key:ty),+ $(,)?) => {
        /// The loaders of one request.
        pub struct Loaders { $($field: Batched<$key>),+ }

        impl Loaders {
            pub fn new(shop: Shop, viewer: Viewer) -> Self {
                let source = Source { shop, viewer };
                Self { $($field: batched(&source)),+ }
            }
        }

        $(impl Kept for $key {
            fn kept(loaders: &Loaders) -> &Batched<Self> {
                &loaders.$field
            }
        })+
    };
}

/// Which field of [`Loaders`] is whose.
trait Kept: Key {
    fn kept(loaders: &Loaders) -> &Batched<Self>;
}

loaders! {
    product: ProductById,
    product_by_handle: ProductByHandle,
    body: BodyOf,
    variants: VariantsOf,
    variant: VariantById,
    options: OptionsOf,
    offers: OffersOf,
    media: MediaOf,
    single_media: MediaById,
    collections: CollectionsOf,
    collection: CollectionById,
    collection_by_handle: CollectionByHandle,
    products_in: ProductsIn,
    metafields: MetafieldsOf,
    metafield: MetafieldById,
    option: OptionById,
    option_of: OptionOf,
    category: CategoryById,
    texts: TextsOf,
    page: PageById,
    page_by_handle: PageByHandle,
    page_body: BodyOfPage,
    blog: BlogById,
    blog_by_handle: BlogByHandle,
    article: ArticleById,
    article_by_handle: ArticleByHandle,
    article_body: BodyOfArticle,
    articles_in: ArticlesIn,
    policy: PolicyById,
    policy_of: PolicyOf,
    menu: MenuById,
    menu_by_handle: MenuByHandle,
    menu_of: MenuOf,
    redirect: RedirectById,
    customer: CustomerById,
    addresses: AddressesOf,
    price_list: PriceListById,
    assignments: AssignmentsOf,
    any_product: AnyProduct,
    any_variant: AnyVariant,
    left_to_sell: LeftToSell,
    tax_category: TaxCategoryById,
    shipping_zone: ShippingZoneById,
    regions: RegionsOf,
    methods: MethodsOf,
    rates: RatesOf,
    discount_details: DetailsOf,
    transfer_lines: TransferLinesOf,
    order: OrderById,
    order_lines: OrderLinesOf,
    allocations: AllocationsOf,
    adjustments: AdjustmentsOf,
    order_events: OrderEventsOf,
    payments: PaymentsOf,
    parcels: ParcelsOf,
    returns: ReturnsOf,
    refunds: RefundsOf,
    codes: CodesOf,
    batches: BatchesOf,
    batch_codes: CodesOfBatch,
    gift_card_ledger: GiftCardLedgerOf,
    store_credit_ledger: StoreCreditLedgerOf,
    prices: PricesOf,
    history: HistoryOf,
}

fn batched<K: Key>(source: &Source) -> Batched<K> {
    cached::Loader::new(source.clone()).with_max_batch_size(KEYS_PER_BATCH_MAX).with_yield_count(TURNS_BEFORE_LOADING)
}

impl Loaders {
    /// The value of a key, if there is one.
    pub async fn get<K: Key>(&self, key: K) -> Result<Option<K::Value>, Fault> {
        // Tokio makes a task that has taken many locks in one turn wait for the next. Some siblings
        // would then ask a turn later than others, and one batch would become two.
        match unconstrained(K::loader(self).try_load(key)).await {
            Ok(answer) => answer,
            Err(error) => Err(Fault::other("a batch ended without an answer", error)),
        }
    }

    /// Tells the value of a key that was read elsewhere: it is not looked up any more.
    pub async fn prime<K: Key>(&self, key: K, value: K::Value) {
        K::loader(self).prime(key, Ok(Some(value))).await;
    }

    /// The page of a key: empty where there is no such list.
    pub async fn page<K, T>(&self, key: K) -> Result<Page<T>, Error>
    where
        K: Key<Value = Result<Arc<Page<T>>, PageError>>,
        T: Clone,
    {
        match self.get(key).await.or_fail()? {
            Some(page) => Ok(Page::clone(page.or_fail()?.as_ref())),
            None => Ok(Page::empty()),
        }
    }

    /// The list of a key: empty where nothing was found.
    pub async fn list<K, T>(&self, key: K) -> Result<Arc<Vec<T>>, Fault>
    where
        K: Key<Value = Arc<Vec<T>>>,
    {
        Ok(self.get(key).await?.unwrap_or_default())
    }
}
