//! One newtype per key, so that a cart's id cannot be passed for an order's.
use sea_orm::{DeriveValueType, prelude::Uuid};

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        // A key that is no number: SeaORM asks every key type, and numbers are refused.
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids!(
    AddressId,
    ApiKeyId,
    ArticleId,
    AuditLogId,
    BlogId,
    CartAddressId,
    CartId,
    CartLineId,
    CategoryId,
    CollectionId,
    CollectionRuleId,
    CouponBatchId,
    CouponCodeId,
    CustomerGroupId,
    CustomerId,
    EventId,
    FulfilmentId,
    GiftCardId,
    GiftCardMovementId,
    LedgerEntryId,
    LocationId,
    MarketId,
    MediaId,
    MenuId,
    MenuItemId,
    MetafieldId,
    OptionValueId,
    OrderAdjustmentId,
    OrderEventId,
    OrderId,
    OrderLineId,
    OrderReturnId,
    PageId,
    PaymentEventId,
    PaymentId,
    PriceListId,
    ProductId,
    ProductOptionId,
    PromotionConditionId,
    PromotionId,
    PromotionTargetId,
    ProviderEventId,
    RedemptionId,
    RefundId,
    RefundTransactionId,
    ReservationId,
    SessionId,
    ShippingMethodId,
    ShippingRateId,
    ShippingZoneId,
    ShopPolicyId,
    StockMovementId,
    StockTransferId,
    StoreCreditId,
    StoreCreditMovementId,
    TaxCategoryId,
    TaxRateId,
    UrlRedirectId,
    UserId,
    UserTokenId,
    VariantId,
);
