//! The lines of a cart.
use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, ID, Interface, Object, OutputType, Positioned, ServerResult, SimpleObject, Union, Value,
    parser::types::Field, registry::Registry,
};
use service::{cart::view::LineView, pricing::quote::QuotedLine};

use super::{
    cost::CartLineCost,
    discount::{self, CartDiscountAllocation},
    key,
    object::{Attribute, Cart, attributes},
};
use crate::{
    connection,
    graphql::storefront::{node::Node, selling_plan::SellingPlanAllocation, variant::ProductVariant},
};

/// So many units of something.
#[derive(Clone)]
pub struct CartLine {
    cart: Cart,
    place: Place,
}

/// Where a line stands in what was read of its cart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Sold(usize),
    /// It cannot be bought here and now: it costs nothing.
    Unsold(usize),
}

/// A line of several parts. There are no bundles yet, so there is none of these.
#[derive(Clone)]
pub struct ComponentizableCartLine(CartLine);

/// What is in a line.
#[derive(Clone, Union)]
pub enum Merchandise {
    ProductVariant(ProductVariant),
}

/// What a buyer may do with a line.
#[derive(Clone, Copy, SimpleObject)]
pub struct CartLineInstructions {
    pub can_remove: bool,
    pub can_update_quantity: bool,
}

/// What a line belongs to.
#[derive(Clone, SimpleObject)]
pub struct CartLineParentRelationship {
    pub parent: CartLine,
}

/// A line of a cart.
#[derive(Clone, Interface)]
#[expect(clippy::duplicated_attributes, reason = "two fields may have equal types")]
#[graphql(
    name = "BaseCartLine",
    field(name = "id", ty = "ID", desc = "A globally unique id."),
    field(name = "quantity", ty = "i32", desc = "Units."),
    field(name = "merchandise", ty = "Merchandise", desc = "What it is."),
    field(name = "attributes", ty = "Vec<Attribute>", desc = "Notes of the client's own."),
    field(name = "attribute", ty = "Option<Attribute>", arg(name = "key", ty = "String"), desc = "The note of a key."),
    field(name = "cost", ty = "CartLineCost", desc = "What it costs."),
    field(name = "estimated_cost", ty = "CartLineCost", deprecation = "use `cost`"),
    field(name = "discount_allocations", ty = "Vec<CartDiscountAllocation>", desc = "What is taken off it."),
    field(
        name = "selling_plan_allocation",
        ty = "Option<SellingPlanAllocation>",
        desc = "The selling plan it is bought under. There are none yet."
    )
)]
pub enum AnyLine {
    CartLine(CartLine),
    ComponentizableCartLine(ComponentizableCartLine),
}

/// A line of a cart, which is also a `Node`: the library knows interfaces of objects only.
#[derive(Clone)]
pub struct BaseCartLine(pub AnyLine);

impl OutputType for BaseCartLine {
    fn type_name() -> Cow<'static, str> {
        AnyLine::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = AnyLine::create_type_info(registry);
        registry.add_implements(&AnyLine::type_name(), &Node::type_name());
        name
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

#[Object]
impl CartLine {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        key::encode_part("CartLine", self.view().line.id, self.cart.0.cart.id)
    }

    /// Units.
    pub async fn quantity(&self) -> i32 {
        self.view().line.quantity
    }

    /// What it is.
    pub async fn merchandise(&self) -> Merchandise {
        Merchandise::ProductVariant(ProductVariant(self.view().variant.clone()))
    }

    /// Notes of the client's own.
    pub async fn attributes(&self) -> Vec<Attribute> {
        attributes(&self.view().attributes)
    }

    pub async fn attribute(&self, key: String) -> Option<Attribute> {
        attributes(&self.view().attributes).into_iter().find(|attribute| attribute.key == key)
    }

    /// What it costs.
    pub async fn cost(&self) -> CartLineCost {
        CartLineCost::of(&self.cart, self.quoted())
    }

    #[graphql(deprecation = "use `cost`")]
    pub async fn estimated_cost(&self) -> CartLineCost {
        CartLineCost::of(&self.cart, self.quoted())
    }

