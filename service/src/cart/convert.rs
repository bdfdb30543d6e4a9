//! A cart is ordered: from then on nobody edits it.
use std::sync::Arc;

use entity::cart::Status;

use super::{
    edit::{self, Target},
    load,
    refusal::CartError,
    view::CartView,
};
use crate::shop::{Unit, fault::Fault, settings::Settings};

/// Takes an open cart to be ordered in this unit, with its price as it is now. If the unit is rolled back it is open
/// still; `order` opens it again when its order is never paid for.
///
/// # Errors
/// [`CartError::NotFound`] also for one that was ordered already.
pub(crate) async fn convert(unit: &Unit, settings: Arc<Settings>, target: &Target) -> Result<CartView, CartError> {
    edit::take_as(unit, target, Status::Converted).await?;
    let view = load::load_ordered(unit, settings, &target.cart).await?;
    view.ok_or_else(|| Fault::broken("a cart that was taken is not there").into())
}
