//! Words as queries: where they are looked for, what a match is worth, and how far a misspelt one
//! may be off.
use entity::locale::Language;
use tantivy::{
    DocSet, TERMINATED, Term,
    query::{DisjunctionMaxQuery, EnableScoring, FuzzyTermQuery, PhraseQuery, Query},
    schema::Field,
};

use super::{
    TextField,
    clause::{Asker, all, begins_with, is, scored},
};
use crate::search::{
    attribute::Attribute,
    stop_words::is_stop_word,
    syntax::{Condition, Node},
    text::{self, Word, WordStemmer},
};

/// Letters from which a word may be one letter off, and two.
const ONE_TYPO_CHARS_MIN: usize = 4;
const TWO_TYPOS_CHARS_MIN: usize = 8;
/// Letters from which the beginning of a word is looked up in other places than the title.
const WIDE_PREFIX_CHARS_MIN: usize = 2;
/// What a title that is the text, word for word, is worth beside its words.
const WHOLE_TITLE: u16 = 150;
const PHRASE: u16 = 60;

/// What a match is worth.
struct Worth {
    word: u16,
    stem: u16,
    prefix: u16,
    one_typo: u16,
    two_typos: u16,
}

/// Zero: not looked for in that way.
fn worth(field: TextField) -> Worth {
    let (word, stem, prefix, one_typo, two_typos) = match field {
        TextField::Title => (100, 90, 50, 30, 20),
        TextField::VariantSku | TextField::VariantBarcode => (120, 0, 60, 0, 0),
        TextField::ProductType | TextField::Tag => (60, 55, 30, 16, 10),
        TextField::Vendor => (60, 55, 40, 16, 10),
        TextField::VariantTitle => (50, 45, 25, 14, 8),
        TextField::Author => (40, 0, 25, 12, 0),
        TextField::Body => (15, 15, 0, 0, 0),
    };
    Worth { word, stem, prefix, one_typo, two_typos }
}

/// A bare word, anywhere. None for what has no letters.
pub(super) fn bare(asker: &mut Asker<'_>, text: &str, is_prefix: bool) -> tantivy::Result<Option<Box<dyn Query>>> {
    looked_for(asker, asker.look_in, text, is_prefix)
}

/// A word or several, in one place.
pub(super) fn in_field(
    asker: &mut Asker<'_>,
    field: TextField,
    condition: &Condition,
) -> tantivy::Result<Option<Box<dyn Query>>> {
    if condition.is_quoted && !condition.is_prefix {
        return Ok(phrase_in(asker, field, &text::words(&condition.value)));
    }
    looked_for(asker, &[field], &condition.value, condition.is_prefix)
}

fn looked_for(
    asker: &mut Asker<'_>,
    look_in: &[TextField],
    text: &str,
    is_prefix: bool,
) -> tantivy::Result<Option<Box<dyn Query>>> {
    let words = text::words(text);
    let Some(last) = words.len().checked_sub(1) else { return Ok(None) };
    let mut parts = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        parts.push(one_word(asker, look_in, word, is_prefix && at == last)?);
    }
    let mut alternatives = vec![all(parts)];
    if last > 0 {
        // A number or a code with a hyphen in it is several words, and one SKU.
        alternatives.extend(codes(asker, look_in, text, is_prefix));
    }
    Ok(Some(best_of(alternatives)))
}

fn one_word(
    asker: &mut Asker<'_>,
    look_in: &[TextField],
    word: &Word,
    is_prefix: bool,
) -> tantivy::Result<Box<dyn Query>> {
    let stems: Vec<_> = asker.languages.iter().filter_map(|language| WordStemmer::of(language.code())).collect();
    let stems: Vec<_> = stems.iter().map(|stemmer| stemmer.stem(word)).collect();
    let mut alternatives = codes(asker, look_in, &word.folded, is_prefix);
    for &place in look_in {
        let Some(field) = asker.fields.words_of(place) else { continue };
        let worth = worth(place);
        alternatives.push(scored(is(field, &word.folded), worth.word));
        if worth.stem > 0 {
            alternatives.extend(stems.iter().map(|stem| scored(is(field, stem), worth.stem)));
        }
        let is_long = word.folded.chars().count() >= WIDE_PREFIX_CHARS_MIN;
        if is_prefix && worth.prefix > 0 && (is_long || place == TextField::Title) {
            alternatives.push(scored(begins_with(field, &word.folded), worth.prefix));
        }
    }
    let query = best_of(alternatives);
    if is_known(asker, query.as_ref())? {
        return Ok(query);
    }
    let Some(left) = asker.misspelt_left.checked_sub(1) else { return Ok(query) };
    asker.misspelt_left = left;
    // Only a word that nothing has is taken for a misspelt one: "shirt" must not find skirts.
    let misspelt = misspelt(asker, look_in, word);
    Ok(if misspelt.is_empty() { query } else { best_of(misspelt) })
}

fn codes(asker: &Asker<'_>, look_in: &[TextField], text: &str, is_prefix: bool) -> Vec<Box<dyn Query>> {
    let kinds = [(TextField::VariantSku, Attribute::Sku), (TextField::VariantBarcode, Attribute::Barcode)];
    let mut codes = Vec::new();
    for (place, attribute) in kinds.into_iter().filter(|(place, _)| look_in.contains(place)) {
        let term = attribute.term(text);
        codes.push(scored(is(asker.fields.attribute, &term), worth(place).word));
        if is_prefix && text.chars().count() >= WIDE_PREFIX_CHARS_MIN {
            codes.push(scored(begins_with(asker.fields.attribute, &term), worth(place).prefix));
        }
    }
    codes
}

