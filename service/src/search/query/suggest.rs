//! Suggestions while somebody types.
use std::collections::HashMap;

use entity::locale::Language;
use tantivy::collector::Count;

use super::{
    Completion, CompletionPart, Found, Kind, LastWord, SUGGESTIONS_MAX, SearchError, SuggestQuery, Suggested,
    Suggestions, TextField, Unavailable,
    ask::{Ask, off_thread},
    clause::{Asker, all, is, silent},
    order::{ListOrder, SortBy},
};
use crate::{
    search::{
        SearchIndex,
        attribute::{PART_END, completion_start},
        text,
    },
    shop::{page::PageRequest, viewer::Viewer},
};

/// Where is looked when nobody says.
const USUAL: [TextField; 7] = [
    TextField::Title,
    TextField::ProductType,
    TextField::Vendor,
    TextField::Tag,
    TextField::VariantTitle,
    TextField::VariantSku,
    TextField::VariantBarcode,
];
const ALL_KINDS: [Suggested; 5] =
    [Suggested::Query, Suggested::Product, Suggested::Collection, Suggested::Page, Suggested::Article];
/// Words of the index that are looked at to complete one.
const WORDS_LOOKED_AT_MAX: usize = 2_000;
/// Completions that are tried, the most frequent first.
const COMPLETIONS_TRIED_MAX: usize = 20;

/// What the text typed so far may be about.
pub async fn suggest(index: &SearchIndex, viewer: &Viewer, query: &SuggestQuery) -> Result<Suggestions, SearchError> {
    let (viewer, query) = (viewer.clone(), query.clone());
    off_thread(index, move |index| answer(index, &viewer, &query)).await
}

fn answer(index: &SearchIndex, viewer: &Viewer, query: &SuggestQuery) -> Result<Suggestions, SearchError> {
    let mut suggestions = Suggestions::default();
    if text::words(&query.text).is_empty() {
        return Ok(suggestions);
    }
    let ask = Ask::of(index);
    let original = index.original_language();
    let look_in = if query.fields.is_empty() { USUAL.as_slice() } else { query.fields.as_slice() };
    let kinds = if query.kinds.is_empty() { ALL_KINDS.as_slice() } else { query.kinds.as_slice() };
    let mut left = query.limit.min(SUGGESTIONS_MAX);
    for kind in ALL_KINDS.into_iter().filter(|kind| kinds.contains(kind)) {
        let mut asker = Asker::new(&ask.searcher, &ask.fields, viewer, original.as_ref(), look_in);
        let found = match kind {
            Suggested::Query => {
                suggestions.queries = completions(&ask, viewer, &mut asker, &query.text, left)?;
                suggestions.queries.len()
            }
            Suggested::Product => {
                fill(&ask, viewer, &mut asker, query, Kind::Product, left, &mut suggestions.products)?
            }
            Suggested::Collection => {
                fill(&ask, viewer, &mut asker, query, Kind::Collection, left, &mut suggestions.collections)?
            }
            Suggested::Page => fill(&ask, viewer, &mut asker, query, Kind::Page, left, &mut suggestions.pages)?,
            Suggested::Article => {
                fill(&ask, viewer, &mut asker, query, Kind::Article, left, &mut suggestions.articles)?
            }
        };
        if !query.limit_each {
            left -= u32::try_from(found).unwrap_or(left).min(left);
        }
    }
    Ok(suggestions)
}

