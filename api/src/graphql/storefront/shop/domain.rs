//! Where the shop lives.
use async_graphql::{Context, Result, SimpleObject};
use url::Url as Address;

use crate::graphql::{context::ContextExt, error::OrFail, scalar::Url};

/// An address of the shop.
#[derive(Clone, Debug, SimpleObject)]
pub struct Domain {
    /// As in `shop.example`, with the port where it is not the usual one.
    host: String,
    /// Whether it is reached over TLS.
    ssl_enabled: bool,
    url: Url,
}

impl Domain {
    /// The shop's own.
    pub(super) async fn of_shop(ctx: &Context<'_>) -> Result<Self> {
        let url = primary(ctx).await?;
        Ok(Self { host: host(&url), ssl_enabled: url.starts_with("https:"), url: Url(url) })
    }
}

/// The shop's address without a trailing slash: what the operator set, or else where it is reached.
pub async fn primary(ctx: &Context<'_>) -> Result<String> {
    let settings = ctx.shop().settings().await.or_fail()?;
    let own = settings.shop.primary_url.trim_end_matches('/');
    Ok(if own.is_empty() { ctx.base_url() } else { own }.to_owned())
}

/// A path on the shop's own domain. What already is a whole address stays as it is.
pub async fn absolute(ctx: &Context<'_>, path: &str) -> Result<Url> {
    if Address::parse(path).is_ok() || path.starts_with("//") {
        return Ok(Url(path.to_owned()));
    }
    let slash = if path.starts_with('/') { "" } else { "/" };
    Ok(Url(format!("{}{slash}{path}", primary(ctx).await?)))
}

/// The host of an address, with the port where it is not the usual one.
pub(super) fn host(url: &str) -> String {
    let Ok(address) = Address::parse(url) else { return url.to_owned() };
    match (address.host_str(), address.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn hosts_keep_unusual_ports() {
        assert_eq!(host("https://shop.example"), "shop.example");
        assert_eq!(host("http://127.0.0.1:8000"), "127.0.0.1:8000");
        assert_eq!(host("https://shop.example:443/x"), "shop.example");
    }
}
