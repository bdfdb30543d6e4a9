//! How failures leave: a code clients can match on, a sentence people can act on, nothing internal.
use async_graphql::{Error, ErrorExtensions};
use service::{
    catalogue::product::ListError,
    content, customer,
    inventory::history::HistoryError,
    shop::{
        fault::Fault,
        page::{self, PageError},
    },
};

/// `extensions.code` of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    Unauthenticated,
    Forbidden,
    NotFound,
    BadUserInput,
    TooComplex,
    RateLimited,
    /// Not now: in a moment it may work.
    Unavailable,
    Internal,
}

impl Code {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::TooComplex => "TOO_COMPLEX",
            Self::RateLimited => "RATE_LIMITED",
            Self::Unavailable => "SERVICE_UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }
}

/// An error with a code and a sentence.
pub fn error(code: Code, message: impl Into<String>) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code.as_str()))
}

/// The caller's mistake: the sentence says what to do instead.
pub fn bad_input(message: impl Into<String>) -> Error {
    error(Code::BadUserInput, message)
}

/// Nobody is known to ask, where somebody must be.
pub fn unauthenticated() -> Error {
    error(Code::Unauthenticated, UNAUTHENTICATED)
}

/// Said to whoever has no key, an unknown one, or one that no longer opens anything: which of these is not told.
pub const UNAUTHENTICATED: &str =
    "send an admin key as `authorization: Bearer <key>`: `oxcart admin create-key` makes one";

/// What was asked may have been done: an idempotency key makes it safe to ask again.
const UNAVAILABLE: &str = "the shop cannot reach its database: ask again in a moment, with the same idempotency key";

/// Nothing is secret about it, and only its operator can do something.
const NOT_SET_UP: &str = "this shop is not set up yet: `oxcart import shopify-csv FILE` brings a catalogue in, `oxcart seed demo` a demo shop";

/// Ours: logged in full, told in two words. The request id in the answer leads to the log.
pub fn internal(fault: &Fault) -> Error {
    if fault.is_not_set_up() {
        tracing::warn!("asked before the shop was set up");
        return error(Code::Internal, NOT_SET_UP);
    }
    if fault.is_unreachable() {
        let source = std::error::Error::source(fault).map(ToString::to_string).unwrap_or_default();
        tracing::warn!(source, "the database cannot be reached");
        return error(Code::Unavailable, UNAVAILABLE);
    }
    let source = std::error::Error::source(fault).map(ToString::to_string).unwrap_or_default();
    tracing::error!(fault = %fault, source, "a resolver failed");
    error(Code::Internal, "something went wrong on our side; quote the request id if you report it")
}

/// Lets resolvers write `?` after a service call.
pub trait OrFail<T> {
    fn or_fail(self) -> Result<T, Error>;
}

impl<T> OrFail<T> for Result<T, Fault> {
    fn or_fail(self) -> Result<T, Error> {
        self.map_err(|fault| internal(&fault))
    }
}

impl<T> OrFail<T> for Result<T, PageError> {
    fn or_fail(self) -> Result<T, Error> {
        self.map_err(|refusal| bad_input(refusal.to_string()))
    }
}

impl<T> OrFail<T> for Result<T, ListError> {
    fn or_fail(self) -> Result<T, Error> {
        self.map_err(|refusal| match refusal {
            ListError::Page(refusal) => bad_input(refusal.to_string()),
            ListError::Fault(fault) => internal(&fault),
        })
    }
}

impl<T> OrFail<T> for Result<T, customer::read::ListError> {
    fn or_fail(self) -> Result<T, Error> {
        self.map_err(|refusal| match refusal {
            customer::read::ListError::Page(refusal) => bad_input(refusal.to_string()),
            customer::read::ListError::Fault(fault) => internal(&fault),
        })
    }
}

impl<T> OrFail<T> for Result<T, HistoryError> {
    fn or_fail(self) -> Result<T, Error> {
        self.map_err(|refusal| match refusal {
            HistoryError::Page(refusal) => bad_input(refusal.to_string()),
            HistoryError::Fault(fault) => internal(&fault),
        })
    }
}

impl<T> OrFail<T> for Result<T, content::ListError> {
    fn or_fail(self) -> Result<T, Error> {
        self.map_err(|refusal| match refusal {
            content::ListError::Page(refusal) => bad_input(refusal.to_string()),
            content::ListError::Query(refusal) => bad_input(refusal.to_string()),
            content::ListError::Fault(fault) => internal(&fault),
        })
    }
}

impl<T> OrFail<T> for Result<T, page::ListError> {
    fn or_fail(self) -> Result<T, Error> {
        self.map_err(|refusal| match refusal {
            page::ListError::Page(refusal) => bad_input(refusal.to_string()),
            page::ListError::Fault(fault) => internal(&fault),
        })
    }
}
