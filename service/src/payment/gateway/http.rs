//! How providers are called: HTTPS with roots that come with the binary, so that no image has to have them.
use std::{sync::Arc, time::Duration};

use rustls::{ClientConfig, RootCertStore, crypto::ring};

pub use reqwest::Client;

use crate::shop::fault::Fault;

/// Establishing a connection may take this long.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);

/// A client for providers. It follows no redirects: keys go where they were meant to go.
///
/// # Errors
/// A [`Fault`] when the TLS library cannot be set up.
pub fn client() -> Result<Client, Fault> {
    let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect::<RootCertStore>();
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Fault::other("setting up TLS", error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIME_MAX)
        .user_agent(concat!("oxcart/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| Fault::other("setting up the client for providers", error))
}
