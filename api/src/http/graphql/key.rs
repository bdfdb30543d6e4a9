//! Who asks the admin API: found out before anything else of the request is read.
use std::sync::Arc;

use actix_web::{HttpRequest, http::header};
use service::{
    access::{Staff, api_key},
    shop::Shop,
};

use super::{problem::Problem, text};

/// Headers that a key may come in, besides `authorization`.
const KEY_HEADERS: [&str; 2] = ["x-oxcart-access-token", "x-shopify-access-token"];

/// Whose key the request carries.
///
/// # Errors
/// There is none, or it opens nothing.
pub(super) async fn admit(shop: &Shop, request: &HttpRequest) -> Result<Arc<Staff>, Problem> {
    let key = sent(request).ok_or_else(Problem::unauthenticated)?;
    let staff = api_key::authenticate(shop, key).await.map_err(|fault| Problem::internal(&fault))?;
    staff.map(Arc::new).ok_or_else(Problem::unauthenticated)
}

fn sent(request: &HttpRequest) -> Option<&str> {
    if let Some(authorization) = text(request, header::AUTHORIZATION.as_str()) {
        let (scheme, key) = authorization.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| key.trim());
    }
    KEY_HEADERS.iter().find_map(|name| text(request, name)).map(str::trim)
}
