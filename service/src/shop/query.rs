//! The small search syntax of lists that are read from the database:
//! `title:summer tag:"how to" -author:ann updated_at:>2026-01-01 coffee`.
//!
//! Terms must all hold; `OR` separates alternatives. A term without a field, or with one that the
//! list does not know, is looked for in the texts.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    Condition, Value,
    sea_query::{Alias, Expr, ExprTrait, Func, IntoColumnRef, LikeExpr},
};

use super::{fault::Fault, page::PageError, sort::sort_key};

const QUERY_BYTES_MAX: usize = 1_024;
const TERMS_MAX: usize = 16;

/// Terms that must all hold, of which one list must.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<Vec<Term>>);

/// One thing that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub negated: bool,
    pub field: Option<String>,
    pub comparison: Comparison,
    pub value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Is,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Why a query is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    #[error("a query has at most {QUERY_BYTES_MAX} bytes and {TERMS_MAX} terms")]
    TooLong,
    #[error("`{0}` is no date: write 2026-11-21 or 2026-11-21T08:30:00Z")]
    NotADate(String),
}

/// Why a list cannot be given.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ListError {
    #[error(transparent)]
    Page(#[from] PageError),
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<sea_orm::DbErr> for ListError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Fault(error.into())
    }
}

impl Query {
    /// Reads a query. Everything is a query: what has no meaning is looked for as text.
    ///
    /// # Errors
    /// [`QueryError::TooLong`] beyond the limits.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.len() > QUERY_BYTES_MAX {
            return Err(QueryError::TooLong);
        }
        let mut alternatives = vec![Vec::new()];
        let mut count = 0;
        for word in words(text) {
            match (word.text.as_str(), word.field.as_deref()) {
                ("OR", None) if !word.quoted => alternatives.push(Vec::new()),
                ("AND", None) if !word.quoted => {}
                _ => {
                    count += 1;
                    if let (Some(terms), Some(term)) = (alternatives.last_mut(), term(word)) {
                        terms.push(term);
                    }
                }
            }
        }
        alternatives.retain(|terms| !terms.is_empty());
        if count > TERMS_MAX { Err(QueryError::TooLong) } else { Ok(Self(alternatives)) }
    }

    /// The query in SQL, given what each term means.
    ///
    /// # Errors
    /// Whatever `meaning` refuses with.
    pub fn condition(&self, meaning: impl Fn(&Term) -> Result<Condition, QueryError>) -> Result<Condition, QueryError> {
        if self.0.is_empty() {
            return Ok(Condition::all());
        }
        let mut any = Condition::any();
        for terms in &self.0 {
            let mut all = Condition::all();
            for term in terms {
                let meant = meaning(term)?;
                all = all.add(if term.negated { meant.not() } else { meant });
            }
            any = any.add(all);
        }
        Ok(any)
    }
}

impl Term {
    /// Compares a column with the instant that the term names. A day stands for its first instant.
    pub fn instant(&self, column: impl IntoColumnRef) -> Result<Condition, QueryError> {
        let bad = || QueryError::NotADate(self.value.clone());
        let instant = if let Ok(instant) = self.value.parse::<DateTime<Utc>>() {
            instant
        } else {
            let day: NaiveDate = self.value.parse().map_err(|_| bad())?;
            day.and_hms_opt(0, 0, 0).ok_or_else(bad)?.and_utc()
        };
        let column = Expr::col(column);
        let value = Value::from(instant);
        Ok(Condition::all().add(match self.comparison {
            Comparison::Is => column.eq(value),
            Comparison::Less => column.lt(value),
            Comparison::LessOrEqual => column.lte(value),
            Comparison::Greater => column.gt(value),
            Comparison::GreaterOrEqual => column.gte(value),
        }))
    }

    /// Whether a column is the value, or begins with it where a `*` ends it. An index on the column answers that.
    pub fn exactly(&self, column: impl IntoColumnRef + Clone) -> Condition {
        if self.value.ends_with('*') {
            return starts_with(column, self.wanted());
        }
        Condition::all().add(Expr::col(column).eq(self.value.clone()))
    }

    /// Whether a column begins with the value. An index on the column answers that.
    pub fn at_start(&self, column: impl IntoColumnRef + Clone) -> Condition {
        starts_with(column, self.wanted())
    }

    /// Whether a folded column (`sort_title`) begins with the value. An index on the column answers that.
    pub fn at_start_folded(&self, column: impl IntoColumnRef + Clone) -> Condition {
        starts_with(column, &sort_key(self.wanted()))
    }

