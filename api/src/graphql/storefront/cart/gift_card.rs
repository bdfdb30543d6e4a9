//! Gift cards on a cart.
use async_graphql::{ComplexObject, ID, SimpleObject};
use entity::{
    ids::GiftCardId,
    money::{Currency, Minor, Money},
};
use service::cart::view::GiftCardView;

use crate::graphql::storefront::{money::MoneyV2, node::id};

/// A gift card that pays for a cart.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct AppliedGiftCard {
    #[graphql(skip)]
    card: GiftCardId,
    /// The last four of its code.
    pub last_characters: String,
    /// What it pays of this cart.
    pub amount_used: MoneyV2,
    #[graphql(deprecation = "use `amountUsed`")]
    pub amount_used_v2: MoneyV2,
    /// What is on it. Nothing is taken from it before the cart is paid.
    pub balance: MoneyV2,
    #[graphql(deprecation = "use `balance`")]
    pub balance_v2: MoneyV2,
    /// What it pays, in the cart's currency.
    pub presentment_amount_used: MoneyV2,
}

impl AppliedGiftCard {
    pub fn of(card: &GiftCardView, currency: Currency) -> Self {
        let money = |amount: Minor, currency| MoneyV2::from(Money { amount, currency });
        let (used, balance) = (money(card.used, currency), money(card.balance, card.currency));
        Self {
            card: card.id,
            last_characters: card.last_characters.clone(),
            amount_used: used.clone(),
            amount_used_v2: used.clone(),
            balance: balance.clone(),
            balance_v2: balance,
            presentment_amount_used: used,
        }
    }
}

#[ComplexObject]
impl AppliedGiftCard {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("AppliedGiftCard", self.card)
    }
}
