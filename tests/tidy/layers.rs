//! Who may use whom. The crates hold the coarse rules; this table holds the ones inside `service`.
use std::{collections::BTreeSet, fs};

use crate::sources;

/// A module of `service` and the modules of `service` that it may use.
///
/// What comes later stands lower: `shop`, then what a shop has, then what it does with it. Read
/// models (`search`) are used by nobody; the demo shop may use everything, as a shopkeeper would.
const MAY_USE: &[(&str, &[&str])] = &[
    ("shop", &[]),
    ("access", &["shop"]),
    ("event", &["shop"]),
    ("auth", &["shop"]),
    ("customer", &["shop", "access", "event", "auth"]),
    ("setup", &["shop", "event"]),
    ("pricing", &["shop"]),
    ("pricing_rules", &["shop", "pricing"]),
    ("inventory", &["shop", "access", "event"]),
    ("catalogue", &["shop", "access", "event", "setup", "pricing", "pricing_rules", "inventory"]),
    ("promotion", &["shop", "access", "event", "pricing", "pricing_rules"]),
    ("tax", &["shop", "access", "event", "pricing_rules"]),
    ("shipping", &["shop", "access", "event", "pricing", "pricing_rules"]),
    ("gift_card", &["shop", "access", "event", "pricing"]),
    ("store_credit", &["shop", "access", "event", "pricing"]),
    ("content", &["shop", "event", "catalogue"]),
    ("search", &["shop", "event", "pricing", "inventory", "catalogue", "content"]),
    ("media", &["shop"]),
    (
        "cart",
        &[
            "shop",
            "event",
            "pricing",
            "inventory",
            "catalogue",
            "pricing_rules",
            "promotion",
            "gift_card",
            "auth",
            "customer",
        ],
    ),
    (
        "order",
        &[
            "shop",
            "access",
            "event",
            "auth",
            "customer",
            "pricing",
            "pricing_rules",
            "inventory",
            "catalogue",
            "promotion",
            "cart",
        ],
    ),
    ("payment", &["shop", "event", "access", "gift_card", "store_credit", "order"]),
    (
        "checkout",
        &[
            "shop",
            "access",
            "event",
            "pricing",
            "inventory",
            "catalogue",
            "promotion",
            "customer",
            "cart",
            "order",
            "payment",
        ],
    ),
    ("history", &["shop", "event", "pricing", "inventory", "catalogue", "order", "payment"]),
    ("doctor", &["shop", "event"]),
    (
        "demo",
        &[
            "shop",
            "access",
            "event",
            "setup",
            "media",
            "pricing",
            "pricing_rules",
            "inventory",
            "catalogue",
            "content",
            "promotion",
            "tax",
            "shipping",
            "gift_card",
        ],
    ),
];

