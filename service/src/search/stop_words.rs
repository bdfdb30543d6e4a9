//! Words that say nothing about what is looked for: "the", "und".
use std::{collections::HashMap, sync::LazyLock};

use tantivy::tokenizer::{Language, RawTokenizer, StopWordFilter, TextAnalyzer};

static FILTERS: LazyLock<HashMap<&'static str, TextAnalyzer>> = LazyLock::new(|| {
    let languages = [
        ("DA", Language::Danish),
        ("DE", Language::German),
        ("EN", Language::English),
        ("ES", Language::Spanish),
        ("FI", Language::Finnish),
        ("FR", Language::French),
        ("HU", Language::Hungarian),
        ("IT", Language::Italian),
        ("NL", Language::Dutch),
        ("NO", Language::Norwegian),
        ("PT", Language::Portuguese),
        ("RU", Language::Russian),
        ("SV", Language::Swedish),
    ];
    let filter = |language| Some(TextAnalyzer::builder(RawTokenizer::default()).filter(StopWordFilter::new(language)?));
    languages.into_iter().filter_map(|(code, language)| Some((code, filter(language)?.build()))).collect()
});

/// Whether a word, in lower case, is one of those. False for languages without a list.
pub(super) fn is_stop_word(language: &str, word: &str) -> bool {
    let code = language.split('_').next().unwrap_or(language);
    FILTERS.get(code).is_some_and(|filter| {
        // A tokenizer is used up by each text: the copy is of a pointer to the list.
        let mut filter = filter.clone();
        !filter.token_stream(word).advance()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_them_by_language() {
        assert!(is_stop_word("EN", "the") && is_stop_word("DE", "und"));
        assert!(!is_stop_word("EN", "und") && !is_stop_word("EN", "shirt") && !is_stop_word("JA", "the"));
    }
}
