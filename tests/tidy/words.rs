//! Words that may not stand in the sources.
use crate::sources::{self, Source};

const CRATES: [&str; 4] = ["entity/src/", "migration/src/", "service/src/", "api/src/"];

/// Every line of these sources that `is_wrong`, as `path:line: text`.
fn offending(sources: &[Source], is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let lines = sources.iter().flat_map(|source| source.code().map(move |(number, line)| (source, number, line)));
    lines
        .filter(|(_, _, line)| is_wrong(line))
        .map(|(source, number, line)| format!("{}:{number}: {}", source.path, line.trim()))
        .collect()
}

/// True when `word` stands in `line` with nothing of a name around it.
fn has_word(line: &str, word: &str) -> bool {
    let of_a_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(of_a_name) && !after.is_some_and(of_a_name)
    })
}

#[test]
fn the_shop_does_not_panic() {
    const STOPS: [&str; 7] =
        [".unwrap()", ".expect(", ".unwrap_err()", ".expect_err(", "panic!(", "todo!(", "unimplemented!("];
    let wrong = offending(&sources::shop(&CRATES), |line| STOPS.iter().any(|stop| line.contains(stop)));
    assert!(wrong.is_empty(), "return an error instead: {wrong:#?}");
}

#[test]
fn lints_are_expected_with_a_reason_not_allowed() {
    // Split, so that this file passes its own test.
    let allow = [concat!("#[", "allow("), concat!("#![", "allow(")];
    let wrong: Vec<_> = sources::rust()
        .iter()
        .flat_map(|source| source.text.lines().map(move |line| (source, line)))
        .filter(|(_, line)| allow.iter().any(|allow| line.contains(allow)))
        .map(|(source, line)| format!("{}: {}", source.path, line.trim()))
        .collect();
    assert!(wrong.is_empty(), "write #[expect(lint, reason = \"…\")]: {wrong:#?}");
}

#[test]
fn money_knows_no_floats() {
    /// Relevance of a search hit, facets of a search engine, pixels and progress are not money.
    const NOT_MONEY: [&str; 3] = ["service/src/search/", "service/src/demo/", "service/src/media/"];
    let sources: Vec<_> = sources::shop(&["entity/src/", "migration/src/", "service/src/"])
        .into_iter()
        .filter(|source| !NOT_MONEY.iter().any(|folder| source.path.starts_with(folder)))
        .collect();
    let wrong = offending(&sources, |line| ["f32", "f64"].iter().any(|float| has_word(line, float)));
    assert!(wrong.is_empty(), "amounts are whole minor units, rates are `Decimal`: {wrong:#?}");
}

#[test]
fn columns_are_no_floats() {
    let wrong: Vec<_> = sources::all()
        .iter()
        .filter(|source| source.path.starts_with("migration/src/"))
        .flat_map(|source| source.text.lines().map(move |line| (source, line.to_uppercase())))
        .filter(|(_, line)| ["REAL", "FLOAT", "DOUBLE", "NUMERIC", "DECIMAL"].iter().any(|name| has_word(line, name)))
        .map(|(source, line)| format!("{}: {}", source.path, line.trim()))
        .filter(|line| !line.contains("--") && !line.contains("//"))
        .collect();
    assert!(wrong.is_empty(), "SQLite has no exact decimal column: {wrong:#?}");
}

#[test]
fn nothing_names_a_machine() {
    // Split, so that this file passes its own test.
    let machines = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/Us", "ers/")];
    let registries = [concat!("registry", "=http"), concat!(".inter", "nal/"), concat!("127.0.0.1:", "4873")];
    let mut wrong = Vec::new();
    for source in sources::all() {
        for (index, line) in source.text.lines().enumerate() {
            let named = machines.iter().chain(&registries).find(|name| line.contains(**name));
            if let Some(name) = named {
                wrong.push(format!("{}:{}: {name}", source.path, index + 1));
            }
        }
        let is_lock = source.path.ends_with("package-lock.json");
        let hosts = source.text.lines().filter(|line| line.contains("\"resolved\""));
        if is_lock && hosts.clone().any(|line| !line.contains("https://registry.npmjs.org/")) {
            wrong.push(format!("{}: resolved from somewhere else than registry.npmjs.org", source.path));
        }
    }
    assert!(wrong.is_empty(), "paths and hosts of one machine: {wrong:#?}");
}

#[test]
fn every_setting_is_in_the_manual() {
    let sources = sources::all();
    let manual = sources.iter().find(|source| source.path == "docs/operations.md").expect("docs/operations.md");
    let missing: Vec<_> = sources
        .iter()
        .filter(|source| source.path.starts_with("api/src/"))
        .flat_map(|source| source.text.split("env = \"").skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| {
            !name.starts_with("OXCART_IMPORT_")
                && !name.starts_with("OXCART_MIGRATE_")
                && !name.starts_with("OXCART_LOADTEST_")
        })
        .filter(|name| !manual.text.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "not in docs/operations.md: {missing:?}");
}
