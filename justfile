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

# What it takes to price a cart.
bench-quote:
    cargo bench -p service --bench quote

# GraphiQL, to be put into the binary by the next build.
playground:
    cd api/playground && npm install --no-save && npm run build

# Writes the schemas that clients see, after a change to them.
schema:
    mkdir -p schema
    cargo run --quiet -- schema storefront > schema/storefront.graphql
    cargo run --quiet -- schema admin > schema/admin.graphql

# What continuous integration runs.
ci:
    .ci/run
