use proptest::prelude::*;

use super::*;

fn word(text: &str) -> Node {
    Node::Word { text: text.to_owned(), is_prefix: false }
}

fn condition(name: &str, comparison: Comparison, value: &str) -> Node {
    Node::Condition(Condition {
        name: name.to_owned(),
        comparison,
        value: value.to_owned(),
        is_prefix: false,
        is_quoted: false,
    })
}

fn node(text: &str) -> Node {
    parse(text).node
}

#[test]
fn words_must_all_be_there() {
    assert_eq!(node("red  shirt"), Node::And(vec![word("red"), word("shirt")]));
    assert_eq!(node("red AND shirt"), node("red shirt"));
    assert_eq!(node(" "), Node::All);
    assert_eq!(node("*"), Node::All);
    assert_eq!(node("t-shirt - x"), Node::And(vec![word("t-shirt"), word("-"), word("x")]));
}

#[test]
fn or_binds_less_than_and() {
    let expected = Node::Or(vec![Node::And(vec![word("a"), word("b")]), word("c")]);
    assert_eq!(node("a b OR c"), expected);
    assert_eq!(node("(a b) OR c"), expected);
    assert_eq!(node("a (b OR c)"), Node::And(vec![word("a"), Node::Or(vec![word("b"), word("c")])]));
    assert_eq!(node("ORANGE or b"), Node::And(vec![word("ORANGE"), word("or"), word("b")]));
    assert_eq!(node("OR a OR"), word("a"));
}

#[test]
fn negation() {
    assert_eq!(node("-tag:x"), Node::Not(Box::new(condition("tag", Comparison::Equal, "x"))));
    assert_eq!(node("NOT tag:x"), node("-tag:x"));
    assert_eq!(node("NOT -a"), word("a"));
    assert_eq!(node("-(a b)"), Node::Not(Box::new(Node::And(vec![word("a"), word("b")]))));
}

#[test]
fn conditions() {
    assert_eq!(node("variants.price:>=10.5"), condition("variants.price", Comparison::GreaterOrEqual, "10.5"));
    assert_eq!(node("Product_Type:Cup"), condition("product_type", Comparison::Equal, "Cup"));
    let Node::Condition(quoted) = node("created_at:>'2020-01-01'") else { panic!() };
    assert_eq!((quoted.comparison, quoted.value.as_str(), quoted.is_quoted), (Comparison::Greater, "2020-01-01", true));
    let Node::Condition(prefix) = node("vendor:acm*") else { panic!() };
    assert_eq!((prefix.value.as_str(), prefix.is_prefix), ("acm", true));
    let either = [condition("tag", Comparison::Equal, "a"), condition("tag", Comparison::Equal, "b")];
    assert_eq!(node("tag:(a OR b)"), Node::Or(either.to_vec()));
    assert_eq!(node("tag:a\\ b"), condition("tag", Comparison::Equal, "a b"));
}

#[test]
fn what_is_no_condition_is_text() {
    assert_eq!(node("http://x"), word("http://x"));
    assert_eq!(node("note: blue"), Node::And(vec![word("note:"), word("blue")]));
    assert_eq!(node("\"rock 'n' roll\""), Node::Phrase("rock 'n' roll".to_owned()));
}

#[test]
fn says_what_it_did_not_understand() {
    assert_eq!(parse("a) b").node, Node::And(vec![word("a"), word("b")]));
    for text in ["a)", "(a", "\"a", "tag:\"\" a", &"a ".repeat(TERMS_MAX + 1), &"a".repeat(TEXT_CHARS_MAX + 1)] {
        assert_eq!(parse(text).warnings.len(), 1, "{text}");
    }
    assert!(parse("red shirt tag:a (b OR c)").warnings.is_empty());
}

fn terms(node: &Node) -> usize {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().map(terms).sum(),
        Node::Not(node) => terms(node),
        _ => 1,
    }
}

fn depth(node: &Node) -> usize {
    match node {
        Node::And(nodes) | Node::Or(nodes) => 1 + nodes.iter().map(depth).max().unwrap_or(0),
        Node::Not(node) => 1 + depth(node),
        _ => 1,
    }
}

proptest! {
    #[test]
    fn any_text_gives_a_bounded_tree(text in "\\PC{0,300}") {
        let parsed = parse(&text);
        prop_assert!(terms(&parsed.node) <= TERMS_MAX);
    }

    #[test]
    fn any_nesting_gives_a_bounded_tree(text in "[-()a\"' :*\\\\<>=OR]{0,1200}") {
        let parsed = parse(&text);
        prop_assert!(terms(&parsed.node) <= TERMS_MAX);
        prop_assert!(depth(&parsed.node) <= 3 * (DEPTH_MAX + 1) + 2, "{}", depth(&parsed.node));
        prop_assert!(parsed.warnings.len() <= WARNINGS_MAX);
    }

    #[test]
    fn plain_words_come_out_as_they_went_in(words in prop::collection::vec("[a-z]{1,8}", 1..TERMS_MAX)) {
        let expected: Vec<_> = words.iter().map(|text| word(text)).collect();
        prop_assert_eq!(node(&words.join(" ")), all_of(expected).unwrap());
    }
}
