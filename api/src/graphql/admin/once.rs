//! The key of a mutation that must not be done twice.
use service::{
    access::Actor,
    shop::idempotency::{Once, OnceError},
};

/// A key of whoever asks, for this request.
pub fn once(
    actor: &Actor,
    key: Option<String>,
    mutation: &str,
    input: &impl std::fmt::Debug,
) -> Result<Option<Once>, OnceError> {
    key.map(|key| Once::new(actor.name.clone(), key, &format!("{mutation} {input:?}"))).transpose()
}
