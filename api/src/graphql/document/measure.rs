//! How large a document is once its fragments are written out, without writing them out.
//!
//! Every fragment is measured once, however often it is spread: 28 levels of two spreads each are
//! 268 million fields, and 28 additions.
use std::collections::HashMap;

use async_graphql::{
    Pos, Positioned,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

use crate::graphql::limits::{Limits, Refusal};

/// Selections within each other at most, fragments included: validation and execution call themselves once for each.
pub const RECURSION_MAX: usize = 48;
/// Operations in a document at most: all are validated, one is run.
const OPERATIONS_MAX: usize = 50;

/// The size of a selection, written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    /// Fields, spreads and inline fragments in all: an empty one costs its visit, too.
    selections: usize,
    /// Fields at the top.
    top: usize,
    /// Levels of fields.
    depth: usize,
    /// Levels of selections: fields, fragments and inline fragments.
    levels: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.top = self.top.saturating_add(other.top);
        self.depth = self.depth.max(other.depth);
        self.levels = self.levels.max(other.levels);
    }
}

enum Fragment {
    /// Being measured: meeting it again means that it contains itself.
    Open,
    Measured(Size),
}

struct Measure<'a> {
    document: &'a ExecutableDocument,
    fragments: HashMap<&'a str, Fragment>,
}

/// Refuses a document that is larger than `limits` allow.
pub(super) fn check(document: &ExecutableDocument, limits: &Limits) -> Result<(), Refusal> {
    let (operations, fragments) = (document.operations.iter().len(), document.fragments.len());
    if operations > OPERATIONS_MAX {
        return Err(Refusal::too_many("operations", operations, OPERATIONS_MAX));
    }
    if fragments > limits.fragments_max {
        return Err(Refusal::too_many("fragments", fragments, limits.fragments_max));
    }
    let mut measure = Measure { document, fragments: HashMap::with_capacity(fragments) };
    // Validation walks all operations, and fragments that none of them uses.
    let mut sizes = Vec::with_capacity(operations);
    for (_, operation) in document.operations.iter() {
        sizes.push((measure.selection(&operation.node.selection_set.node, 0)?, operation.pos));
    }
    let mut selections = sizes.iter().fold(0_usize, |all, (size, _)| all.saturating_add(size.selections));
    for name in document.fragments.keys() {
        selections = selections.max(measure.fragment(name, Pos::default(), 0)?.selections);
    }
    if selections > limits.selections_max {
        let what = "selections with its fragments written out";
        return Err(Refusal::too_many(what, selections, limits.selections_max));
    }
    for (size, at) in sizes {
        if size.depth > limits.depth_max {
            return Err(Refusal::too_many("levels of fields", size.depth, limits.depth_max).at(at));
        }
        if size.top > limits.root_fields_max {
            return Err(Refusal::too_many("root fields", size.top, limits.root_fields_max).at(at));
        }
    }
    Ok(())
}

impl<'a> Measure<'a> {
    fn selection(&mut self, selection: &'a SelectionSet, level: usize) -> Result<Size, Refusal> {
        within_recursion(level)?;
        let mut all = Size::default();
        for item in &selection.items {
            let size = match &item.node {
                Selection::Field(field) => {
                    let below = self.selection(&field.node.selection_set.node, level + 1)?;
                    Size { selections: below.selections, top: 1, depth: below.depth + 1, levels: below.levels + 1 }
                }
                Selection::InlineFragment(inline) => {
                    let inside = self.selection(&inline.node.selection_set.node, level + 1)?;
                    Size { levels: inside.levels + 1, ..inside }
                }
                Selection::FragmentSpread(spread) => {
                    let inside = self.fragment(&spread.node.fragment_name.node, spread.pos, level + 1)?;
                    Size { levels: inside.levels + 1, ..inside }
                }
            };
            all.add(size);
            all.selections = all.selections.saturating_add(1);
        }
        Ok(all)
    }

    fn fragment(&mut self, name: &str, spread: Pos, level: usize) -> Result<Size, Refusal> {
        // A fragment that does not exist is for validation to tell.
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else { return Ok(Size::default()) };
        match self.fragments.get(name.as_str()) {
            Some(Fragment::Open) => Err(Refusal::bad_input(format!("the fragment {name} contains itself")).at(spread)),
            Some(Fragment::Measured(size)) => {
                let size = *size;
                within_recursion(level + size.levels)?;
                Ok(size)
            }
            None => {
                self.fragments.insert(name, Fragment::Open);
                let selection: &Positioned<SelectionSet> = &fragment.node.selection_set;
                let size = self.selection(&selection.node, level)?;
                self.fragments.insert(name, Fragment::Measured(size));
                Ok(size)
            }
        }
    }
}

fn within_recursion(level: usize) -> Result<(), Refusal> {
    if level > RECURSION_MAX {
        return Err(Refusal::too_many("or more levels of selections and fragments", level, RECURSION_MAX));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use async_graphql::parser::parse_query;

    use super::*;

    fn refusal(text: &str) -> String {
        let document = parse_query(text).unwrap();
        check(&document, &Limits::default()).map_err(|refusal| refusal.message).err().unwrap_or_default()
    }

    fn bomb(levels: usize, inside: &str) -> String {
        let mut text = "{ ...F0 }".to_owned();
        for level in 0..levels {
            let next = level + 1;
            let _ = write!(text, " fragment F{level} on QueryRoot {{ ...F{next} ...F{next} }}");
        }
        let _ = write!(text, " fragment F{levels} on QueryRoot {{ {inside} }}");
        text
    }

    #[test]
    fn a_fragment_bomb_is_counted_without_going_off() {
        assert!(refusal(&bomb(28, "__typename")).contains("selections"));
        assert!(refusal(&bomb(28, "...Missing")).contains("selections"));
        assert_eq!(refusal(&bomb(4, "__typename")), "");
    }

    #[test]
    fn a_bomb_that_nobody_uses_is_one_too() {
        let unused = bomb(20, "a").replacen("{ ...F0 }", "{ a }", 1);
        assert!(refusal(&unused).contains("selections"));
    }

    #[test]
    fn fragments_that_contain_themselves_are_told() {
        assert!(
            refusal("{ ...A } fragment A on Q { b { ...B } } fragment B on Q { ...A }").contains("contains itself")
        );
    }

    #[test]
    fn a_long_chain_of_fragments_is_a_deep_one() {
        let mut text = "{ ...F0 }".to_owned();
        for level in 0..150 {
            let _ = write!(text, " fragment F{level} on Q {{ ...F{} }}", level + 1);
        }
        text.push_str(" fragment F150 on Q { a }");
        assert!(refusal(&text).contains("levels"));
    }

    #[test]
    fn depth_and_root_fields_count_through_fragments() {
        let deep = format!("{}a{}", "{ a ".repeat(21), " }".repeat(21));
        assert!(refusal(&deep).contains("levels of fields"), "{}", refusal(&deep));
        let wide = format!("{{ ...F }} fragment F on Q {{ {} }}", "a ".repeat(51));
        assert!(refusal(&wide).contains("51 root fields"));
    }
}
