//! Values for the arguments of the largest documents: such that what is asked can be answered.
use async_graphql::parser::types::{BaseType, InputValueDefinition, Type, TypeKind};

use super::writer::Found;
use crate::dialect::types::{Types, named};

#[derive(Clone, Copy)]
pub(crate) struct Values<'a> {
    pub(crate) contract: &'a Types,
    /// What there is in the shop; or a word that cannot be made up, by the name of its argument.
    pub(crate) found: &'a [Found],
}

impl Values<'_> {
    /// A value for an argument, or none for one that another excludes.
    pub(crate) fn argument(&self, owner: &str, field: &str, argument: &str, ty: &Type) -> Option<String> {
        let text = match (field, argument) {
            (_, "after" | "before" | "last") => return None,
            ("product" | "page" | "blog" | "collection", "id") | ("productRecommendations", "productHandle") => {
                return None;
            }
            (_, "handle") if named(ty) == "String" => format!("{:?}", self.handle(owner, field)),
            (_, "productId") => self.id("Product"),
            ("metafield" | "metafields", "key") => "\"material\"".to_owned(),
            ("metafield" | "metafields", "namespace") => "\"custom\"".to_owned(),
            (_, "query") => format!("{:?}", query(field)),
            ("sitemap", "type") => "PRODUCT".to_owned(),
            (_, "selectedOptions") => "[{ name: \"Size\", value: \"M\" }]".to_owned(),
            (_, "filters" | "productFilters") => "[{ available: true }]".to_owned(),
            (_, "first" | "limit" | "truncateAt") => "2".to_owned(),
            (_, "page") => "1".to_owned(),
            ("cart", "id") | (_, "cartId") => self.id("Cart"),
            (_, "lineIds") => format!("[{}]", self.id("CartLine")),
            (_, "addressIds") => format!("[{}]", self.id("CartSelectableAddress")),
            (_, "appliedGiftCardIds") => format!("[{}]", self.id("AppliedGiftCard")),
            (_, "discountCodes" | "giftCardCodes") => format!("[{}]", self.id(argument)),
            (_, "customerAccessToken") => self.id("customerAccessToken"),
            _ => self.any(ty),
        };
        Some(text)
    }

    /// Some value of a type.
    fn any(&self, ty: &Type) -> String {
        let name = match &ty.base {
            BaseType::List(inner) => return format!("[{}]", self.any(inner)),
            BaseType::Named(name) => name.as_str(),
        };
        match (name, self.contract.kind(name)) {
            ("Int", _) => "2".to_owned(),
            ("Float", _) => "1.5".to_owned(),
            ("Boolean", _) => "true".to_owned(),
            ("ID", _) => self.id("Product"),
            ("CountryCode", _) => "DE".to_owned(),
            (_, Some(TypeKind::Enum(values))) => values.values[0].node.value.node.to_string(),
            (_, Some(TypeKind::InputObject(input))) => {
                let field = |field: &InputValueDefinition| {
                    Some(format!("{}: {}", field.name.node, self.input(name, &field.name.node, &field.ty.node)?))
                };
                let fields: Vec<_> = input.fields.iter().filter_map(|input| field(&input.node)).collect();
                format!("{{ {} }}", fields.join(", "))
            }
            _ => "\"x\"".to_owned(),
        }
    }

    /// A value for a field of an input, or none for what cannot be had or another field excludes.
    fn input(&self, owner: &str, field: &str, ty: &Type) -> Option<String> {
        let text = match (owner, field) {
            (_, "companyLocationId" | "sellingPlanId" | "copyFromCustomerAddressId" | "customerAddressId")
            | ("CartLineInput" | "CartLineUpdateInput", "parent")
            | ("CartBuyerIdentityInput", "customerAccessToken") => return None,
            (_, "merchandiseId") => self.id("ProductVariant"),
            ("CartLineUpdateInput", "id") => self.id("CartLine"),
            ("CartSelectableAddressUpdateInput", "id") => self.id("CartSelectableAddress"),
            ("CartMetafieldsSetInput" | "CartMetafieldDeleteInput", "ownerId") => self.id("Cart"),
            ("CartMetafieldsSetInput" | "CartMetafieldDeleteInput" | "CartInputMetafieldInput", "key") => {
                "\"material\"".to_owned()
            }
            ("CartMetafieldsSetInput" | "CartInputMetafieldInput", "type") => "\"single_line_text_field\"".to_owned(),
            (_, "deliveryGroupId") => self.id("CartDeliveryGroup"),
            (_, "deliveryOptionHandle") => self.id("deliveryOptionHandle"),
            (_, "discountCodes" | "giftCardCodes") => format!("[{}]", self.id(field)),
            (_, "email") => "\"ann@example.com\"".to_owned(),
            (_, "phone") => "\"+4930123456\"".to_owned(),
            (_, "country") => "\"Germany\"".to_owned(),
            (_, "province" | "provinceCode") => "\"\"".to_owned(),
            (_, "zip") => "\"10115\"".to_owned(),
            _ => self.any(ty),
        };
        Some(text)
    }

    /// The id of one of a kind, as a document writes it.
    fn id(&self, kind: &str) -> String {
        format!("{:?}", self.one(kind).map_or("gid://shopify/None/0", |one| &one.id))
    }

    fn handle(&self, owner: &str, field: &str) -> &str {
        let kind = match (owner, field) {
            ("QueryRoot", "product" | "productByHandle") => "Product",
            ("QueryRoot", "collection" | "collectionByHandle") => "Collection",
            ("QueryRoot", "menu") => "Menu",
            ("QueryRoot", "page" | "pageByHandle") => "Page",
            ("QueryRoot", "blog" | "blogByHandle") => "Blog",
            ("Blog", "articleByHandle") => "Article",
            _ => return "x",
        };
        self.one(kind).map_or("x", |one| &one.handle)
    }

    fn one(&self, kind: &str) -> Option<&Found> {
        self.found.iter().find(|one| one.kind == kind)
    }
}

fn query(field: &str) -> &'static str {
    match field {
        "products" => "tag:handmade",
        "search" | "predictiveSearch" => "linen",
        "urlRedirects" => "path:/old-1",
        "articles" => "tag:craft",
        "pages" => "title:page",
        _ => "a",
    }
}
