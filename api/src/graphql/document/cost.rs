//! What answering an operation may come to, in fields: those of a list count once for each row asked for.
//!
//! The schema is not asked. `first`, `last` and `ids` say how many rows there may be, `edges` and
//! `nodes` are where they are; that is the same everywhere in the dialect.
use std::{collections::HashMap, convert::Infallible};

use async_graphql::{
    Name, Pos, Value, Variables,
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};
use service::shop::page::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX};

use crate::graphql::limits::{Limits, Refusal};

/// Arguments that say how many rows are wanted.
const PAGE_SIZES: [&str; 3] = ["first", "last", "limit"];
/// The fields of a connection that are once per row.
const ROWS: [&str; 2] = ["edges", "nodes"];

/// The cost of a selection: what is in a connection's rows, and the rest.
#[derive(Clone, Copy, Default)]
struct Cost {
    rows: u64,
    rest: u64,
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    limits: &'a Limits,
    fragments: HashMap<&'a str, Cost>,
}

/// What `operation` may cost.
///
/// The document must have been measured: fragments that contain themselves would not end here.
///
/// # Errors
/// A page or a list that is larger than any may be, or a cost above the limit.
pub fn of(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    limits: &Limits,
) -> Result<u64, Refusal> {
    for value in variables.values() {
        list_size(value, limits).map_err(|items| too_long("a variable", items, limits))?;
    }
    let mut walk = Walk { document, operation, variables, limits, fragments: HashMap::new() };
    let cost = walk.selection(&operation.selection_set.node)?;
    let cost = cost.rows.saturating_add(cost.rest);
    if cost > limits.cost_max {
        let what = "fields to answer, counting the rows of its lists";
        return Err(Refusal::too_many(what, cost, limits.cost_max));
    }
    Ok(cost)
}

impl<'a> Walk<'a> {
    fn selection(&mut self, selection: &'a SelectionSet) -> Result<Cost, Refusal> {
        let mut all = Cost::default();
        for item in &selection.items {
            let cost = match &item.node {
                Selection::Field(field) => {
                    let cost = self.field(&field.node, field.pos)?;
                    let is_rows = ROWS.contains(&field.node.name.node.as_str());
                    if is_rows { Cost { rows: cost, rest: 0 } } else { Cost { rows: 0, rest: cost } }
                }
                Selection::InlineFragment(inline) => self.selection(&inline.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.fragment(spread.node.fragment_name.node.as_str())?,
            };
            all.rows = all.rows.saturating_add(cost.rows);
            all.rest = all.rest.saturating_add(cost.rest);
        }
        Ok(all)
    }

    fn fragment(&mut self, name: &str) -> Result<Cost, Refusal> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return Ok(Cost::default()) };
        if let Some(cost) = self.fragments.get(name.as_str()) {
            return Ok(*cost);
        }
        let cost = self.selection(&fragment.node.selection_set.node)?;
        self.fragments.insert(name, cost);
        Ok(cost)
    }

    fn field(&mut self, field: &'a Field, at: Pos) -> Result<u64, Refusal> {
        let rows = self.rows(field, at)?;
        let below = self.selection(&field.selection_set.node)?;
        let below = if below.rows > 0 {
            let rows = rows.unwrap_or(u64::from(PAGE_SIZE_DEFAULT));
            below.rows.saturating_mul(rows).saturating_add(below.rest)
        } else {
            below.rest.saturating_mul(rows.unwrap_or(1))
        };
        Ok(below.saturating_add(1))
    }

    /// How many rows a field asks for, if it says.
    fn rows(&self, field: &Field, at: Pos) -> Result<Option<u64>, Refusal> {
        let mut rows = None;
        for (name, value) in &field.arguments {
            let value = value
                .node
                .clone()
                .into_const_with(|name| Ok::<_, Infallible>(self.variable(&name)))
                .unwrap_or_default();
            let name = name.node.as_str();
            let items = list_size(&value, self.limits)
                .map_err(|items| too_long(&format!("`{name}` of {}", field.name.node), items, self.limits).at(at))?;
            if PAGE_SIZES.contains(&name)
                && let Value::Number(number) = &value
                && let Some(size) = number.as_u64()
            {
                if size > u64::from(PAGE_SIZE_MAX) {
                    let message = format!(
                        "`{name}: {size}` of {} asks for too many: at most {PAGE_SIZE_MAX} are answered at a time",
                        field.name.node
                    );
                    return Err(Refusal::bad_input(message).at(at));
                }
                rows = Some(size);
            } else if name == "ids" {
                rows = Some(u64::try_from(items).unwrap_or(u64::MAX));
            }
        }
        Ok(rows)
    }

    /// What a variable stands for: what was given, its default, or null.
    fn variable(&self, name: &Name) -> Value {
        let given = self.variables.get(name).cloned();
        let default = || {
            let mut definitions = self.operation.variable_definitions.iter();
            let definition = definitions.find(|definition| definition.node.name.node == *name)?;
            definition.node.default_value.as_ref().map(|value| value.node.clone())
        };
        given.or_else(default).unwrap_or_default()
    }
}

