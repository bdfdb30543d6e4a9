//! The search page: products, pages and articles in one list.
use super::{
    EverythingOrder, EverythingQuery, Found, Hits, Kind, SearchError, Unavailable,
    ask::{Ask, off_thread, or_all, price_column},
    clause::{Asker, EVERYWHERE, all, any, silent},
    filter,
    order::{ListOrder, SortBy},
};
use crate::{search::SearchIndex, shop::viewer::Viewer};

/// Whatever is visible and matches, of the kinds asked for, one page of it.
///
/// # Errors
/// [`SearchError::Page`] for a cursor from another list.
pub async fn everything(
    index: &SearchIndex,
    viewer: &Viewer,
    query: &EverythingQuery,
) -> Result<Hits<Found>, SearchError> {
    let (viewer, query) = (viewer.clone(), query.clone());
    off_thread(index, move |index| answer(index, &viewer, &query)).await
}

fn answer(index: &SearchIndex, viewer: &Viewer, query: &EverythingQuery) -> Result<Hits<Found>, SearchError> {
    let ask = Ask::of(index);
    let original = index.original_language();
    let mut asker = Asker::new(&ask.searcher, &ask.fields, viewer, original.as_ref(), &EVERYWHERE);
    let text = or_all(asker.text(&query.text, query.last_word)?);

    let kinds =
        if query.kinds.is_empty() { &[Kind::Product, Kind::Page, Kind::Article] } else { query.kinds.as_slice() };
    let mut others = kinds.to_vec();
    others.retain(|kind| *kind != Kind::Product);

    let groups = filter::grouped(&asker, &query.filters);
    let mut alternatives = Vec::new();
    let mut products = None;
    if kinds.contains(&Kind::Product) {
        let mut conditions = ask.visible(viewer, &[Kind::Product]);
        if query.unavailable == Unavailable::Hide {
            conditions.push(silent(asker.available()));
        }
        products =
            Some(all(conditions.iter().map(|condition| condition.box_clone()).chain([text.box_clone()]).collect()));
        conditions.extend(filter::together(&groups));
        alternatives.push(all(conditions));
    }
    if !others.is_empty() {
        alternatives.push(all(ask.visible(viewer, &others)));
    }
    let matching = all(vec![text, silent(any(alternatives))]);

    let by = match query.order {
        EverythingOrder::Relevance => SortBy::Relevance,
        EverythingOrder::Price => SortBy::Price(price_column(&asker)),
    };
    let available_first = (query.unavailable == Unavailable::Last).then_some(asker.market);
    let order = ListOrder { by, reverse: query.reverse, available_first };
    let collected = ask.page(matching.as_ref(), &order, &query.page)?;
    let facets = match (query.facets, products) {
        (false, _) => None,
        (true, None) => Some(Vec::new()),
        (true, Some(products)) => Some(ask.facets(&asker, products.as_ref(), groups)?),
    };
    let total = query.count.then_some(collected.total);
    let page = collected.page(&order, &query.page, |found| found);
    Ok(Hits { page, total, facets, warnings: asker.warnings })
}
