//! What staff do to price lists.
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::ids::PriceListId;
use service::{
    access::Scope,
    catalogue::price_list::{
        assign::{self, AssignPriceList},
        create::{self, CreatePriceList},
        fixed_prices::{self, AddFixedPrices, DeleteFixedPrices},
        update::{self, UpdatePriceList},
    },
};

use super::{
    input::{PriceListCreateInput, PriceListPriceInput, PriceListUpdateInput},
    object::{PriceList, PriceListPrice},
    refusal::{self, PriceListPriceUserError, PriceListUserError},
};
use crate::graphql::{
    admin::Needs,
    context::ContextExt,
    error::{OrFail, bad_input},
    loader::PriceListById,
    storefront::node::id,
};

/// A price list as it is now, or why it did not change.
#[derive(SimpleObject)]
pub struct PriceListPayload {
    pub price_list: Option<PriceList>,
    pub user_errors: Vec<PriceListUserError>,
}

/// The prices that were written, or why none was.
#[derive(SimpleObject)]
pub struct PriceListFixedPricesAddPayload {
    pub prices: Vec<PriceListPrice>,
    pub user_errors: Vec<PriceListPriceUserError>,
}

/// The variants whose prices were taken out, or why none was.
#[derive(SimpleObject)]
pub struct PriceListFixedPricesDeletePayload {
    pub deleted_fixed_price_variant_ids: Vec<ID>,
    pub user_errors: Vec<PriceListPriceUserError>,
}

/// The part of the mutation root for price lists.
#[derive(Default)]
pub struct PriceListMutation;

#[Object]
impl PriceListMutation {
    /// Makes a price list. Needs `write_products`.
    #[graphql(guard = "Needs(Scope::WriteProducts)")]
    async fn price_list_create(&self, ctx: &Context<'_>, input: PriceListCreateInput) -> Result<PriceListPayload> {
        let request = CreatePriceList {
            name: input.name,
            code: input.code,
            currency: input.currency.to_entity().ok_or_else(|| bad_input("this currency is no money"))?,
            parent: input.parent.map(|parent| parent.taken_from()).transpose()?,
            actor: ctx.actor()?,
        };
        match create::create(ctx.shop(), &request).await {
            Ok(list) => changed(ctx, list).await,
            Err(error) => Ok(PriceListPayload::refused(refusal::of_create(error)?)),
        }
    }

    /// Gives a price list another name, or has it take its prices from elsewhere. Needs `write_products`.
    #[graphql(guard = "Needs(Scope::WriteProducts)")]
    async fn price_list_update(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: PriceListUpdateInput,
    ) -> Result<PriceListPayload> {
        let list = id::known("PriceList", &id)?;
        let parent = input.parent_change()?;
        let request = UpdatePriceList { list, name: input.name, parent, actor: ctx.actor()? };
        match update::update(ctx.shop(), &request).await {
            Ok(()) => changed(ctx, list).await,
            Err(error) => Ok(PriceListPayload::refused(refusal::of_update(error)?)),
        }
    }

    /// Writes prices into a list, all of them or none. A price from the same quantity on is replaced. Needs
    /// `write_products`.
    #[graphql(guard = "Needs(Scope::WriteProducts)")]
    async fn price_list_fixed_prices_add(
        &self,
        ctx: &Context<'_>,
        price_list_id: ID,
        #[graphql(desc = "At most 250.")] prices: Vec<PriceListPriceInput>,
    ) -> Result<PriceListFixedPricesAddPayload> {
        let list = id::known("PriceList", &price_list_id)?;
        let prices = prices.into_iter().map(PriceListPriceInput::fixed_price).collect::<Result<_>>()?;
        let request = AddFixedPrices { list, prices, actor: ctx.actor()? };
        match fixed_prices::add(ctx.shop(), &request).await {
            Ok((currency, rows)) => {
                let prices = rows.into_iter().map(|row| PriceListPrice { row, currency }).collect();
                Ok(PriceListFixedPricesAddPayload { prices, user_errors: Vec::new() })
            }
            Err(error) => {
                Ok(PriceListFixedPricesAddPayload { prices: Vec::new(), user_errors: refusal::of_add(error)? })
            }
        }
    }

    /// Takes variants' prices out of a list. Those that it does not have are passed over. Needs `write_products`.
    #[graphql(guard = "Needs(Scope::WriteProducts)")]
    async fn price_list_fixed_prices_delete(
        &self,
        ctx: &Context<'_>,
        price_list_id: ID,
        #[graphql(desc = "At most 250.")] variant_ids: Vec<ID>,
        #[graphql(desc = "Ours: only the prices from this quantity on.")] minimum_quantity: Option<i32>,
    ) -> Result<PriceListFixedPricesDeletePayload> {
        let request = DeleteFixedPrices {
            list: id::known("PriceList", &price_list_id)?,
            variants: variant_ids.iter().map(|id| id::known("ProductVariant", id)).collect::<Result<_>>()?,
            min_quantity: minimum_quantity,
            actor: ctx.actor()?,
        };
        let (gone, user_errors) = match fixed_prices::delete(ctx.shop(), &request).await {
            Ok(gone) => (gone, Vec::new()),
            Err(error) => (Vec::new(), vec![refusal::of_delete(error)?]),
        };
        let gone = gone.into_iter().map(|variant| id::encode("ProductVariant", variant)).collect();
        Ok(PriceListFixedPricesDeletePayload { deleted_fixed_price_variant_ids: gone, user_errors })
    }

    /// Has a group of customers buy from a list in a market. Needs `write_products`.
    #[graphql(guard = "Needs(Scope::WriteProducts)")]
    async fn price_list_assign(
        &self,
        ctx: &Context<'_>,
        price_list_id: ID,
        customer_group_id: ID,
        market_id: ID,
    ) -> Result<PriceListPayload> {
        let list = id::known("PriceList", &price_list_id)?;
        match give(ctx, &customer_group_id, &market_id, Some(list)).await? {
            None => changed(ctx, list).await,
            Some(refusal) => Ok(PriceListPayload::refused(refusal)),
        }
    }

    /// Has a group of customers buy from the market's own list again. Needs `write_products`.
    #[graphql(guard = "Needs(Scope::WriteProducts)")]
    async fn price_list_unassign(
        &self,
        ctx: &Context<'_>,
        customer_group_id: ID,
        market_id: ID,
    ) -> Result<PriceListPayload> {
        let refused = give(ctx, &customer_group_id, &market_id, None).await?;
        Ok(PriceListPayload { price_list: None, user_errors: refused.into_iter().collect() })
    }
}

impl PriceListPayload {
    fn refused(error: PriceListUserError) -> Self {
        Self { price_list: None, user_errors: vec![error] }
    }
}

async fn changed(ctx: &Context<'_>, list: PriceListId) -> Result<PriceListPayload> {
    let price_list = ctx.load().get(PriceListById(list)).await.or_fail()?.map(PriceList);
    Ok(PriceListPayload { price_list, user_errors: Vec::new() })
}

async fn give(
    ctx: &Context<'_>,
    group: &ID,
    market: &ID,
    list: Option<PriceListId>,
) -> Result<Option<PriceListUserError>> {
    let request = AssignPriceList {
        group: id::known("CustomerGroup", group)?,
        market: id::known("Market", market)?,
        list,
        actor: ctx.actor()?,
    };
    match assign::assign(ctx.shop(), &request).await {
        Ok(()) => Ok(None),
        Err(error) => refusal::of_assign(error).map(Some),
    }
}
