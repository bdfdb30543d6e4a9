//! Requests that are wrong before GraphQL comes into it: each with its status and a sentence.
use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use async_graphql::ServerError;
use serde_json::json;
use service::shop::fault::Fault;

use crate::graphql::{
    error::{self, Code},
    limits::Refusal,
};

/// Why a request is turned away at the door.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    refusal: Refusal,
}

impl Problem {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, refusal: Refusal::bad_input(message) }
    }

    /// The request is not what a GraphQL request looks like.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(super) fn refused(refusal: Refusal) -> Self {
        Self { status: StatusCode::BAD_REQUEST, refusal }
    }

    pub(super) fn unsupported_body() -> Self {
        let message = "send the request as `content-type: application/json`, in UTF-8 and without an encoding";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
    }

    pub(super) fn not_acceptable() -> Self {
        let message = "answers are application/graphql-response+json or application/json: accept one of them";
        Self::new(StatusCode::NOT_ACCEPTABLE, message)
    }

    pub(super) fn too_large(max: usize) -> Self {
        let refusal = Refusal::bad_input(format!("the body is too large: at most {max} bytes are taken"));
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, refusal }
    }

    pub(super) fn too_slow() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "the body did not arrive in time")
    }

    pub(super) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "send the request by POST, or by GET if it only reads")
    }

    /// No key, or one that opens nothing.
    pub(super) fn unauthenticated() -> Self {
        let refusal =
            Refusal { code: Code::Unauthenticated, message: error::UNAUTHENTICATED.to_owned(), locations: Vec::new() };
        Self { status: StatusCode::UNAUTHORIZED, refusal }
    }

    /// We cannot find out who asks.
    pub(super) fn internal(fault: &Fault) -> Self {
        let error = error::internal(fault);
        let refusal = Refusal { code: Code::Internal, message: error.message, locations: Vec::new() };
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, refusal }
    }

    pub(super) fn code(&self) -> &'static str {
        self.refusal.code.as_str()
    }

    pub(super) fn respond(self, content_type: &str, request_id: &str) -> HttpResponse {
        let status = self.status;
        let mut error = ServerError::from(self.refusal);
        error.extensions.get_or_insert_default().set("requestId", request_id);
        let mut response = HttpResponse::build(status);
        if status == StatusCode::METHOD_NOT_ALLOWED {
            response.insert_header((header::ALLOW, "GET, POST, OPTIONS"));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        response
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_TYPE, content_type))
            .body(json!({ "errors": [error] }).to_string())
    }
}
