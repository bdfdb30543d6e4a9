//! Suggestions while somebody types.
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use futures::future::try_join_all;
use service::search::query::{self as search, Completion, SUGGESTIONS_MAX, SuggestQuery, Suggested, TextField};

use super::query::SearchUnavailableProductsType;
use crate::graphql::{
    context::ContextExt,
    error::{OrFail, bad_input},
    loader::{ArticleById, CollectionById, PageById},
    storefront::{
        collection::Collection,
        content::{Article, Page},
        product::{Product, products_of},
    },
};

/// Whether a limit is for each kind or for all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PredictiveSearchLimitScope {
    All,
    Each,
}

/// What can be suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PredictiveSearchType {
    Article,
    Collection,
    Page,
    Product,
    Query,
}

/// Where words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SearchableField {
    Author,
    Body,
    ProductType,
    Tag,
    Title,
    VariantsBarcode,
    VariantsSku,
    VariantsTitle,
    Vendor,
}

/// Suggestions, best first.
#[derive(SimpleObject)]
pub struct PredictiveSearchResult {
    pub articles: Vec<Article>,
    pub collections: Vec<Collection>,
    pub pages: Vec<Page>,
    pub products: Vec<Product>,
    pub queries: Vec<SearchQuerySuggestion>,
}

/// A text to search for.
#[derive(SimpleObject)]
pub struct SearchQuerySuggestion {
    /// The text as HTML, what was typed marked.
    pub styled_text: String,
    pub text: String,
    /// Always absent: nothing is tracked.
    pub tracking_parameters: Option<String>,
}

/// The root of suggestions.
#[derive(Default)]
pub struct PredictiveQuery;

#[Object]
impl PredictiveQuery {
    /// What a text that is being typed may be about.
    #[expect(clippy::too_many_arguments, reason = "the arguments are the dialect's")]
    async fn predictive_search(
        &self,
        ctx: &Context<'_>,
        query: String,
        limit: Option<i32>,
        limit_scope: Option<PredictiveSearchLimitScope>,
        searchable_fields: Option<Vec<SearchableField>>,
        types: Option<Vec<PredictiveSearchType>>,
        unavailable_products: Option<SearchUnavailableProductsType>,
    ) -> Result<Option<PredictiveSearchResult>> {
        let limit = match limit {
            None => SUGGESTIONS_MAX,
            Some(limit) => u32::try_from(limit)
                .ok()
                .filter(|limit| (1..=SUGGESTIONS_MAX).contains(limit))
                .ok_or_else(|| bad_input(format!("`limit` is from 1 to {SUGGESTIONS_MAX}")))?,
        };
        let question = SuggestQuery {
            text: query,
            kinds: types.unwrap_or_default().into_iter().map(suggested).collect(),
            fields: searchable_fields.unwrap_or_default().into_iter().map(field).collect(),
            limit,
            limit_each: limit_scope == Some(PredictiveSearchLimitScope::Each),
            unavailable: unavailable_products.map_or(search::Unavailable::Last, Into::into),
        };
        let found = search::suggest(ctx.search(), ctx.viewer(), &question).await.or_fail()?;
        let load = ctx.load();
        let pages = try_join_all(found.pages.into_iter().map(|id| load.get(PageById(id))));
        let articles = try_join_all(found.articles.into_iter().map(|id| load.get(ArticleById(id))));
        let collections = try_join_all(found.collections.into_iter().map(|id| load.get(CollectionById(id))));
        let (pages, articles, collections) =
            futures::future::try_join3(pages, articles, collections).await.or_fail()?;
        Ok(Some(PredictiveSearchResult {
            products: products_of(ctx, found.products).await?,
            pages: pages.into_iter().flatten().map(Page).collect(),
            articles: articles.into_iter().flatten().map(Article).collect(),
            collections: collections.into_iter().flatten().map(Collection).collect(),
            queries: found.queries.into_iter().map(suggestion).collect(),
        }))
    }
}

fn suggestion(completion: Completion) -> SearchQuerySuggestion {
    let styled = completion.parts.iter().map(|part| {
        let text = escaped(&part.text);
        if part.typed { format!("<mark>{text}</mark>") } else { format!("<span>{text}</span>") }
    });
    SearchQuerySuggestion { styled_text: styled.collect(), text: completion.text, tracking_parameters: None }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn suggested(kind: PredictiveSearchType) -> Suggested {
    match kind {
        PredictiveSearchType::Article => Suggested::Article,
        PredictiveSearchType::Collection => Suggested::Collection,
        PredictiveSearchType::Page => Suggested::Page,
        PredictiveSearchType::Product => Suggested::Product,
        PredictiveSearchType::Query => Suggested::Query,
    }
}

fn field(field: SearchableField) -> TextField {
    match field {
        SearchableField::Author => TextField::Author,
        SearchableField::Body => TextField::Body,
        SearchableField::ProductType => TextField::ProductType,
        SearchableField::Tag => TextField::Tag,
        SearchableField::Title => TextField::Title,
        SearchableField::VariantsBarcode => TextField::VariantBarcode,
        SearchableField::VariantsSku => TextField::VariantSku,
        SearchableField::VariantsTitle => TextField::VariantTitle,
        SearchableField::Vendor => TextField::Vendor,
    }
}
