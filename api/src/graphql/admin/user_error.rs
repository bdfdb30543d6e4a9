//! Expected refusals: what a client can match on, where in the input it was, and a sentence.

/// Declares the `userErrors` of a family of mutations: `user_error!(PriceListUserError, PriceListErrorCode)`.
#[macro_export]
macro_rules! user_error {
    ($(#[$doc:meta])* $error:ident, $code:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, async_graphql::SimpleObject)]
        pub struct $error {
            /// What went wrong, for clients.
            pub code: $code,
            /// The way to the part of the input that is wrong, from the argument down.
            pub field: Option<Vec<String>>,
            /// What went wrong, for people.
            pub message: String,
        }

        impl $error {
            pub fn new(code: $code, field: &[&str], message: impl Into<String>) -> Self {
                let field = (!field.is_empty()).then(|| field.iter().map(|part| (*part).to_owned()).collect());
                Self { code, field, message: message.into() }
            }
        }
    };
}