    /// What is taken off it. Discounts of the whole order stand with the cart.
    pub async fn discount_allocations(&self) -> Vec<CartDiscountAllocation> {
        self.quoted().map(|line| discount::of_line(&self.cart.0.quote, line)).unwrap_or_default()
    }

    /// What a buyer may do with it.
    async fn instructions(&self) -> CartLineInstructions {
        CartLineInstructions { can_remove: true, can_update_quantity: true }
    }

    /// What it belongs to, an engraving to a watch.
    async fn parent_relationship(&self) -> Option<CartLineParentRelationship> {
        let parent = self.view().line.parent_id?;
        let parent = lines(&self.cart).find(|line| line.view().line.id == parent)?;
        Some(CartLineParentRelationship { parent })
    }

    /// The selling plan it is bought under. There are none yet.
    pub async fn selling_plan_allocation(&self) -> Option<SellingPlanAllocation> {
        None
    }
}

impl CartLine {
    fn view(&self) -> &LineView {
        match self.place {
            Place::Sold(index) => &self.cart.0.lines[index],
            Place::Unsold(index) => &self.cart.0.unsold[index],
        }
    }

    fn quoted(&self) -> Option<&QuotedLine> {
        match self.place {
            Place::Sold(index) => self.cart.0.quote.lines.get(index),
            Place::Unsold(_) => None,
        }
    }
}

#[Object]
impl ComponentizableCartLine {
    pub async fn id(&self) -> ID {
        key::encode_part("ComponentizableCartLine", self.0.view().line.id, self.0.cart.0.cart.id)
    }

    pub async fn quantity(&self) -> i32 {
        self.0.view().line.quantity
    }

    pub async fn merchandise(&self) -> Merchandise {
        Merchandise::ProductVariant(ProductVariant(self.0.view().variant.clone()))
    }

    pub async fn attributes(&self) -> Vec<Attribute> {
        attributes(&self.0.view().attributes)
    }

    pub async fn attribute(&self, key: String) -> Option<Attribute> {
        attributes(&self.0.view().attributes).into_iter().find(|attribute| attribute.key == key)
    }

    pub async fn cost(&self) -> CartLineCost {
        CartLineCost::of(&self.0.cart, self.0.quoted())
    }

    #[graphql(deprecation = "use `cost`")]
    pub async fn estimated_cost(&self) -> CartLineCost {
        CartLineCost::of(&self.0.cart, self.0.quoted())
    }

    pub async fn discount_allocations(&self) -> Vec<CartDiscountAllocation> {
        self.0.quoted().map(|line| discount::of_line(&self.0.cart.0.quote, line)).unwrap_or_default()
    }

    pub async fn selling_plan_allocation(&self) -> Option<SellingPlanAllocation> {
        None
    }

    /// Its parts.
    async fn line_components(&self) -> Vec<CartLine> {
        Vec::new()
    }
}

/// The lines of a cart, oldest first.
pub fn all(cart: &Cart) -> Vec<BaseCartLine> {
    let mut lines: Vec<_> = lines(cart).collect();
    lines.sort_by_key(|line| (line.view().line.created_at, line.view().line.id));
    lines.into_iter().map(|line| BaseCartLine(AnyLine::CartLine(line))).collect()
}

/// Those that are sent, oldest first.
pub fn shipped(cart: &Cart) -> Vec<BaseCartLine> {
    let shipped =
        lines(cart).filter(|line| matches!(line.place, Place::Sold(_)) && line.view().variant.requires_shipping);
    shipped.map(|line| BaseCartLine(AnyLine::CartLine(line))).collect()
}

fn lines(cart: &Cart) -> impl Iterator<Item = CartLine> {
    let sold = (0..cart.0.lines.len()).map(Place::Sold);
    let unsold = (0..cart.0.unsold.len()).map(Place::Unsold);
    sold.chain(unsold).map(|place| CartLine { cart: cart.clone(), place })
}

/// Where a line is in the list of a cart's lines.
pub fn cursor(line: &BaseCartLine) -> String {
    let line = match &line.0 {
        AnyLine::CartLine(line) => line,
        AnyLine::ComponentizableCartLine(line) => &line.0,
    };
    line.view().line.id.to_string()
}

connection!(
    /// Lines of a cart.
    BaseCartLineConnection,
    BaseCartLineEdge,
    BaseCartLine
);
