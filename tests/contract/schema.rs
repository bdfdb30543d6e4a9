//! The committed schema is the one that is served. Clients generate their code from the file, and a
//! review sees every change of it. `just schema` writes it anew.
use std::{fs, path::Path};

#[test]
fn the_storefront_schema_is_committed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/storefront.graphql");
    let committed = fs::read_to_string(path).expect("schema/storefront.graphql");
    let served = api::graphql::storefront_schema().finish().sdl();
    // The difference would be thousands of lines: say what to do instead.
    assert!(
        committed.trim_end() == served.trim_end(),
        "the schema has changed: run `oxcart schema storefront > schema/storefront.graphql`"
    );
}
