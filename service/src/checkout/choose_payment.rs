//! A buyer says how they pay.
use chrono::{DateTime, Utc};
use entity::{cart_payment, ids::CartId, money::Minor, payment::Gateway};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    cart::{
        edit::{self, Target},
        refusal::CartError,
    },
    shop::{
        Shop, Unit,
        bulk::{self, OnConflict},
        fault::{Fault, HasFault},
    },
};

/// Characters of a provider's token at most.
pub const SOURCE_CHARS_MAX: usize = 255;

/// What is wanted.
#[derive(Clone, Debug)]
pub struct ChoosePayment {
    pub target: Target,
    /// `Manual`, `Test` or `Stripe`: one that the shop has.
    pub gateway: Gateway,
    /// The provider's token for how the buyer pays. Never a card number.
    pub source: Option<String>,
    /// What the buyer has seen and agrees to pay. Absent: said later, or never.
    pub agreed: Option<Minor>,
}

/// Why it is refused.
#[derive(Debug, thiserror::Error)]
pub enum ChoosePaymentError {
    #[error(transparent)]
    Cart(#[from] CartError),
    #[error("gift cards and store credit are put on the cart instead")]
    NotAGateway,
    #[error("the payment token has at most {SOURCE_CHARS_MAX} characters, and is the provider's, not a card number")]
    BadSource,
    #[error("there is no such payment session on this cart: create one")]
    SessionUnknown,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl HasFault for ChoosePaymentError {
    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Cart(error) => error.fault(),
            Self::Fault(fault) => Some(fault),
            Self::NotAGateway | Self::BadSource | Self::SessionUnknown => None,
        }
    }
}

/// How a cart is paid, as it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub session: Uuid,
    pub gateway: Gateway,
    pub source: Option<String>,
    pub agreed: Option<Minor>,
}

/// Keeps the choice with the cart, in place of an earlier one.
///
/// # Errors
/// See [`ChoosePaymentError`].
pub async fn choose_payment(shop: &Shop, request: &ChoosePayment) -> Result<Choice, ChoosePaymentError> {
    if matches!(request.gateway, Gateway::GiftCard | Gateway::StoreCredit) {
        return Err(ChoosePaymentError::NotAGateway);
    }
    if request.source.as_deref().is_some_and(|source| !is_token(source)) {
        return Err(ChoosePaymentError::BadSource);
    }
    shop.write(request, work).await
}

/// A card number is refused before it is stored anywhere.
pub(super) fn is_token(source: &str) -> bool {
    let length = source.chars().count();
    let digits = source.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
    let is_card_number = digits.clone().all(|letter| letter.is_ascii_digit()) && digits.count() >= 12;
    (1..=SOURCE_CHARS_MAX).contains(&length) && !is_card_number && !source.contains('\0')
}

async fn work(unit: &Unit, request: &ChoosePayment) -> Result<Choice, ChoosePaymentError> {
    const REPLACE: OnConflict = OnConflict::Do(
        " ON CONFLICT (cart_id) DO UPDATE SET session_id = excluded.session_id, gateway = excluded.gateway, \
         source = excluded.source, amount = excluded.amount, currency = excluded.currency, \
         updated_at = excluded.updated_at",
    );
    let cart = edit::take(unit, &request.target).await?;
    let row = cart_payment::Model {
        cart_id: cart.id,
        session_id: unit.new_id(),
        gateway: request.gateway,
        source: request.source.clone(),
        amount: request.agreed,
        currency: cart.currency,
        created_at: unit.now,
        updated_at: unit.now,
    };
    bulk::insert::<cart_payment::Entity>(unit, std::slice::from_ref(&row), REPLACE).await?;
    Ok(choice(row))
}

/// What a buyer has seen.
#[derive(Clone, Debug)]
pub struct Agree {
    pub target: Target,
    pub session: Uuid,
    pub agreed: Minor,
}

/// A buyer agrees to an amount, for the session they pay with.
///
/// # Errors
/// See [`ChoosePaymentError`].
pub async fn agree(shop: &Shop, request: &Agree) -> Result<(), ChoosePaymentError> {
    shop.write(request, note_agreed).await
}

async fn note_agreed(unit: &Unit, request: &Agree) -> Result<(), ChoosePaymentError> {
    let cart = edit::take(unit, &request.target).await?;
    let noted = cart_payment::Entity::update_many()
        .col_expr(cart_payment::Column::Amount, sea_orm::sea_query::Expr::value(request.agreed))
        .col_expr(cart_payment::Column::UpdatedAt, sea_orm::sea_query::Expr::value::<DateTime<Utc>>(unit.now))
        .filter(cart_payment::Column::CartId.eq(cart.id))
        .filter(cart_payment::Column::SessionId.eq(request.session))
        .exec(&unit.tx)
        .await
        .map_err(Fault::from)?;
    if noted.rows_affected == 1 { Ok(()) } else { Err(ChoosePaymentError::SessionUnknown) }
}

/// How a cart is to be paid, if its buyer said so.
pub(super) async fn chosen(unit: &Unit, cart: CartId) -> Result<Option<Choice>, Fault> {
    Ok(cart_payment::Entity::find_by_id(cart).one(&unit.tx).await?.map(choice))
}

fn choice(row: cart_payment::Model) -> Choice {
    Choice { session: row.session_id, gateway: row.gateway, source: row.source, agreed: row.amount }
}