/// Puts the best matches of a kind into `into`, and returns how many.
fn fill<T: From<uuid::Uuid>>(
    ask: &Ask,
    viewer: &Viewer,
    asker: &mut Asker<'_>,
    query: &SuggestQuery,
    kind: Kind,
    limit: u32,
    into: &mut Vec<T>,
) -> Result<usize, SearchError> {
    let Some(text) = asker.text(&query.text, LastWord::Prefix)? else { return Ok(0) };
    if limit == 0 {
        return Ok(0);
    }
    let mut conditions = ask.visible(viewer, &[kind]);
    conditions.push(text);
    let is_product = kind == Kind::Product;
    if is_product && query.unavailable == Unavailable::Hide {
        conditions.push(silent(asker.available()));
    }
    let available_first = (is_product && query.unavailable == Unavailable::Last).then_some(asker.market);
    let order = ListOrder { by: SortBy::Relevance, reverse: false, available_first };
    let collected = ask.page(all(conditions).as_ref(), &order, &PageRequest::first(limit))?;
    into.extend(collected.found().take(limit as usize).map(|found: Found| T::from(found.uuid())));
    Ok(into.len())
}

/// The text with its last word completed to words of titles, those of most products first.
fn completions(
    ask: &Ask,
    viewer: &Viewer,
    asker: &mut Asker<'_>,
    typed: &str,
    limit: u32,
) -> Result<Vec<Completion>, SearchError> {
    let typed = typed.trim();
    let mut words = text::words(typed);
    let Some(last) = words.pop().filter(|_| limit > 0) else { return Ok(Vec::new()) };
    let before: Vec<_> = words.into_iter().map(|word| word.lower).collect();
    let mut conditions = ask.visible(viewer, &[Kind::Product]);
    if !before.is_empty() {
        conditions.extend(asker.text(&before.join(" "), LastWord::Whole)?);
    }
    let mut found = Vec::new();
    for (term, word) in known_words(ask, &viewer.language, &last.folded)? {
        let mut conditions: Vec<_> = conditions.iter().map(|condition| condition.box_clone()).collect();
        conditions.push(is(ask.fields.completion, &term));
        let products = ask.searcher.search(all(conditions).as_ref(), &Count)?;
        if products > 0 {
            found.push((products, word));
        }
    }
    found.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok(found.into_iter().take(limit as usize).map(|(_, word)| completed(&before, &last, &word)).collect())
}

/// The most frequent words that begin so: as terms, and as they are written.
fn known_words(ask: &Ask, language: &Language, start: &str) -> Result<Vec<(String, String)>, SearchError> {
    let start = format!("{}{start}", completion_start(language.code()));
    // No text has this character, so nothing that begins so sorts behind it.
    let end = format!("{start}{}", char::MAX);
    let mut frequencies = HashMap::<String, u64>::new();
    for segment in ask.searcher.segment_readers() {
        let inverted = segment.inverted_index(ask.fields.completion)?;
        let terms = inverted.terms().range().ge(&start).lt(&end).into_stream();
        let mut terms = terms.map_err(tantivy::TantivyError::from)?;
        for _ in 0..WORDS_LOOKED_AT_MAX {
            if !terms.advance() {
                break;
            }
            let term = String::from_utf8_lossy(terms.key()).into_owned();
            *frequencies.entry(term).or_default() += u64::from(terms.value().doc_freq);
        }
    }
    let mut known: Vec<_> = frequencies.into_iter().collect();
    known.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    known.truncate(COMPLETIONS_TRIED_MAX);
    let written = |term: String| {
        let word = term.rsplit(PART_END).next().unwrap_or_default().to_owned();
        (term, word)
    };
    Ok(known.into_iter().map(|(term, _)| written(term)).collect())
}

fn completed(before: &[String], last: &text::Word, word: &str) -> Completion {
    let typed_chars = last.lower.chars().count();
    // What was typed without accents is still a beginning of the word with them, letter by letter.
    let split = word.char_indices().nth(typed_chars).map_or(word.len(), |(at, _)| at);
    let lead: String = before.iter().flat_map(|word| [word.as_str(), " "]).collect();
    let mut parts = vec![CompletionPart { text: format!("{lead}{}", &word[..split]), typed: true }];
    if split < word.len() {
        parts.push(CompletionPart { text: word[split..].to_owned(), typed: false });
    }
    Completion { text: format!("{lead}{word}"), parts }
}