#[test]
fn modules_of_service_keep_to_the_table() {
    let mut wrong = Vec::new();
    for source in sources::shop(&["service/src/"]) {
        let Some(module) = module_of(&source.path) else { continue };
        let Some((_, may_use)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{}: `{module}` is not in the table", source.path));
            continue;
        };
        for (line, used) in used_modules(source.code()) {
            if used != module && !may_use.contains(&used.as_str()) {
                wrong.push(format!("{}:{line}: `{module}` may not use `{used}`", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// `service/src/catalogue/product.rs` is in `catalogue`. The crate's root only lists the modules.
fn module_of(path: &str) -> Option<String> {
    let inside = path.strip_prefix("service/src/")?;
    let module = inside.split('/').next()?.trim_end_matches(".rs");
    (module != "lib").then(|| module.to_owned())
}

/// The top modules that code names, in `crate::module` and in `use crate::{module::…, module}`.
fn used_modules<'a>(code: impl Iterator<Item = (usize, &'a str)>) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    // How deep in the braces of a `use crate::{` we are; module names stand at depth 1.
    let mut depth = 0_usize;
    for (number, line) in code {
        let mut rest = line;
        while depth == 0
            && let Some(at) = rest.find("crate::")
        {
            rest = &rest[at + "crate::".len()..];
            if let Some(list) = rest.strip_prefix('{') {
                depth = 1;
                rest = list;
            } else {
                used.push((number, first_word(rest)));
            }
        }
        if depth > 0 {
            used.extend(names_at_depth_one(rest, &mut depth).into_iter().map(|name| (number, name)));
        }
    }
    // Macros write `$crate::`, and `crate::Name` at the root is nobody's module.
    used.retain(|(_, name)| name.chars().next().is_some_and(char::is_lowercase));
    used
}

fn names_at_depth_one(list: &str, depth: &mut usize) -> Vec<String> {
    let mut names = Vec::new();
    let mut at_name = true;
    for (at, letter) in list.char_indices() {
        match letter {
            '{' => *depth += 1,
            '}' => *depth -= 1,
            ',' => at_name = true,
            letter if letter.is_whitespace() => {}
            _ => {
                if *depth == 1 && at_name {
                    names.push(first_word(&list[at..]));
                }
                at_name = false;
            }
        }
        if *depth == 0 {
            break;
        }
    }
    names
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[test]
fn the_reader_of_uses_reads_them() {
    let code = "use crate::{\n    shop::{\n        Shop, Unit,\n    },\n    event,\n};\nuse crate::{search::query, pricing};\n\
                let a = crate::catalogue::b(crate::content::c);\n$crate::Name";
    let lines: Vec<_> = code.lines().enumerate().collect();
    let used: BTreeSet<_> = used_modules(lines.into_iter()).into_iter().map(|(_, name)| name).collect();
    let expected = ["catalogue", "content", "event", "pricing", "search", "shop"].map(ToOwned::to_owned);
    assert_eq!(used, BTreeSet::from(expected));
}

#[test]
fn prices_are_computed_without_database_or_clock() {
    const OUTSIDE: [&str; 4] = ["sea_orm", "async fn", "Clock", "Instant"];
    for source in sources::shop(&["service/src/pricing/"]) {
        let wrong: Vec<_> = source.code().filter(|(_, line)| OUTSIDE.iter().any(|word| line.contains(word))).collect();
        assert!(wrong.is_empty(), "{}: pricing is a pure function of what it is given: {wrong:#?}", source.path);
    }
}

/// The dependencies a crate names for itself, without those for its tests.
fn dependencies(package: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(sources::root().join(package).join("Cargo.toml")).unwrap();
    let mut section = "";
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line.trim();
        } else if section == "[dependencies]"
            && let Some((name, _)) = line.split_once('=')
        {
            names.insert(name.trim().to_owned());
        }
    }
    assert!(!names.is_empty(), "{package} names no dependencies at all");
    names
}

#[test]
fn crates_keep_to_their_dependencies() {
    const NOT_FOR: [(&str, &[&str]); 4] = [
        ("entity", &["service", "api", "migration", "async-graphql", "actix-web", "reqwest", "tokio"]),
        ("migration", &["entity", "service", "api"]),
        ("service", &["api", "migration", "async-graphql", "actix-web", "clap"]),
        ("api", &["sea-orm", "sea-query", "sea-orm-migration", "sqlx"]),
    ];
    for (package, forbidden) in NOT_FOR {
        let dependencies = dependencies(package);
        let wrong: Vec<_> = forbidden.iter().filter(|name| dependencies.contains(**name)).collect();
        assert!(wrong.is_empty(), "{package} may not depend on {wrong:?}");
    }
}

#[test]
fn only_the_command_knows_the_migrations() {
    let migrating = |path: &str| path == "api/src/main.rs" || path.starts_with("api/src/cli");
    let wrong: Vec<_> = sources::shop(&["api/src/", "service/src/", "entity/src/"])
        .into_iter()
        .filter(|source| !migrating(&source.path))
        .filter(|source| source.code().any(|(_, line)| line.contains("migration::")))
        .map(|source| source.path)
        .collect();
    assert!(wrong.is_empty(), "these use `migration`: {wrong:#?}");
}
