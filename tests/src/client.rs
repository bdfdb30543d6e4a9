//! Talks GraphQL to a shop, as a storefront would.
