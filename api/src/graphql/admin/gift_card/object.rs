//! What staff see of gift cards and store credit.
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::{
    gift_card, gift_card_movement,
    money::{Currency, Money},
    store_credit, store_credit_movement,
};

use crate::{
    connection,
    graphql::{
        admin::money::MoneyInput,
        context::ContextExt,
        loader::{GiftCardLedgerOf, StoreCreditLedgerOf},
        scalar::DateTime,
        storefront::{connection::page, money::MoneyV2, node::id},
    },
};

/// Money paid in beforehand, that anybody with the code may spend.
#[derive(Clone)]
pub struct GiftCard(pub gift_card::Model);

/// Money the shop owes a customer, in one currency.
#[derive(Clone)]
pub struct StoreCreditAccount(pub store_credit::Model);

/// Why money moved on a gift card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::gift_card_movement::Kind")]
pub enum GiftCardTransactionKind {
    Issue,
    Redeem,
    Refund,
    Adjust,
}

/// Why store credit moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::store_credit_movement::Kind")]
pub enum StoreCreditTransactionKind {
    Credit,
    Debit,
    Redeem,
    Refund,
}

/// A line of a gift card's ledger.
#[derive(Clone)]
pub struct GiftCardTransaction {
    row: gift_card_movement::Model,
    currency: Currency,
}

/// A line of an account's ledger.
#[derive(Clone)]
pub struct StoreCreditTransaction {
    row: store_credit_movement::Model,
    currency: Currency,
}

#[Object]
impl GiftCard {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("GiftCard", self.0.id)
    }

    /// The end of its code. The code itself is not stored.
    async fn last_characters(&self) -> &str {
        &self.0.last_characters
    }

    async fn initial_value(&self) -> MoneyV2 {
        Money { amount: self.0.initial_amount, currency: self.0.currency }.into()
    }

    async fn balance(&self) -> MoneyV2 {
        Money { amount: self.0.balance, currency: self.0.currency }.into()
    }

    /// Whose it is, when it is somebody's alone.
    async fn customer_id(&self) -> Option<ID> {
        self.0.customer_id.map(|customer| id::encode("Customer", customer))
    }

    async fn is_active(&self) -> bool {
        self.0.is_active
    }

    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(Into::into)
    }

    /// For staff.
    async fn note(&self) -> &str {
        &self.0.note
    }

    /// Its ledger, the latest first.
    async fn transactions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<GiftCardTransactionConnection> {
        let request = page(first, after, last, before)?;
        let found = ctx.load().page(GiftCardLedgerOf(self.0.id, request)).await?;
        let currency = self.0.currency;
        Ok(GiftCardTransactionConnection(found.map(|row| GiftCardTransaction { row, currency })))
    }

    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

#[Object]
impl GiftCardTransaction {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("GiftCardTransaction", self.row.id)
    }

    async fn kind(&self) -> GiftCardTransactionKind {
        self.row.kind.into()
    }

    /// Below zero: off the card.
    async fn amount(&self) -> MoneyV2 {
        Money { amount: self.row.delta, currency: self.currency }.into()
    }

    /// What was on the card afterwards.
    async fn balance_after(&self) -> MoneyV2 {
        Money { amount: self.row.balance_after, currency: self.currency }.into()
    }

    async fn reference(&self) -> Option<&str> {
        self.row.reference.as_deref()
    }

    /// Who did it.
    async fn actor(&self) -> &str {
        &self.row.actor
    }

    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }
}

#[Object]
impl StoreCreditAccount {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("StoreCreditAccount", self.0.id)
    }

    async fn customer_id(&self) -> ID {
        id::encode("Customer", self.0.customer_id)
    }

    async fn balance(&self) -> MoneyV2 {
        Money { amount: self.0.balance, currency: self.0.currency }.into()
    }

    /// Its ledger, the latest first.
    async fn transactions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<StoreCreditTransactionConnection> {
        let request = page(first, after, last, before)?;
        let found = ctx.load().page(StoreCreditLedgerOf(self.0.id, request)).await?;
        let currency = self.0.currency;
        Ok(StoreCreditTransactionConnection(found.map(|row| StoreCreditTransaction { row, currency })))
    }
}

#[Object]
impl StoreCreditTransaction {
    /// A globally unique id.
    async fn id(&self) -> ID {
        id::encode("StoreCreditTransaction", self.row.id)
    }

    async fn kind(&self) -> StoreCreditTransactionKind {
        self.row.kind.into()
    }

    /// Below zero: from the customer.
    async fn amount(&self) -> MoneyV2 {
        Money { amount: self.row.delta, currency: self.currency }.into()
    }

    /// What the customer had afterwards.
    async fn balance_after(&self) -> MoneyV2 {
        Money { amount: self.row.balance_after, currency: self.currency }.into()
    }

    async fn reference(&self) -> Option<&str> {
        self.row.reference.as_deref()
    }

    /// Who did it.
    async fn actor(&self) -> &str {
        &self.row.actor
    }

    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }
}

connection!(
    /// Gift cards.
    GiftCardConnection,
    GiftCardEdge,
    GiftCard
);
connection!(
    /// Lines of a gift card's ledger.
    GiftCardTransactionConnection,
    GiftCardTransactionEdge,
    GiftCardTransaction
);
connection!(
    /// Lines of a store credit account's ledger.
    StoreCreditTransactionConnection,
    StoreCreditTransactionEdge,
    StoreCreditTransaction
);

/// A new gift card.
#[derive(Clone, Debug, InputObject)]
pub struct GiftCardCreateInput {
    pub initial_value: MoneyInput,
    /// 8 to 64 letters and digits. Absent: one is drawn, which is better.
    pub code: Option<String>,
    /// Whose it is, when it shall be somebody's alone.
    pub customer_id: Option<ID>,
    pub expires_at: Option<DateTime>,
    /// For staff.
    pub note: Option<String>,
}

/// Money to be moved.
#[derive(Clone, Debug, InputObject)]
pub struct BalanceChangeInput {
    /// More than nothing.
    pub amount: MoneyInput,
    /// What paper says so.
    pub reference: Option<String>,
}
