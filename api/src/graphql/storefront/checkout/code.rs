//! The dialect's words for what keeps a cart from being ordered, and why a payment failed.
use async_graphql::Enum;

/// Why a cart was not ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SubmissionErrorCode {
    BuyerIdentityEmailIsInvalid,
    BuyerIdentityEmailRequired,
    BuyerIdentityPhoneIsInvalid,
    /// Ours: this cart is an order already.
    CartAlreadyOrdered,
    #[graphql(name = "DELIVERY_ADDRESS1_INVALID")]
    DeliveryAddress1Invalid,
    #[graphql(name = "DELIVERY_ADDRESS1_REQUIRED")]
    DeliveryAddress1Required,
    #[graphql(name = "DELIVERY_ADDRESS1_TOO_LONG")]
    DeliveryAddress1TooLong,
    #[graphql(name = "DELIVERY_ADDRESS2_INVALID")]
    DeliveryAddress2Invalid,
    #[graphql(name = "DELIVERY_ADDRESS2_REQUIRED")]
    DeliveryAddress2Required,
    #[graphql(name = "DELIVERY_ADDRESS2_TOO_LONG")]
    DeliveryAddress2TooLong,
    DeliveryAddressRequired,
    DeliveryCityInvalid,
    DeliveryCityRequired,
    DeliveryCityTooLong,
    DeliveryCompanyInvalid,
    DeliveryCompanyRequired,
    DeliveryCompanyTooLong,
    DeliveryCountryRequired,
    DeliveryFirstNameInvalid,
    DeliveryFirstNameRequired,
    DeliveryFirstNameTooLong,
    DeliveryInvalidPostalCodeForCountry,
    DeliveryInvalidPostalCodeForZone,
    DeliveryLastNameInvalid,
    DeliveryLastNameRequired,
    DeliveryLastNameTooLong,
    DeliveryNoDeliveryAvailable,
    DeliveryNoDeliveryAvailableForMerchandiseLine,
    DeliveryOptionsPhoneNumberInvalid,
    DeliveryOptionsPhoneNumberRequired,
    DeliveryPhoneNumberInvalid,
    DeliveryPhoneNumberRequired,
    DeliveryPostalCodeInvalid,
    DeliveryPostalCodeRequired,
    DeliveryZoneNotFound,
    DeliveryZoneRequiredForCountry,
    Error,
    /// Ours: the same request is under way. Ask again in a moment.
    IdempotencyInProgress,
    /// Ours: this key was used for another request.
    IdempotencyMismatch,
    MerchandiseLineLimitReached,
    MerchandiseNotApplicable,
    MerchandiseNotEnoughStockAvailable,
    MerchandiseOutOfStock,
    MerchandiseProductNotPublished,
    NoDeliveryGroupSelected,
    #[graphql(name = "PAYMENTS_ADDRESS1_INVALID")]
    PaymentsAddress1Invalid,
    #[graphql(name = "PAYMENTS_ADDRESS1_REQUIRED")]
    PaymentsAddress1Required,
    #[graphql(name = "PAYMENTS_ADDRESS1_TOO_LONG")]
    PaymentsAddress1TooLong,
    #[graphql(name = "PAYMENTS_ADDRESS2_INVALID")]
    PaymentsAddress2Invalid,
    #[graphql(name = "PAYMENTS_ADDRESS2_REQUIRED")]
    PaymentsAddress2Required,
    #[graphql(name = "PAYMENTS_ADDRESS2_TOO_LONG")]
    PaymentsAddress2TooLong,
    PaymentsBillingAddressZoneNotFound,
    PaymentsBillingAddressZoneRequiredForCountry,
    PaymentsCityInvalid,
    PaymentsCityRequired,
    PaymentsCityTooLong,
    PaymentsCompanyInvalid,
    PaymentsCompanyRequired,
    PaymentsCompanyTooLong,
    PaymentsCountryRequired,
    PaymentsCreditCardBaseExpired,
    PaymentsCreditCardBaseGatewayNotSupported,
    PaymentsCreditCardBaseInvalidStartDateOrIssueNumberForDebit,
    PaymentsCreditCardBrandNotSupported,
    PaymentsCreditCardFirstNameBlank,
    PaymentsCreditCardGeneric,
    PaymentsCreditCardLastNameBlank,
    PaymentsCreditCardMonthInclusion,
    PaymentsCreditCardNameInvalid,
    PaymentsCreditCardNumberInvalid,
    PaymentsCreditCardNumberInvalidFormat,
    PaymentsCreditCardSessionId,
    PaymentsCreditCardVerificationValueBlank,
    PaymentsCreditCardVerificationValueInvalidForCardType,
    PaymentsCreditCardYearExpired,
    PaymentsCreditCardYearInvalidExpiryYear,
    PaymentsFirstNameInvalid,
    PaymentsFirstNameRequired,
    PaymentsFirstNameTooLong,
    PaymentsInvalidPostalCodeForCountry,
    PaymentsInvalidPostalCodeForZone,
    PaymentsLastNameInvalid,
    PaymentsLastNameRequired,
    PaymentsLastNameTooLong,
    PaymentsMethodRequired,
    PaymentsMethodUnavailable,
    PaymentsPhoneNumberInvalid,
    PaymentsPhoneNumberRequired,
    PaymentsPostalCodeInvalid,
    PaymentsPostalCodeRequired,
    PaymentsShopifyPaymentsRequired,
    PaymentsUnacceptablePaymentAmount,
    PaymentsWalletContentMissing,
    RedirectToCheckoutRequired,
    TaxesDeliveryGroupIdNotFound,
    TaxesLineIdNotFound,
    TaxesMustBeDefined,
    ValidationCustom,
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CompletionErrorCode {
    Error,
    InventoryReservationError,
    PaymentAmountTooSmall,
    PaymentCallIssuer,
    PaymentCardDeclined,
    PaymentError,
    PaymentGatewayNotEnabledError,
    PaymentInsufficientFunds,
    PaymentInvalidBillingAddress,
    PaymentInvalidCreditCard,
    PaymentInvalidCurrency,
    PaymentInvalidPaymentMethod,
    PaymentTransientError,
}

/// Where a card comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CartCardSource {
    SavedCreditCard,
}