    /// Whether a folded column (`sort_title`) contains the value.
    pub fn in_folded(&self, column: impl IntoColumnRef) -> Condition {
        Condition::all().add(Expr::col(column).like(contains(&sort_key(self.wanted()))))
    }

    /// Whether a column contains the value, whatever the case of its ASCII letters.
    pub fn in_text(&self, column: impl IntoColumnRef) -> Condition {
        let column = Func::lower(Expr::col(column).cast_as(Alias::new("TEXT")));
        Condition::all().add(Expr::expr(column).like(contains(&self.wanted().to_lowercase())))
    }

    /// Whether a column with a list of texts has the value, whatever the case of its ASCII letters.
    pub fn in_list(&self, column: impl IntoColumnRef) -> Condition {
        // Lists are stored as JSON, so an entry stands between quotes, escaped as JSON escapes it.
        let entry = serde_json::Value::from(self.wanted().to_lowercase()).to_string();
        let column = Func::lower(Expr::col(column).cast_as(Alias::new("TEXT")));
        Condition::all().add(Expr::expr(column).like(contains(&entry)))
    }

    fn wanted(&self) -> &str {
        self.value.trim_end_matches('*')
    }
}

/// As a range: `LIKE` would not use the index on both databases. The column must be sorted by code points.
fn starts_with(column: impl IntoColumnRef + Clone, text: &str) -> Condition {
    let beyond = format!("{text}{}", char::MAX);
    Condition::all().add(Expr::col(column.clone()).gte(text)).add(Expr::col(column).lt(beyond))
}

fn contains(text: &str) -> LikeExpr {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('!')
}

#[derive(Default)]
struct Word {
    negated: bool,
    field: Option<String>,
    text: String,
    quoted: bool,
}

/// Splits at white space and parentheses outside of quotes, and each word at its first colon.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') if word.text.chars().all(|c| "<>=".contains(c)) => {
                quote = Some(c);
                word.quoted = true;
            }
            (None, ':') if word.field.is_none() && !word.quoted && !word.text.is_empty() => {
                word.field = Some(std::mem::take(&mut word.text));
            }
            (None, '-') if word.text.is_empty() && word.field.is_none() => word.negated = true,
            (None, c) if c.is_whitespace() || c == '(' || c == ')' => words.push(std::mem::take(&mut word)),
            (_, c) => word.text.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.text.is_empty());
    words
}

fn term(word: Word) -> Option<Term> {
    let signs = [
        (">=", Comparison::GreaterOrEqual),
        ("<=", Comparison::LessOrEqual),
        (">", Comparison::Greater),
        ("<", Comparison::Less),
    ];
    let found = signs.into_iter().find_map(|(sign, comparison)| Some((comparison, word.text.strip_prefix(sign)?)));
    let (comparison, value) = match found {
        Some((comparison, value)) if word.field.is_some() => (comparison, value.to_owned()),
        _ => (Comparison::Is, word.text),
    };
    // A lone star asks for everything.
    let is_all = value.trim_end_matches('*').is_empty();
    (!is_all).then_some(Term { negated: word.negated, field: word.field, comparison, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(field: Option<&str>, value: &str) -> Term {
        Term { negated: false, field: field.map(str::to_owned), comparison: Comparison::Is, value: value.to_owned() }
    }

    #[test]
    fn reads_fields_quotes_negation_and_comparisons() {
        let query = Query::parse(r#"title:summer AND tag:"how to" -author:ann updated_at:>='2026-01-01' (coffee*)"#);
        let expected = vec![
            term(Some("title"), "summer"),
            term(Some("tag"), "how to"),
            Term { negated: true, ..term(Some("author"), "ann") },
            Term { comparison: Comparison::GreaterOrEqual, ..term(Some("updated_at"), "2026-01-01") },
            term(None, "coffee*"),
        ];
        assert_eq!(query, Ok(Query(vec![expected])));
    }

    #[test]
    fn alternatives_and_odd_input() {
        assert_eq!(Query::parse("a OR b"), Ok(Query(vec![vec![term(None, "a")], vec![term(None, "b")]])));
        assert_eq!(Query::parse(" OR () * : - ''"), Ok(Query(vec![vec![term(None, ":")]])));
        assert_eq!(Query::parse("don't"), Ok(Query(vec![vec![term(None, "don't")]])));
        assert_eq!(Query::parse("path:/a:b"), Ok(Query(vec![vec![term(Some("path"), "/a:b")]])));
        assert_eq!(Query::parse(&"x ".repeat(17)), Err(QueryError::TooLong));
        assert_eq!(Query::parse(&"x".repeat(1_025)), Err(QueryError::TooLong));
    }
}
