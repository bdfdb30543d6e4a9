//! Reading what a client sends: so much, and in time.
use std::time::Duration;

use actix_web::{
    HttpRequest,
    http::header,
    web::{Bytes, BytesMut, Payload},
};
use futures::StreamExt;

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    TooLarge,
    EndedEarly,
    TooSlow,
}

/// Reads a body of at most `max` bytes, within `timeout`.
pub(super) async fn read(
    request: &HttpRequest,
    mut payload: Payload,
    max: usize,
    timeout: Duration,
) -> Result<Bytes, Unread> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > max) {
        return Err(Unread::TooLarge);
    }
    let reading = async {
        let mut body = BytesMut::with_capacity(announced.unwrap_or_default());
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Unread::EndedEarly)?;
            if body.len() + chunk.len() > max {
                return Err(Unread::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    tokio::time::timeout(timeout, reading).await.map_err(|_| Unread::TooSlow)?
}
