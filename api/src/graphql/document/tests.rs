//! What strangers send on purpose: each refused in words, and before it could cost anything.
use std::{fmt::Write as _, time::Duration};

use tokio::time::Instant;

use super::*;
use crate::graphql::error::Code;

/// What a refusal may take, with code that is not optimised.
const REFUSAL: Duration = Duration::from_millis(50);
/// The fastest of so many counts: the others waited for other tests.
const ATTEMPTS: usize = 3;

#[track_caller]
fn refused(text: &str, code: Code, says: &str) {
    let documents = Documents::new(&Limits::default());
    let mut fastest = Duration::MAX;
    for _ in 0..ATTEMPTS {
        let started = Instant::now();
        let refusal = documents.get(text).err();
        fastest = fastest.min(started.elapsed());
        let refusal = refusal.expect("it is refused");
        assert_eq!(refusal.code, code, "{}", refusal.message);
        assert!(refusal.message.contains(says), "{}", refusal.message);
    }
    assert!(fastest < REFUSAL, "refused after {fastest:?}");
}

fn bomb(levels: usize) -> String {
    let mut text = "{ ...F0 }".to_owned();
    for level in 0..levels {
        let next = level + 1;
        let _ = write!(text, " fragment F{level} on QueryRoot {{ ...F{next} ...F{next} }}");
    }
    let _ = write!(text, " fragment F{levels} on QueryRoot {{ __typename }}");
    text
}

#[test]
fn a_fragment_bomb() {
    refused(&bomb(28), Code::TooComplex, "selections with its fragments written out; at most 2000");
    // More than can be counted.
    refused(&bomb(150), Code::TooComplex, "at most");
}

#[test]
fn a_flood_of_aliases() {
    let mut text = "{".to_owned();
    for number in 0..10_000 {
        let _ = write!(text, " a{number}: __typename");
    }
    text.push('}');
    refused(&text, Code::TooComplex, "10000 aliases; at most 250");
}

#[test]
fn depth_of_every_kind() {
    let fields = format!("{}a{}", "{ a ".repeat(10_000), "}".repeat(10_000));
    refused(&fields, Code::TooComplex, "levels of brackets");
    refused(&"{".repeat(100_000), Code::TooComplex, "levels of brackets");
    refused(&format!("{{ a(x: {}", "[".repeat(50_000)), Code::TooComplex, "levels of brackets");
    refused(&format!("query($x: {}", "[".repeat(50_000)), Code::TooComplex, "levels of brackets");
}

#[test]
fn floods_of_other_things() {
    refused(&format!("{{ a {} }}", "@include(if: true) ".repeat(5_000)), Code::TooComplex, "5000 directives");
    refused(&format!("{{ {} }}", "a ".repeat(120_000)), Code::TooComplex, "120002 words and signs");
    refused(&format!("{{ a {{ {} }} }}", "b ".repeat(9_000)), Code::TooComplex, "9001 selections");
    let (mut operations, mut fragments) = (String::new(), "{ a }".to_owned());
    for number in 0..60 {
        let _ = write!(operations, "query Q{number} {{ a }} ");
    }
    for number in 0..300 {
        let _ = write!(fragments, " fragment F{number} on Q {{ a }}");
    }
    refused(&operations, Code::TooComplex, "60 operations");
    refused(&fragments, Code::TooComplex, "300 fragments");
}

#[test]
fn introspection_that_multiplies() {
    let text = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    refused(text, Code::TooComplex, "lists of types within each other");
    let through_fragments = "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...U } } }
        fragment U on __Type { fields { type { possibleTypes { name } } } }";
    refused(through_fragments, Code::TooComplex, "lists of types within each other");
}

#[test]
fn what_cannot_be_read_is_told_where() {
    refused("{ a ", Code::BadUserInput, "cannot be read: expected");
    refused("{ a(x: \"unfinished) }", Code::BadUserInput, "a string is not closed");
    let documents = Documents::new(&Limits::default());
    let refusal = documents.get("{\n  a(\n}").err().unwrap();
    assert_eq!(refusal.locations.first().map(|at| at.line), Some(3));
}

#[test]
fn a_document_is_read_once() {
    let documents = Documents::new(&Limits::default());
    let first = documents.get("{ a }").ok().unwrap();
    assert!(Arc::ptr_eq(&first, &documents.get("{ a }").ok().unwrap()));
}

#[test]
fn only_what_everybody_sees_is_public() {
    let is_public = |text: &str| {
        let document = Document::read(text, &Limits::default()).ok().unwrap();
        document.is_public(document.operation(None).ok().unwrap())
    };
    assert!(is_public("{ shop { name } ...F } fragment F on QueryRoot { products(first: 1) { nodes { id } } }"));
    assert!(!is_public("{ shop { name } customer(customerAccessToken: \"x\") { id } }"));
    assert!(!is_public("{ ...F } fragment F on QueryRoot { cart(id: \"x\") { id } }"));
    assert!(!is_public("{ somethingNew { id } }"));
    assert!(!is_public("mutation { shop { name } }"));
}
