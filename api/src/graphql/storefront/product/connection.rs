//! A list of products, with what it can be filtered by.
use async_graphql::Object;
use service::shop::page::Page;

use super::object::Product;
use crate::graphql::storefront::{connection::PageInfo, search::Filter};

/// Products.
pub struct ProductConnection {
    pub page: Page<Product>,
    /// What the list can be filtered by; empty where it cannot.
    pub filters: Vec<Filter>,
}

/// A product with its cursor.
pub struct ProductEdge<'a> {
    cursor: &'a str,
    node: &'a Product,
}

#[Object]
impl ProductConnection {
    /// The products with their cursors.
    async fn edges(&self) -> Vec<ProductEdge<'_>> {
        self.page.items.iter().map(|(cursor, node)| ProductEdge { cursor, node }).collect()
    }

    /// The products.
    async fn nodes(&self) -> Vec<&Product> {
        self.page.items.iter().map(|(_, node)| node).collect()
    }

    /// Where this page is in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo::of(&self.page)
    }

    /// What the list can be filtered by, with how many products each value would leave.
    async fn filters(&self) -> &[Filter] {
        &self.filters
    }
}

#[Object]
impl ProductEdge<'_> {
    /// Where the product is in its list: for `after` and `before`.
    async fn cursor(&self) -> &str {
        self.cursor
    }

    /// The product.
    async fn node(&self) -> &Product {
        self.node
    }
}
