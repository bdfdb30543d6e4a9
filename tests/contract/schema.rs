//! The committed schemas are the ones that are served. Clients generate their code from the files, and a
//! review sees every change of them. `just schema` writes them anew.
use std::{fs, path::Path};

#[test]
fn the_storefront_schema_is_committed() {
    assert_committed("storefront", &api::graphql::storefront_schema().finish().sdl());
}

#[test]
fn the_admin_schema_is_committed() {
    assert_committed("admin", &api::graphql::admin_schema().finish().sdl());
}

fn assert_committed(api: &str, served: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../schema/{api}.graphql"));
    let committed = fs::read_to_string(&path).unwrap_or_else(|error| panic!("schema/{api}.graphql: {error}"));
    // The difference would be thousands of lines: say what to do instead.
    assert!(
        committed.trim_end() == served.trim_end(),
        "the schema has changed: run `oxcart schema {api} > schema/{api}.graphql`"
    );
}
