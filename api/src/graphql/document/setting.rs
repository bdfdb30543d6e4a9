//! `@inContext`: where the visitor is and what they read, said by the operation itself.
use async_graphql::{Name, Value, Variables, parser::types::OperationDefinition};
use entity::locale::{Country, Language};

/// What an operation says about its visitor.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Setting {
    pub country: Option<Country>,
    pub language: Option<Language>,
    pub preferred_location_id: Option<String>,
    /// The access token of the buyer, where it is said.
    pub buyer_token: Option<String>,
    /// True when the buyer is named: what they are shown is for them alone.
    pub has_buyer: bool,
}

impl Setting {
    /// From the operation's directive. Validation has its say on values that are no codes: here they count as not given.
    pub fn of(operation: &OperationDefinition, variables: &Variables) -> Self {
        let Some(directive) = operation.directives.iter().find(|directive| directive.node.name.node == "inContext")
        else {
            return Self::default();
        };
        let argument = |name: &str| {
            let value = directive.node.get_argument(name)?.node.clone();
            value.into_const_with(|name| variable(operation, variables, &name).ok_or(())).ok()
        };
        let word = |name: &str| match argument(name)? {
            Value::Enum(word) => Some(word.to_string()),
            Value::String(word) => Some(word),
            _ => None,
        };
        Self {
            country: word("country").and_then(|code| code.parse().ok()),
            language: word("language").and_then(|code| code.parse().ok()),
            preferred_location_id: word("preferredLocationId"),
            buyer_token: argument("buyer").and_then(|buyer| token(&buyer)),
            has_buyer: argument("buyer").is_some_and(|buyer| buyer != Value::Null),
        }
    }
}

fn token(buyer: &Value) -> Option<String> {
    let Value::Object(fields) = buyer else { return None };
    match fields.get("customerAccessToken") {
        Some(Value::String(token)) => Some(token.clone()),
        _ => None,
    }
}

fn variable(operation: &OperationDefinition, variables: &Variables, name: &Name) -> Option<Value> {
    variables.get(name).cloned().or_else(|| {
        let mut definitions = operation.variable_definitions.iter();
        let definition = definitions.find(|definition| definition.node.name.node == *name)?;
        definition.node.default_value.as_ref().map(|value| value.node.clone())
    })
}
