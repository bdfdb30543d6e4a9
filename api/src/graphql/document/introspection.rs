//! Introspection that does not end: types have fields, fields have types.
//!
//! Clients' tools ask for every type once, with its fields and theirs. Asking for the fields of the
//! types of the fields multiplies the schema by itself with every level.
use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

use crate::graphql::limits::Refusal;

/// Lists of introspection that lead to more of it.
const LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];
/// How many of them may be within each other.
const NESTING_MAX: usize = 2;

/// Refuses introspection that multiplies. The document must have been measured.
pub(super) fn check(document: &ExecutableDocument) -> Result<(), Refusal> {
    for (_, operation) in document.operations.iter() {
        walk(document, &operation.node.selection_set.node, None)?;
    }
    Ok(())
}

/// `lists` counts those we are inside of; None outside introspection.
fn walk(document: &ExecutableDocument, selection: &SelectionSet, lists: Option<usize>) -> Result<(), Refusal> {
    for item in &selection.items {
        match &item.node {
            Selection::Field(field) => {
                let name = field.node.name.node.as_str();
                let lists = match lists {
                    None if matches!(name, "__schema" | "__type") => Some(0),
                    // Introspection starts at the root only.
                    None => continue,
                    Some(lists) => Some(lists + usize::from(LISTS.contains(&name))),
                };
                if let Some(lists) = lists.filter(|lists| *lists > NESTING_MAX) {
                    return Err(Refusal::too_many("lists of types within each other", lists, NESTING_MAX).at(field.pos));
                }
                walk(document, &field.node.selection_set.node, lists)?;
            }
            Selection::InlineFragment(inline) => walk(document, &inline.node.selection_set.node, lists)?,
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    walk(document, &fragment.node.selection_set.node, lists)?;
                }
            }
        }
    }
    Ok(())
}
