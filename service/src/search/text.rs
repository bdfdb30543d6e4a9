//! Texts as words: how they are cut, folded and stemmed, alike for what is indexed and what is asked.
//!
//! A word is indexed as it is written, in lower case and without accents, and beside it as its
//! stem in the language of the text. Scripts that do not put spaces between words are indexed in
//! pairs of characters.
use std::borrow::Cow;

use entity::locale::Language;
use frostem::{Algorithm, Stemmer};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Characters of a word that count; the rest is cut off.
const WORD_CHARS_MAX: usize = 64;
/// Separates the language from the text in what a [`Prose`] tokenizer is given.
const LANGUAGE_END: char = '\u{1f}';
/// Begins a stem, so that it is never taken for a word.
const STEM_MARK: char = '\u{1}';

/// A text in lower case, without accents: what is compared when spelling does not matter.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(&text.to_lowercase(), &mut folded);
    folded
}

fn fold_into(lower: &str, folded: &mut String) {
    if lower.is_ascii() {
        folded.push_str(lower);
        return;
    }
    for c in lower.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            c => folded.push(c),
        }
    }
}

/// A word of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, composed: what stemmers know.
    pub(super) lower: String,
    /// Without accents.
    pub(super) folded: String,
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut cutter = Cutter::new(text);
    let mut words = Vec::new();
    let mut word = Word::default();
    while cutter.next(&mut word) {
        words.push(word.clone());
    }
    words
}

/// Cuts a text into words without allocating for each.
struct Cutter<'a> {
    rest: &'a str,
    pair: bool,
}

impl<'a> Cutter<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text, pair: false }
    }

    /// Puts the next word into `word`; false at the end.
    fn next(&mut self, word: &mut Word) -> bool {
        word.lower.clear();
        word.folded.clear();
        let Some(start) = self.rest.find(is_word_char) else {
            self.rest = "";
            return false;
        };
        if start > 0 {
            self.pair = false;
        }
        self.rest = &self.rest[start..];
        let raw = if self.rest.starts_with(is_unspaced) {
            let Some(pair) = self.next_pair() else { return self.next(word) };
            pair
        } else {
            self.next_run()
        };
        lower_into(raw, &mut word.lower);
        fold_into(&word.lower, &mut word.folded);
        true
    }

    fn next_run(&mut self) -> &'a str {
        self.pair = false;
        let inside = |c: char| (is_word_char(c) && !is_unspaced(c)) || is_apostrophe(c);
        let end = self.rest.find(|c| !inside(c)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run
    }

    /// Two neighbours of an unspaced script; a single one where it stands alone.
    fn next_pair(&mut self) -> Option<&'a str> {
        let mut ends = self.rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let first = ends.next()?;
        let second = ends.next().filter(|_| self.rest[first..].starts_with(is_unspaced));
        let pair = second.map_or(&self.rest[..first], |second| &self.rest[..second]);
        let is_tail = second.is_none() && self.pair;
        self.rest = &self.rest[first..];
        self.pair = second.is_some();
        (!is_tail).then_some(pair)
    }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Scripts written without spaces: Thai to Khmer, kana, Chinese characters.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

fn lower_into(raw: &str, lower: &mut String) {
    let letters = raw.chars().filter(|c| !is_apostrophe(*c)).take(WORD_CHARS_MAX);
    if raw.is_ascii() {
        lower.extend(letters.map(|c| c.to_ascii_lowercase()));
    } else {
        lower.extend(letters.nfc().flat_map(char::to_lowercase));
    }
}

/// Stems words of one language.
#[derive(Clone)]
pub(super) struct WordStemmer {
    stemmer: Stemmer,
    mark: String,
}

impl WordStemmer {
    /// None for a language without a known stemmer.
    pub(super) fn of(language: &str) -> Option<Self> {
        let stemmer = Stemmer::new(algorithm(language)?);
        Some(Self { stemmer, mark: format!("{STEM_MARK}{}{STEM_MARK}", main_code(language)) })
    }

    /// The stem of a word as it is indexed: marked with the language.
    pub(super) fn stem(&self, word: &Word) -> String {
        let mut stem = String::new();
        self.stem_into(word, &mut stem);
        stem
    }

    fn stem_into(&self, word: &Word, stem: &mut String) {
        stem.push_str(&self.mark);
        fold_into(&self.stemmer.stem(&word.lower), stem);
    }
}

fn main_code(language: &str) -> &str {
    language.split('_').next().unwrap_or(language)
}

fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match main_code(language) {
        "AR" => Algorithm::Arabic,
        "CA" => Algorithm::Catalan,
        "CS" => Algorithm::Czech,
        "DA" => Algorithm::Danish,
        "DE" => Algorithm::German,
        "EL" => Algorithm::Greek,
        "EN" => Algorithm::English,
        "ES" => Algorithm::Spanish,
        "ET" => Algorithm::Estonian,
        "EU" => Algorithm::Basque,
        "FI" => Algorithm::Finnish,
        "FR" => Algorithm::French,
        "GA" => Algorithm::Irish,
        "HI" => Algorithm::Hindi,
        "HU" => Algorithm::Hungarian,
        "HY" => Algorithm::Armenian,
        "ID" => Algorithm::Indonesian,
        "IT" => Algorithm::Italian,
        "LT" => Algorithm::Lithuanian,
        "NB" | "NN" | "NO" => Algorithm::Norwegian,
        "NE" => Algorithm::Nepali,
        "NL" => Algorithm::Dutch,
        "PL" => Algorithm::Polish,
        "PT" => Algorithm::Portuguese,
        "RO" => Algorithm::Romanian,
        "RU" => Algorithm::Russian,
        "SR" => Algorithm::Serbian,
        "SV" => Algorithm::Swedish,
        "TA" => Algorithm::Tamil,
        "TR" => Algorithm::Turkish,
        _ => return None,
    })
}

