//! More codes for a discount, thought of by the shopkeeper.
use entity::ids::PromotionId;

use super::{
    create::{DiscountError, NewCode, check_codes, put_codes},
    presence,
};
use crate::{
    access::{
        Actor,
        audit::{self, Entry},
    },
    event::{self, Event},
    shop::{Shop, Unit},
};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct AddCodes {
    pub discount: PromotionId,
    pub codes: Vec<NewCode>,
    pub actor: Actor,
}

/// Adds codes to a discount: all of them or none.
///
/// # Errors
/// [`DiscountError::Codes`], [`DiscountError::NotFound`] or a [`Fault`](crate::shop::fault::Fault).
pub async fn add_codes(shop: &Shop, request: &AddCodes) -> Result<(), DiscountError> {
    check_codes(&request.codes)?;
    shop.write(request, work).await
}

async fn work(unit: &Unit, request: &AddCodes) -> Result<(), DiscountError> {
    if !presence::is_there(unit, request.discount).await? {
        return Err(DiscountError::NotFound);
    }
    put_codes(unit, request.discount, &request.codes).await?;
    audit::record(unit, &request.actor, [Entry::new("discountRedeemCodeBulkAdd", "Discount", request.discount)])
        .await?;
    event::record(unit, [Event::PromotionChanged(request.discount)]).await?;
    if presence::keep(unit, request.discount).await? { Ok(()) } else { Err(DiscountError::NotFound) }
}