/// Items of the longest list in a value, or the number that is too many.
fn list_size(value: &Value, limits: &Limits) -> Result<usize, usize> {
    match value {
        Value::List(items) if items.len() > limits.list_items_max => Err(items.len()),
        Value::List(items) => {
            items.iter().try_fold(items.len(), |longest, item| Ok(longest.max(list_size(item, limits)?)))
        }
        Value::Object(fields) => fields.values().try_fold(0, |longest, item| Ok(longest.max(list_size(item, limits)?))),
        _ => Ok(0),
    }
}

fn too_long(what: &str, items: usize, limits: &Limits) -> Refusal {
    let max = limits.list_items_max;
    Refusal::bad_input(format!("{what} is a list of {items}: at most {max} are taken at a time"))
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    fn cost(text: &str, variables: serde_json::Value) -> Result<u64, String> {
        let document = parse_query(text).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let variables = Variables::from_json(variables);
        of(&document, &operation.node, &variables, &Limits::default()).map_err(|refusal| refusal.message)
    }

    #[test]
    fn rows_count_once_each_and_what_is_beside_them_once() {
        // products, 10 × (nodes + id + title), pageInfo + hasNextPage
        let text = "{ products(first: 10) { nodes { id title } pageInfo { hasNextPage } } }";
        assert_eq!(cost(text, json!({})), Ok(1 + 30 + 2));
        assert_eq!(cost("{ nodes(ids: [1, 2, 3]) { id } }", json!({})), Ok(1 + 3));
        assert_eq!(cost("{ a { options(first: 3) { name } } }", json!({})), Ok(2 + 3));
    }

    #[test]
    fn a_page_may_come_from_a_variable_or_its_default() {
        let text = "query Q($n: Int = 5) { products(first: $n) { ...P } } fragment P on C { nodes { id } }";
        assert_eq!(cost(text, json!({ "n": 50 })), Ok(1 + 100));
        assert_eq!(cost(text, json!({})), Ok(1 + 10));
        assert!(cost(text, json!({ "n": 100_000 })).unwrap_err().contains("`first: 100000` of products"));
    }

    #[test]
    fn lists_within_lists_multiply_until_they_are_too_much() {
        let text = "{ a(first: 250) { nodes { b(first: 250) { nodes { c(first: 250) { nodes { d } } } } } } }";
        assert!(cost(text, json!({})).unwrap_err().contains("fields to answer"));
        // What a well-known template asks for in one request.
        let text = "{ products(first: 100) { nodes { id images(first: 20) { edges { node { url } } }
                      variants(first: 250) { edges { node { id title selectedOptions { name value } price { amount } } } } } } }";
        assert!(cost(text, json!({})).is_ok());
    }

    #[test]
    fn long_lists_are_refused_wherever_they_are() {
        let ids: Vec<_> = (0..251).collect();
        let text = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        assert!(cost(text, json!({ "ids": ids })).unwrap_err().contains("a list of 251"));
        assert!(cost("{ a }", json!({ "x": { "y": [[], ids] } })).unwrap_err().contains("a variable is a list of 251"));
    }
}
