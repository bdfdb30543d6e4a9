//! The admin API: what those who work for the shop ask and change, each with a key that allows it.
//!
//! Every root field names its permission with a guard, and stands with it in `tests/contract/authorization.rs`. Every
//! mutation is one use case of `service`, is told who does it (`ctx.actor()`), and leaves a line in the audit log.
pub mod customer;
pub mod discount;
pub mod doctor;
pub mod gift_card;
pub mod inventory;
pub mod location;
pub mod market;
pub mod money;
pub mod once;
pub mod order;
pub mod permission;
pub mod price_list;
pub mod product;
pub mod shipping;
pub mod shop;
pub mod tax;
pub mod user_error;

pub use permission::{AnyKey, Needs};

use async_graphql::MergedObject;

/// Where every query of the back office starts.
#[derive(Default, MergedObject)]
#[graphql(name = "QueryRoot")]
pub struct AdminQueryRoot(
    shop::ShopQuery,
    product::ProductQuery,
    price_list::PriceListQuery,
    inventory::InventoryQuery,
    market::MarketQuery,
    location::LocationQuery,
    discount::DiscountQuery,
    gift_card::GiftCardQuery,
    shipping::ShippingQuery,
    tax::TaxQuery,
    customer::CustomerQuery,
    order::OrderQuery,
    doctor::DoctorQuery,
);

/// Everything that the back office can change.
#[derive(Default, MergedObject)]
#[graphql(name = "Mutation")]
pub struct AdminMutationRoot(
    price_list::PriceListMutation,
    inventory::InventoryMutation,
    inventory::InventoryTransferMutation,
    discount::DiscountMutation,
    gift_card::GiftCardMutation,
    shipping::ShippingMutation,
    tax::TaxMutation,
    customer::CustomerMutation,
    order::OrderMutation,
    order::FulfillmentMutation,
    order::ReturnMutation,
    order::DraftOrderMutation,
);
