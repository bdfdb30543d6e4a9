//! Writing and reading global ids.
use async_graphql::{Error, ID};
use uuid::Uuid;

use crate::graphql::error::bad_input;

/// The namespace that the dialect's clients look for. Any is accepted.
const NAMESPACE: &str = "shopify";

/// The id of a thing for clients.
pub fn encode(kind: &str, id: impl Into<Uuid>) -> ID {
    ID(format!("gid://{NAMESPACE}/{kind}/{}", id.into()))
}

/// A global id taken apart: `gid://anything/Kind/tail?query`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalId<'a> {
    pub kind: &'a str,
    pub tail: &'a str,
}

/// Takes a global id apart. The query part, where clients keep keys and hints, is dropped.
pub fn parse(text: &str) -> Option<GlobalId<'_>> {
    let path = text.strip_prefix("gid://")?;
    let path = path.split(['?', '#']).next()?;
    let mut parts = path.splitn(3, '/').skip(1);
    let (kind, tail) = (parts.next()?, parts.next()?);
    (!kind.is_empty() && !tail.is_empty()).then_some(GlobalId { kind, tail })
}

/// The key behind an id of a known kind: a global id of that kind, or the bare key.
///
/// # Errors
/// `BAD_USER_INPUT` for text that is no id at all, or an id of another kind.
pub fn decode<T: From<Uuid>>(kind: &str, id: &ID) -> Result<Option<T>, Error> {
    let tail = match parse(&id.0) {
        Some(global) if global.kind == kind => global.tail,
        Some(global) => return Err(bad_input(format!("this is the id of a {}, not of a {kind}", global.kind))),
        None if id.0.contains('/') => {
            return Err(bad_input(format!("`{id}` is not a valid id: use one as it was given", id = short(&id.0))));
        }
        None => &id.0,
    };
    // Another system's number is a well-formed id of something we do not have.
    Ok(Uuid::parse_str(tail).ok().map(T::from))
}

/// As [`decode`], where what is not there is refused later: a number of another system's becomes a key that nothing has.
///
/// # Errors
/// As [`decode`].
pub fn known<T: From<Uuid>>(kind: &str, id: &ID) -> Result<T, Error> {
    Ok(decode(kind, id)?.unwrap_or_else(|| Uuid::nil().into()))
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_any_namespace_and_drops_the_query() {
        let parsed = parse("gid://oxcart/Cart/abc?key=1").unwrap();
        assert_eq!((parsed.kind, parsed.tail), ("Cart", "abc"));
        assert_eq!(parse("gid://shopify/Product/"), None);
        assert_eq!(parse("Product/1"), None);
    }

    #[test]
    fn numbers_of_other_systems_find_nothing() {
        assert_eq!(decode::<Uuid>("Product", &ID("gid://shopify/Product/42".into())).unwrap(), None);
        assert!(decode::<Uuid>("Product", &ID("gid://shopify/Cart/42".into())).is_err());
    }
}
