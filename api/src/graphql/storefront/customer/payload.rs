//! What comes back from what customers do.
use async_graphql::{Object, SimpleObject};

use super::{
    object::{Customer, CustomerAccessToken},
    refusal::CustomerUserError,
};
use crate::graphql::storefront::address::MailingAddress;

/// What went wrong, for people.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// The way to the part of the input that is wrong.
    pub field: Option<Vec<String>>,
    pub message: String,
}

impl From<&CustomerUserError> for UserError {
    fn from(error: &CustomerUserError) -> Self {
        Self { field: error.field.clone(), message: error.message.clone() }
    }
}

/// Declares a payload: what was done, or why not.
macro_rules! payload {
    ($(#[$doc:meta])* $payload:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Default)]
        pub struct $payload {
            $(pub $field: Option<$ty>,)*
            pub errors: Vec<CustomerUserError>,
        }

        impl From<Vec<CustomerUserError>> for $payload {
            fn from(errors: Vec<CustomerUserError>) -> Self {
                let mut payload = Self::default();
                payload.errors = errors;
                payload
            }
        }

        #[Object]
        impl $payload {
            $($(#[$field_doc])* async fn $field(&self) -> Option<&$ty> {
                self.$field.as_ref()
            })*

            /// Why nothing was done.
            async fn customer_user_errors(&self) -> &[CustomerUserError] {
                &self.errors
            }

            /// Why nothing was done.
            #[graphql(deprecation = "use `customerUserErrors`")]
            async fn user_errors(&self) -> Vec<UserError> {
                self.errors.iter().map(UserError::from).collect()
            }
        }
    };
}

payload!(
    /// Who registered.
    CustomerCreatePayload {
        customer: Customer,
    }
);
payload!(
    /// Who changed what. A token after a change of the password: all others ended.
    CustomerUpdatePayload {
        customer: Customer,
        customer_access_token: CustomerAccessToken,
    }
);
payload!(
    /// A login.
    CustomerAccessTokenCreatePayload {
        customer_access_token: CustomerAccessToken,
    }
);
payload!(
    /// Whether a mail was sent is not told.
    CustomerRecoverPayload {}
);
payload!(
    /// A customer with another password.
    CustomerResetPayload {
        customer: Customer,
        customer_access_token: CustomerAccessToken,
    }
);
payload!(
    /// A customer with another password.
    CustomerResetByUrlPayload {
        customer: Customer,
        customer_access_token: CustomerAccessToken,
    }
);
payload!(
    /// A customer with a first password.
    CustomerActivatePayload {
        customer: Customer,
        customer_access_token: CustomerAccessToken,
    }
);
payload!(
    /// A customer with a first password.
    CustomerActivateByUrlPayload {
        customer: Customer,
        customer_access_token: CustomerAccessToken,
    }
);
payload!(
    /// An address that was put into the book.
    CustomerAddressCreatePayload {
        customer_address: MailingAddress,
    }
);
payload!(
    /// An address that was written anew.
    CustomerAddressUpdatePayload {
        customer_address: MailingAddress,
    }
);
payload!(
    /// An address that was taken out of the book.
    CustomerAddressDeletePayload {
        deleted_customer_address_id: String,
    }
);
payload!(
    /// Whose default address it is.
    CustomerDefaultAddressUpdatePayload {
        customer: Customer,
    }
);

/// A token in exchange for another.
#[derive(SimpleObject)]
pub struct CustomerAccessTokenRenewPayload {
    pub customer_access_token: Option<CustomerAccessToken>,
    pub user_errors: Vec<UserError>,
}

/// A token that opens nothing any more.
#[derive(SimpleObject)]
pub struct CustomerAccessTokenDeletePayload {
    pub deleted_access_token: Option<String>,
    pub deleted_customer_access_token_id: Option<String>,
    pub user_errors: Vec<UserError>,
}
