//! What an edit answers: the cart as it is now, what was refused, what the buyer should know.
use async_graphql::{ID, SimpleObject};

use super::{
    code::{CartErrorCode, CartWarningCode},
    object::Cart,
};

/// Why an edit was refused. Nothing of it was done.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartUserError {
    pub code: Option<CartErrorCode>,
    /// The argument it is about, from the outermost in: `["lines", "0", "quantity"]`.
    pub field: Option<Vec<String>>,
    pub message: String,
}

/// What a buyer should know about their cart: it is not quite what they wanted.
#[derive(Clone, Debug, SimpleObject)]
pub struct CartWarning {
    pub code: CartWarningCode,
    /// The line, code or cart it is about.
    pub target: ID,
    pub message: String,
}

/// What came of an edit.
pub struct Outcome {
    pub cart: Option<Cart>,
    pub user_errors: Vec<CartUserError>,
    pub warnings: Vec<CartWarning>,
}

impl Outcome {
    /// Nothing was done, nor looked at.
    pub fn refused(user_errors: Vec<CartUserError>) -> Self {
        Self { cart: None, user_errors, warnings: Vec::new() }
    }
}

/// Declares what mutations answer: the dialect has a type for each, all alike.
macro_rules! payloads {
    ($($mutation:literal => $payload:ident),+ $(,)?) => {$(
        #[doc = concat!("What `", $mutation, "` answers.")]
        #[derive(SimpleObject)]
        pub struct $payload {
            /// The cart as it is now. Absent when there is none to show.
            cart: Option<Cart>,
            /// Why it was refused. Empty when it was done.
            user_errors: Vec<CartUserError>,
            /// What the buyer should know.
            warnings: Vec<CartWarning>,
        }

        impl From<Outcome> for $payload {
            fn from(Outcome { cart, user_errors, warnings }: Outcome) -> Self {
                Self { cart, user_errors, warnings }
            }
        }
    )+};
}

payloads! {
    "cartCreate" => CartCreatePayload,
    "cartLinesAdd" => CartLinesAddPayload,
    "cartLinesUpdate" => CartLinesUpdatePayload,
    "cartLinesRemove" => CartLinesRemovePayload,
    "cartAttributesUpdate" => CartAttributesUpdatePayload,
    "cartNoteUpdate" => CartNoteUpdatePayload,
    "cartBuyerIdentityUpdate" => CartBuyerIdentityUpdatePayload,
    "cartBillingAddressUpdate" => CartBillingAddressUpdatePayload,
    "cartDiscountCodesUpdate" => CartDiscountCodesUpdatePayload,
    "cartGiftCardCodesUpdate" => CartGiftCardCodesUpdatePayload,
    "cartGiftCardCodesAdd" => CartGiftCardCodesAddPayload,
    "cartGiftCardCodesRemove" => CartGiftCardCodesRemovePayload,
    "cartDeliveryAddressesAdd" => CartDeliveryAddressesAddPayload,
    "cartDeliveryAddressesUpdate" => CartDeliveryAddressesUpdatePayload,
    "cartDeliveryAddressesRemove" => CartDeliveryAddressesRemovePayload,
    "cartDeliveryAddressesReplace" => CartDeliveryAddressesReplacePayload,
    "cartSelectedDeliveryOptionsUpdate" => CartSelectedDeliveryOptionsUpdatePayload,
    "cartStoreCreditUpdate" => CartStoreCreditUpdatePayload,
    "cartClone" => CartClonePayload,
    "cartRemovePersonalData" => CartRemovePersonalDataPayload,
}
