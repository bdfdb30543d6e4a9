# What is done often. `just` lists it; each line also works typed out.

_list:
    @just --list --unsorted

# The shop at http://127.0.0.1:8000, with the demo shop in ./data the first time.
run *args:
    cargo run -- {{ args }}

# Format, lints and documentation, without running anything.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Every test. With TEST_DATABASE_URL=postgres://… on both databases.
test *args:
    cargo test --workspace {{ args }}

# GraphiQL, to be put into the binary by the next build.
playground:
    cd api/playground && npm install --no-save && npm run build

# Writes the schema that clients see, after a change to it.
schema:
    mkdir -p schema
    cargo run --quiet -- schema storefront > schema/storefront.graphql

# What continuous integration runs.
ci:
    .ci/run
