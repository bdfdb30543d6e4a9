//! Lines are put in, changed and taken out.
use async_graphql::{Context, ID, Object, Result};
use entity::ids::CartLineId;
use service::cart::{
    add_lines::{AddLines, NewLine, Parent, add_lines},
    remove_lines::{RemoveLines, remove_lines},
    update_lines::{LineUpdate, UpdateLines, update_lines},
};
use uuid::Uuid;

use super::{answer, attributes, target, variant};
use crate::graphql::{
    context::ContextExt,
    storefront::cart::{
        code::CartErrorCode,
        input::{CartLineInput, CartLineParentInput, CartLineUpdateInput},
        key,
        payload::{CartLinesAddPayload, CartLinesRemovePayload, CartLinesUpdatePayload, CartUserError, Outcome},
        refusal::{LINES_REMOVE, LINES_UPDATE, PLAIN, Place},
    },
};

/// Edits of lines.
#[derive(Default)]
pub struct LineMutation;

#[Object]
impl LineMutation {
    /// Puts things into a cart. What is like a line that is there becomes more units of it.
    async fn cart_lines_add(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        lines: Vec<CartLineInput>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartLinesAddPayload> {
        let target = target(ctx, &cart_id, expected_version);
        let refused = without_plans(lines.iter().map(|line| line.selling_plan_id.as_ref()), &PLAIN);
        if !refused.is_empty() {
            return Ok(Outcome::refused(refused).into());
        }
        let lines = lines.into_iter().map(new_line).collect();
        let request = AddLines { target, lines };
        let edited = add_lines(ctx.shop(), &request).await;
        answer(ctx, &request.target, edited, &PLAIN).await.map(Into::into)
    }

    /// Changes lines of a cart: how many, which variant, with which attributes.
    async fn cart_lines_update(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        lines: Vec<CartLineUpdateInput>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartLinesUpdatePayload> {
        let target = target(ctx, &cart_id, expected_version);
        let refused = without_plans(lines.iter().map(|line| line.selling_plan_id.as_ref()), &LINES_UPDATE);
        if !refused.is_empty() {
            return Ok(Outcome::refused(refused).into());
        }
        let lines = lines.into_iter().map(|update| LineUpdate {
            line: line(&update.id),
            quantity: update.quantity.map(i64::from),
            variant: update.merchandise_id.as_ref().map(variant),
            attributes: update.attributes.map(attributes),
        });
        let request = UpdateLines { target, lines: lines.collect() };
        let edited = update_lines(ctx.shop(), &request).await;
        answer(ctx, &request.target, edited, &LINES_UPDATE).await.map(Into::into)
    }

    /// Takes lines out of a cart.
    async fn cart_lines_remove(
        &self,
        ctx: &Context<'_>,
        cart_id: ID,
        line_ids: Vec<ID>,
        #[graphql(desc = "Ours: at any other, `STALE`.")] expected_version: Option<i32>,
    ) -> Result<CartLinesRemovePayload> {
        let request =
            RemoveLines { target: target(ctx, &cart_id, expected_version), lines: line_ids.iter().map(line).collect() };
        let edited = remove_lines(ctx.shop(), &request).await;
        answer(ctx, &request.target, edited, &LINES_REMOVE).await.map(Into::into)
    }
}

/// A line to add, as the service knows it.
pub fn new_line(given: CartLineInput) -> NewLine {
    let parent = given.parent.and_then(|CartLineParentInput { line_id, merchandise_id }| {
        let of_line = line_id.as_ref().map(|id| Parent::Line(line(id)));
        of_line.or_else(|| merchandise_id.as_ref().map(|id| Parent::Merchandise(variant(id))))
    });
    NewLine {
        variant: variant(&given.merchandise_id),
        quantity: given.quantity.map_or(1, i64::from),
        attributes: given.attributes.map(attributes).unwrap_or_default(),
        parent,
    }
}

/// The line an id is of. An id that can be no line's is one of nothing.
fn line(id: &ID) -> CartLineId {
    key::decode_part("CartLine", id).unwrap_or(CartLineId(Uuid::nil()))
}

/// Refuses selling plans, of which there are none.
pub fn without_plans<'a>(plans: impl Iterator<Item = Option<&'a ID>>, place: &Place) -> Vec<CartUserError> {
    let refuse = |(index, plan): (usize, Option<&ID>)| {
        plan.map(|_| CartUserError {
            code: Some(CartErrorCode::SellingPlanNotApplicable),
            field: place.path([place.lines, &index.to_string(), "sellingPlanId"]),
            message: "there is no such selling plan".to_owned(),
        })
    };
    plans.enumerate().filter_map(refuse).collect()
}
