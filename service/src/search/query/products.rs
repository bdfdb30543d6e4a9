//! Lists of products.
use super::{
    Found, Hits, Kind, LastWord, ProductHits, ProductQuery, SearchError, Unavailable,
    ask::{Ask, off_thread, or_all, price_column},
    clause::{Asker, EVERYWHERE, all, is, silent},
    filter,
    order::ListOrder,
};
use crate::{
    search::{SearchIndex, attribute::Attribute, schema::short_key},
    shop::viewer::Viewer,
};

/// The visible products that match, one page of them.
///
/// # Errors
/// [`SearchError::Page`] for a cursor from another list.
pub async fn products(index: &SearchIndex, viewer: &Viewer, query: &ProductQuery) -> Result<ProductHits, SearchError> {
    let (viewer, query) = (viewer.clone(), query.clone());
    off_thread(index, move |index| answer(index, &viewer, &query)).await
}

fn answer(index: &SearchIndex, viewer: &Viewer, query: &ProductQuery) -> Result<ProductHits, SearchError> {
    let ask = Ask::of(index);
    let original = index.original_language();
    let mut asker = Asker::new(&ask.searcher, &ask.fields, viewer, original.as_ref(), &EVERYWHERE);
    let text = asker.text(query.text.as_deref().unwrap_or_default(), LastWord::Whole)?;

    let mut conditions = ask.visible(viewer, &[Kind::Product]);
    conditions.push(or_all(text));
    if let Some(collection) = query.collection {
        conditions.push(silent(is(ask.fields.attribute, &Attribute::Collection.id_term(collection.0))));
    }
    if query.unavailable == Unavailable::Hide {
        conditions.push(silent(asker.available()));
    }
    let matching = all(conditions);
    let groups = filter::grouped(&asker, &query.filters);
    let narrowed = match filter::together(&groups) {
        Some(filters) => all(vec![matching.box_clone(), filters]),
        None => matching.box_clone(),
    };

    let collection = query.collection.map(|collection| short_key(collection.0));
    let (by, turned) = query.order.sort_by(price_column(&asker), collection);
    let available_first = (query.unavailable == Unavailable::Last).then_some(asker.market);
    let order = ListOrder { by, reverse: query.reverse != turned, available_first };
    let collected = ask.page(narrowed.as_ref(), &order, &query.page)?;
    let facets = query.facets.then(|| ask.facets(&asker, matching.as_ref(), groups)).transpose()?;
    let total = query.count.then_some(collected.total);
    let page = collected.products(&order, &query.page);
    Ok(Hits { page, total, facets, warnings: asker.warnings })
}

impl super::collect::Collected {
    /// A page of a list that has only products.
    fn products(
        self,
        order: &ListOrder,
        request: &crate::shop::page::PageRequest,
    ) -> crate::shop::page::Page<entity::ids::ProductId> {
        self.page(order, request, Found::uuid).map(Into::into)
    }
}