/// Whether anything has it. Not how much: one document answers.
fn is_known(asker: &Asker<'_>, query: &dyn Query) -> tantivy::Result<bool> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(asker.searcher))?;
    for segment in asker.searcher.segment_readers() {
        let mut found = weight.scorer(segment, 1.0)?;
        let mut doc = found.doc();
        while doc != TERMINATED {
            if segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
                return Ok(true);
            }
            doc = found.advance();
        }
    }
    Ok(false)
}

fn misspelt(asker: &Asker<'_>, look_in: &[TextField], word: &Word) -> Vec<Box<dyn Query>> {
    let length = word.folded.chars().count();
    // A digit more or less makes another number, not a misspelt one.
    if length < ONE_TYPO_CHARS_MIN || word.folded.chars().any(char::is_numeric) {
        return Vec::new();
    }
    let mut alternatives = Vec::new();
    for &place in look_in {
        let Some(field) = asker.fields.words_of(place) else { continue };
        let worth = worth(place);
        let mut off_by = |typos, worth| {
            let term = Term::from_field_text(field, &word.folded);
            let near: Box<dyn Query> = Box::new(FuzzyTermQuery::new(term, typos, true));
            alternatives.push(scored(near, worth));
        };
        if worth.one_typo > 0 {
            off_by(1, worth.one_typo);
        }
        if worth.two_typos > 0 && length >= TWO_TYPOS_CHARS_MIN {
            off_by(2, worth.two_typos);
        }
    }
    alternatives
}

/// Words next to one another, in the title or the body. A single one as a bare word, unstemmed.
pub(super) fn phrase(asker: &Asker<'_>, text: &str) -> Option<Box<dyn Query>> {
    let words = text::words(text);
    (!words.is_empty()).then_some(())?;
    let places = asker.look_in.iter().filter(|place| words.len() == 1 || has_positions(**place));
    let mut alternatives: Vec<_> = places.filter_map(|place| phrase_in(asker, *place, &words)).collect();
    alternatives.extend(codes(asker, asker.look_in, text, false));
    let whole = [
        (TextField::Tag, Attribute::AnyTag),
        (TextField::Vendor, Attribute::AnyVendor),
        (TextField::ProductType, Attribute::AnyProductType),
    ];
    for (place, attribute) in whole.into_iter().filter(|(place, _)| asker.look_in.contains(place)) {
        alternatives.push(scored(is(asker.fields.attribute, &attribute.term(text)), worth(place).word));
    }
    Some(best_of(alternatives))
}

fn has_positions(place: TextField) -> bool {
    matches!(place, TextField::Title | TextField::Body)
}

fn phrase_in(asker: &Asker<'_>, place: TextField, words: &[Word]) -> Option<Box<dyn Query>> {
    let field = asker.fields.words_of(place)?;
    let worth = worth(place);
    let written: Vec<_> = words.iter().map(|word| word.folded.clone()).collect();
    let mut spellings = vec![written];
    if place == TextField::Body {
        // The body is indexed by its stems.
        let stemmers = asker.languages.iter().filter_map(|language| WordStemmer::of(language.code()));
        spellings.extend(stemmers.map(|stemmer| words.iter().map(|word| stemmer.stem(word)).collect()));
    }
    let mut alternatives = Vec::new();
    for spelling in spellings {
        let query = match spelling.as_slice() {
            [] => return None,
            [word] => is(field, word),
            words if has_positions(place) => in_a_row(field, words),
            words => all(words.iter().map(|word| is(field, word)).collect()),
        };
        alternatives.push(scored(query, worth.word + PHRASE));
    }
    Some(best_of(alternatives))
}

fn in_a_row(field: Field, words: &[String]) -> Box<dyn Query> {
    Box::new(PhraseQuery::new(words.iter().map(|word| Term::from_field_text(field, word)).collect()))
}

/// What adds to the worth of titles that are just this text. None unless the text is only words.
pub(super) fn whole_title(fields: &crate::search::schema::Fields, node: &Node) -> Option<Box<dyn Query>> {
    let words = match node {
        Node::Word { text, .. } => vec![text.as_str()],
        Node::And(nodes) => {
            let words =
                nodes.iter().map(|node| if let Node::Word { text, .. } = node { Some(text.as_str()) } else { None });
            words.collect::<Option<_>>()?
        }
        _ => return None,
    };
    Some(scored(is(fields.attribute, &Attribute::AnyTitle.term(&words.join(" "))), WHOLE_TITLE))
}

/// "the shirt" asks for shirts: words that say nothing are dropped where others remain.
pub(super) fn without_stop_words(nodes: &[Node], language: Option<&Language>) -> Vec<Node> {
    let says_nothing = |node: &Node| {
        let Node::Word { text, is_prefix: false } = node else { return false };
        language.is_some_and(|language| is_stop_word(language.code(), &text.to_lowercase()))
    };
    let telling: Vec<_> = nodes.iter().filter(|node| !says_nothing(node)).cloned().collect();
    if telling.is_empty() { nodes.to_vec() } else { telling }
}

/// Matches if any does, and is worth what the best of them is.
fn best_of(mut alternatives: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match alternatives.pop() {
        Some(only) if alternatives.is_empty() => only,
        Some(last) => {
            alternatives.push(last);
            Box::new(DisjunctionMaxQuery::new(alternatives))
        }
        None => super::clause::nothing(),
    }
}
