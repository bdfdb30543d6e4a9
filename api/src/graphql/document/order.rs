//! Answers in the order of their questions.
//!
//! The specification wants the fields of an answer as the document has them (GraphQL, section 7.2.2);
//! the executor gives them as they are done.
use std::{collections::HashMap, mem};

use async_graphql::{
    Name, Positioned, Value,
    parser::types::{FragmentDefinition, Selection, SelectionSet},
};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// The fields of an answer in the order they were asked for, each with the fields below it.
#[derive(Default)]
pub(crate) struct Order(Vec<(Name, Order)>);

impl Order {
    /// The order that a selection asks for. Fragments are taken as if they applied: which do is
    /// decided by what was answered. The document was measured before, so this is bounded.
    pub(crate) fn of(selection: &SelectionSet, fragments: &Fragments) -> Self {
        let mut order = Self::default();
        order.add(selection, fragments);
        order
    }

    fn add(&mut self, selection: &SelectionSet, fragments: &Fragments) {
        for item in &selection.items {
            match &item.node {
                Selection::Field(field) => {
                    let below = self.below(&field.node.response_key().node);
                    below.add(&field.node.selection_set.node, fragments);
                }
                Selection::InlineFragment(fragment) => self.add(&fragment.node.selection_set.node, fragments),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = fragments.get(&spread.node.fragment_name.node) {
                        self.add(&fragment.node.selection_set.node, fragments);
                    }
                }
            }
        }
    }

    fn below(&mut self, key: &Name) -> &mut Self {
        let place = self.0.iter().position(|(name, _)| name == key).unwrap_or_else(|| {
            self.0.push((key.clone(), Self::default()));
            self.0.len() - 1
        });
        &mut self.0[place].1
    }

    /// Puts an answer into this order.
    pub(crate) fn arrange(&self, answer: &mut Value) {
        match answer {
            Value::List(items) => items.iter_mut().for_each(|item| self.arrange(item)),
            // A scalar that is an object has no fields that were asked for.
            Value::Object(fields) if !self.0.is_empty() => {
                let mut done = mem::take(fields);
                for (name, below) in &self.0 {
                    if let Some((key, mut value)) = done.swap_remove_entry(name) {
                        below.arrange(&mut value);
                        fields.insert(key, value);
                    }
                }
                fields.extend(done);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{parser::parse_query, value};

    use super::*;

    #[test]
    fn fields_come_as_they_were_asked_for() {
        let document = "{ a { x y } ...F b } fragment F on Query { c a { z } }";
        let document = parse_query(document).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let order = Order::of(&operation.node.selection_set.node, &document.fragments);
        let mut answer = value!({ "b": 1, "a": [{ "z": 3, "y": 2, "x": 1 }], "c": 2 });
        order.arrange(&mut answer);
        assert_eq!(answer.to_string(), "{a: [{x: 1, y: 2, z: 3}], c: 2, b: 1}");
    }
}
