//! How a cart is paid, as clients write it.
use async_graphql::{Enum, ID, InputObject, Result};
use entity::{money::Money, payment::Gateway};

use super::code::CartCardSource;
use crate::graphql::{
    admin::money::minor,
    error::bad_input,
    scalar::Decimal,
    storefront::{address::MailingAddressInput, codes::CurrencyCode},
};

/// An amount and its currency.
#[derive(Clone, Debug, InputObject)]
pub struct MoneyInput {
    pub amount: Decimal,
    pub currency_code: CurrencyCode,
}

impl MoneyInput {
    /// The amount itself.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for what is no amount.
    pub fn money(&self) -> Result<Money> {
        let currency = self.currency_code.to_entity().ok_or_else(|| bad_input("this currency is no money"))?;
        Ok(Money { amount: minor(&self.amount, currency)?, currency })
    }
}

/// Who moves the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PaymentGateway {
    /// By hand: bank transfer, cash on delivery. The order is placed at once, and paid later.
    Manual,
    /// For trying things out: tokens such as `tok_visa`, `tok_declined`, `tok_3ds`.
    Test,
    /// Cards and more, by Stripe. The source is a payment method's id: `pm_…`.
    Stripe,
}

impl From<PaymentGateway> for Gateway {
    fn from(gateway: PaymentGateway) -> Self {
        match gateway {
            PaymentGateway::Manual => Self::Manual,
            PaymentGateway::Test => Self::Test,
            PaymentGateway::Stripe => Self::Stripe,
        }
    }
}

/// How a cart is paid, and how much its buyer agrees to.
#[derive(Clone, Debug, InputObject)]
pub struct CartPaymentInput {
    /// What the buyer has seen. At any other amount the cart is not ordered.
    pub amount: MoneyInput,
    pub direct_payment_method: Option<CartDirectPaymentMethodInput>,
    /// For a cart that costs nothing.
    pub free_payment_method: Option<CartFreePaymentMethodInput>,
    pub source_identifier: Option<String>,
    pub wallet_payment_method: Option<CartWalletPaymentMethodInput>,
}

/// By a payment session: see `cartPaymentSessionCreate`.
#[derive(Clone, Debug, InputObject)]
pub struct CartDirectPaymentMethodInput {
    pub accepted_subscription_terms: Option<bool>,
    pub billing_address: MailingAddressInput,
    pub card_source: Option<CartCardSource>,
    pub session_id: String,
}

#[derive(Clone, Debug, InputObject)]
pub struct CartFreePaymentMethodInput {
    pub billing_address: MailingAddressInput,
}

/// Wallets are not taken: they are refused with `PAYMENTS_METHOD_UNAVAILABLE`.
#[derive(Clone, Debug, InputObject)]
pub struct CartWalletPaymentMethodInput {
    pub apple_pay_wallet_content: Option<ApplePayWalletContentInput>,
    pub shop_pay_wallet_content: Option<ShopPayWalletContentInput>,
}

#[derive(Clone, Debug, InputObject)]
pub struct ApplePayWalletContentInput {
    pub billing_address: MailingAddressInput,
    pub data: String,
    pub header: ApplePayWalletHeaderInput,
    pub last_digits: Option<String>,
    pub signature: String,
    pub version: String,
}

#[derive(Clone, Debug, InputObject)]
pub struct ApplePayWalletHeaderInput {
    pub application_data: Option<String>,
    pub ephemeral_public_key: String,
    pub public_key_hash: String,
    pub transaction_id: String,
}

#[derive(Clone, Debug, InputObject)]
pub struct ShopPayWalletContentInput {
    pub billing_address: MailingAddressInput,
    pub session_token: String,
}

/// All that is needed to order a cart at once.
#[derive(Clone, Debug, InputObject)]
pub struct CartCompleteInput {
    pub cart_id: ID,
    /// What the buyer has seen. At any other amount the cart is not ordered.
    pub amount: MoneyInput,
    /// Absent: gift cards and store credit pay all of it, or a session was chosen before.
    pub gateway: Option<PaymentGateway>,
    /// The gateway's token for how the buyer pays. Never a card number.
    pub source: Option<String>,
    /// The buyer's own name for this request: sent again, it is answered with what it made. At most 255 characters.
    pub idempotency_key: Option<String>,
}
