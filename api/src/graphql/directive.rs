//! The dialect's two directives, so that validation and clients' tools know them.
//!
//! `@inContext` is read before execution ([`super::document::setting`]); `@defer` allows an answer
//! in parts, and one plain answer is always allowed.
use std::borrow::Cow;

use async_graphql::{
    ContextDirective, CustomDirective, CustomDirectiveFactory, ID, InputObject, InputType, ServerError, ServerResult,
    parser::types::Directive,
    registry::{__DirectiveLocation as Location, Deprecation, MetaDirective, MetaInputValue, Registry},
};

use super::storefront::{
    codes::{CountryCode, LanguageCode},
    shop::consent::VisitorConsent,
};

/// `@inContext` on operations.
pub struct InContext;

/// `@defer` on fragments.
pub struct Defer;

/// Who buys, for prices and offers that are theirs alone.
#[derive(InputObject)]
pub struct BuyerInput {
    /// The token the customer got when they logged in.
    pub customer_access_token: String,
    /// The company location they buy for.
    pub company_location_id: Option<ID>,
}

impl CustomDirectiveFactory for InContext {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("inContext")
    }

    fn register(&self, registry: &mut Registry) {
        let arguments = [
            (
                "country",
                Option::<CountryCode>::create_type_info(registry),
                "Where the visitor is: decides market, currency and prices.",
            ),
            ("language", Option::<LanguageCode>::create_type_info(registry), "What the visitor reads."),
            (
                "preferredLocationId",
                Option::<ID>::create_type_info(registry),
                "The location whose stock is shown first.",
            ),
            ("visitorConsent", Option::<VisitorConsent>::create_type_info(registry), "What the visitor agreed to."),
            ("buyer", Option::<BuyerInput>::create_type_info(registry), "Who buys."),
        ];
        registry.add_directive(directive(
            "inContext",
            "Answers for a visitor in this country who reads this language.",
            &[Location::QUERY, Location::MUTATION, Location::SUBSCRIPTION],
            arguments,
        ));
    }

    fn create(&self, _: &ContextDirective<'_>, _: &Directive) -> ServerResult<Box<dyn CustomDirective>> {
        Err(ServerError::new("@inContext stands on operations only", None))
    }
}

impl CustomDirectiveFactory for Defer {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("defer")
    }

    fn register(&self, registry: &mut Registry) {
        let arguments = [
            ("if", Option::<bool>::create_type_info(registry), "Whether it may be late."),
            ("label", Option::<String>::create_type_info(registry), "What to call it when it comes."),
        ];
        registry.add_directive(directive(
            "defer",
            "Allows this fragment to come after the rest. Here everything comes at once.",
            &[Location::FRAGMENT_SPREAD, Location::INLINE_FRAGMENT],
            arguments,
        ));
    }

    fn create(&self, _: &ContextDirective<'_>, _: &Directive) -> ServerResult<Box<dyn CustomDirective>> {
        Err(ServerError::new("@defer stands on fragments only", None))
    }
}

fn directive<const N: usize>(
    name: &str,
    description: &str,
    locations: &[Location],
    arguments: [(&str, String, &str); N],
) -> MetaDirective {
    let argument = |(name, ty, description): (&str, String, &str)| {
        let value = MetaInputValue {
            name: name.to_owned(),
            description: Some(description.to_owned()),
            ty,
            deprecation: Deprecation::NoDeprecated,
            default_value: None,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            is_secret: false,
            directive_invocations: Vec::new(),
        };
        (name.to_owned(), value)
    };
    MetaDirective {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        locations: locations.to_vec(),
        args: arguments.into_iter().map(argument).collect(),
        is_repeatable: false,
        visible: None,
        composable: None,
    }
}
