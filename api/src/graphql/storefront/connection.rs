//! Relay connections: a page of a list, each item with a cursor.
use async_graphql::{Result, SimpleObject};
use service::shop::page::{self, Direction, Page, PageError, PageRequest};

use crate::graphql::error::OrFail;

/// Where a page is in its list.
#[derive(Clone, Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether there is a page after this one.
    has_next_page: bool,
    /// Whether there is a page before this one.
    has_previous_page: bool,
    /// The cursor of the first item.
    start_cursor: Option<String>,
    /// The cursor of the last item.
    end_cursor: Option<String>,
}

impl PageInfo {
    pub fn of<T>(page: &Page<T>) -> Self {
        Self {
            has_next_page: page.has_next,
            has_previous_page: page.has_previous,
            start_cursor: page.items.first().map(|(cursor, _)| cursor.clone()),
            end_cursor: page.items.last().map(|(cursor, _)| cursor.clone()),
        }
    }
}

/// The page that a connection's arguments ask for.
pub fn page(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> Result<PageRequest> {
    PageRequest::from_arguments(first, after, last, before).or_fail()
}

/// A page of a list that is already at hand. Its cursors are the items' keys.
pub fn slice<T: Clone>(list: &[T], request: &PageRequest, key: impl Fn(&T) -> String) -> Result<Page<T>> {
    let at = match request.position::<String>().or_fail()? {
        None => None,
        Some(cursor) => Some(list.iter().position(|item| key(item) == cursor).ok_or(PageError::BadCursor).or_fail()?),
    };
    let size = request.size as usize;
    let (start, end) = match (request.direction, at) {
        (Direction::Forward, at) => {
            let start = at.map_or(0, |at| at + 1);
            (start, list.len().min(start + size))
        }
        (Direction::Backward, at) => {
            let end = at.unwrap_or(list.len());
            (end.saturating_sub(size), end)
        }
    };
    let items = list[start..end].iter().map(|item| (page::encode(&key(item)), item.clone())).collect();
    Ok(Page { items, has_next: end < list.len(), has_previous: start > 0 })
}

/// Declares a connection and its edge.
#[macro_export]
macro_rules! connection {
    ($(#[$doc:meta])* $connection:ident, $edge:ident, $node:ty) => {
        $(#[$doc])*
        pub struct $connection(pub service::shop::page::Page<$node>);

        #[async_graphql::Object]
        impl $connection {
            /// The items with their cursors.
            async fn edges(&self) -> Vec<$edge<'_>> {
                self.0.items.iter().map(|(cursor, node)| $edge { cursor, node }).collect()
            }

            /// The items.
            async fn nodes(&self) -> Vec<&$node> {
                self.0.items.iter().map(|(_, node)| node).collect()
            }

            /// Where this page is in the list.
            async fn page_info(&self) -> $crate::graphql::storefront::connection::PageInfo {
                $crate::graphql::storefront::connection::PageInfo::of(&self.0)
            }
        }

        /// An item with its cursor.
        pub struct $edge<'a> {
            cursor: &'a str,
            node: &'a $node,
        }

        #[async_graphql::Object]
        impl $edge<'_> {
            /// Where the item is in its list: for `after` and `before`.
            async fn cursor(&self) -> &str {
                self.cursor
            }

            /// The item.
            async fn node(&self) -> &$node {
                self.node
            }
        }
    };
}

crate::connection!(
    /// Texts.
    StringConnection,
    StringEdge,
    String
);