/// A text with its language, as a field with a [`Prose`] tokenizer takes it.
pub(super) fn prose(language: &Language, text: &str) -> String {
    format!("{}{LANGUAGE_END}{text}", language.code())
}

/// Cuts texts made by [`prose`] for the index.
#[derive(Clone)]
pub(super) struct Prose {
    /// Whether words are indexed as they are written, beside their stems.
    pub(super) with_words: bool,
}

impl Tokenizer for Prose {
    type TokenStream<'a> = ProseStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ProseStream<'a> {
        let (language, text) = text.split_once(LANGUAGE_END).unwrap_or(("", text));
        let stemmer = WordStemmer::of(language);
        let with_words = self.with_words || stemmer.is_none();
        ProseStream {
            cutter: Cutter::new(text),
            with_words,
            stemmer,
            word: Word::default(),
            stem_due: false,
            token: Token::default(),
        }
    }
}

pub(super) struct ProseStream<'a> {
    cutter: Cutter<'a>,
    stemmer: Option<WordStemmer>,
    with_words: bool,
    word: Word,
    stem_due: bool,
    token: Token,
}

impl TokenStream for ProseStream<'_> {
    fn advance(&mut self) -> bool {
        if !self.stem_due {
            if !self.cutter.next(&mut self.word) {
                return false;
            }
            self.token.position = self.token.position.wrapping_add(1);
            self.stem_due = self.stemmer.is_some();
            if self.with_words {
                self.token.text.clone_from(&self.word.folded);
                return true;
            }
        }
        self.stem_due = false;
        self.token.text.clear();
        if let Some(stemmer) = &self.stemmer {
            stemmer.stem_into(&self.word, &mut self.token.text);
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The text of HTML, without tags, scripts and styles, cut to `bytes_max`.
pub(super) fn plain_text(html: &str, bytes_max: usize) -> Cow<'_, str> {
    if !html.contains(['<', '&']) {
        return Cow::Borrowed(&html[..html.floor_char_boundary(bytes_max)]);
    }
    let mut text = String::with_capacity(html.len().min(bytes_max));
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        if text.len() >= bytes_max {
            break;
        }
        rest = if rest[at..].starts_with('<') {
            text.push(' ');
            after_tag(&rest[at..])
        } else {
            after_entity(&rest[at..], &mut text)
        };
    }
    text.push_str(rest);
    text.truncate(text.floor_char_boundary(bytes_max));
    Cow::Owned(text)
}

fn after_tag(rest: &str) -> &str {
    for element in ["script", "style"] {
        let name = rest.get(1..=element.len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(element)) {
            let end = format!("</{element}");
            let closing = rest.as_bytes().windows(end.len()).position(|at| at.eq_ignore_ascii_case(end.as_bytes()));
            return closing.map_or("", |closing| after_bracket(&rest[closing..]));
        }
    }
    after_bracket(rest)
}

fn after_bracket(rest: &str) -> &str {
    rest.find('>').map_or("", |end| &rest[end + 1..])
}

/// Decodes the entities that matter inside words; any other is a gap.
fn after_entity<'a>(rest: &'a str, text: &mut String) -> &'a str {
    const ENTITY_BYTES_MAX: usize = 10;
    let end = rest.bytes().take(ENTITY_BYTES_MAX).position(|b| b == b';');
    let Some(end) = end else {
        text.push('&');
        return &rest[1..];
    };
    let name = &rest[1..end];
    let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    });
    let decoded = match name {
        "apos" | "rsquo" => Some('\''),
        _ => number.and_then(char::from_u32),
    };
    text.push(decoded.unwrap_or(' '));
    &rest[end + 1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn cuts_and_folds() {
        assert_eq!(folded("Men's T-Shirt, größe XL"), ["mens", "t", "shirt", "grosse", "xl"]);
        assert_eq!(folded("Ölkanne O\u{308}l"), ["olkanne", "ol"]);
        assert!(folded(" …!? ").is_empty());
        assert_eq!(folded(&"x".repeat(300))[0].len(), WORD_CHARS_MAX);
    }

    #[test]
    fn cuts_unspaced_scripts_in_pairs() {
        assert_eq!(folded("抹茶碗 set"), ["抹茶", "茶碗", "set"]);
        assert_eq!(folded("茶 x 茶碗"), ["茶", "x", "茶碗"]);
        assert_eq!(folded("a茶碗b"), ["a", "茶碗", "b"]);
    }

    #[test]
    fn stems_by_language() {
        let stem = |language: &str, text: &str| WordStemmer::of(language).unwrap().stem(&words(text)[0]);
        assert_eq!(stem("EN", "shirts"), stem("EN", "Shirt"));
        assert_eq!(stem("DE", "Stühle"), stem("DE", "stuhl"));
        assert_ne!(stem("DE", "shirt"), stem("EN", "shirt"));
        assert!(WordStemmer::of("JA").is_none());
    }

    #[test]
    fn reads_html_as_text() {
        let html = "<p>Caf&#233; &amp; <b>tea</b></p><script>var x = '<p>';</script><style>a{}</style>end";
        assert_eq!(folded(&plain_text(html, 1_000)), ["cafe", "tea", "end"]);
        assert_eq!(plain_text("plain", 3), "pla");
        assert_eq!(folded(&plain_text("a < b &nosuch; c & d <", 100)), ["a"]);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "\\PC*", bytes_max in 0_usize..40) {
            words(&text);
            proptest::prop_assert!(plain_text(&text, bytes_max).len() <= bytes_max);
        }
    }
}
