//! Writes the largest document that a contract allows for a root.
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write,
};

use async_graphql::parser::types::{FieldDefinition, InputValueDefinition, TypeKind};

use super::value::Values;
use crate::dialect::types::{Types, named};

/// A field of a type: where another type is written out in full.
type Place = (String, String);

/// An operation of one root, answered under the name `root`.
pub(crate) struct Document {
    pub(crate) text: String,
    /// `Type.field` for everything selected.
    pub(crate) fields: BTreeSet<String>,
    /// Whether an answer of null would mean that the test asked for nothing.
    pub(crate) must_be_there: bool,
}

/// Something of the shop's that can be asked for.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) kind: String,
    pub(crate) id: String,
    /// Empty for what has none.
    pub(crate) handle: String,
}

pub(crate) struct Writer<'a> {
    contract: &'a Types,
    ours: &'a Types,
    values: Values<'a>,
    /// Where each type is written out: once in a document, as close to the root as can be.
    /// Elsewhere it is only touched.
    places: BTreeMap<String, Place>,
    fields: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(contract: &'a Types, ours: &'a Types, found: &'a [Found]) -> Self {
        let values = Values { contract, found };
        Self { contract, ours, values, places: BTreeMap::new(), fields: BTreeSet::new() }
    }

    /// The documents of a root query: one for each id where it takes any, else one.
    pub(crate) fn queries(self, root: &FieldDefinition) -> Vec<Document> {
        match root.name.node.as_str() {
            "node" => self.by_ids(root, |id| format!("id: {id:?}")),
            "nodes" => self.by_ids(root, |id| format!("ids: [{id:?}]")),
            _ => vec![self.of("QueryRoot", root)],
        }
    }

    /// The document of a mutation.
    pub(crate) fn mutation(self, root: &FieldDefinition) -> Document {
        self.of("Mutation", root)
    }

    fn by_ids(&self, root: &FieldDefinition, arguments: impl Fn(&str) -> String) -> Vec<Document> {
        self.values.found.iter().map(|one| self.afresh().by_id(root, &one.kind, &arguments(&one.id))).collect()
    }

    fn afresh(&self) -> Self {
        Self::new(self.contract, self.ours, self.values.found)
    }

    fn of(mut self, owner: &str, root: &FieldDefinition) -> Document {
        let name = root.name.node.as_str();
        let place = (owner.to_owned(), name.to_owned());
        self.fields.insert(format!("{owner}.{name}"));
        let arguments = self.arguments(owner, root);
        self.plan(named(&root.ty.node), &place);
        let selection = self.selection(named(&root.ty.node), &place);
        let must_be_there = !name.starts_with("metaobject");
        let operation = if owner == "Mutation" { "mutation" } else { "query" };
        let text = format!("{operation} {{ root: {name}{arguments}{selection} }}");
        Document { text, fields: self.fields, must_be_there }
    }

    fn by_id(mut self, root: &FieldDefinition, kind: &str, arguments: &str) -> Document {
        let name = root.name.node.as_str();
        let place = ("QueryRoot".to_owned(), name.to_owned());
        self.fields.insert(format!("QueryRoot.{name}"));
        self.fields.insert("Node.id".to_owned());
        self.plan(kind, &place);
        // The contract may not know the type at all.
        let is_known = self.contract.kind(kind).is_some();
        let own = if is_known { format!("... on {kind}{}", self.selection(kind, &place)) } else { String::new() };
        let text = format!("{{ root: {name}({arguments}) {{ __typename id {own} }} }}");
        Document { text, fields: self.fields, must_be_there: true }
    }

    /// Finds the place of every type that a type leads to.
    fn plan(&mut self, name: &str, place: &Place) {
        let mut waiting = VecDeque::from([(name.to_owned(), place.clone())]);
        while let Some((name, place)) = waiting.pop_front() {
            if self.ours.kind(&name).is_none() || self.places.contains_key(&name) {
                continue;
            }
            self.places.insert(name.clone(), place.clone());
            for member in self.contract.possible(&name) {
                waiting.push_front((member, place.clone()));
            }
            for field in self.contract.fields(&name) {
                let place = (name.clone(), field.name.node.to_string());
                waiting.push_back((named(&field.ty.node).to_owned(), place));
            }
        }
    }

    /// What is selected of a type, in braces; nothing for a type without fields.
    fn selection(&mut self, name: &str, place: &Place) -> String {
        match self.contract.kind(name) {
            Some(TypeKind::Object(_)) => format!(" {{ __typename{} }}", self.object(name, place, "")),
            Some(TypeKind::Interface(_) | TypeKind::Union(_)) => {
                let mut text = format!(" {{ __typename{}", self.object(name, place, ""));
                for member in self.contract.possible(name) {
                    let fields = self.object(&member, place, &format!("{member}_"));
                    if !fields.is_empty() {
                        let _ = write!(text, " ... on {member} {{{fields} }}");
                    }
                }
                text + " }"
            }
            _ => String::new(),
        }
    }

    /// The fields of a type, in its place. In a fragment each has a name of its own, so that none merge.
    fn object(&mut self, name: &str, place: &Place, alias: &str) -> String {
        if self.places.get(name) != Some(place) {
            return String::new();
        }
        let contract = self.contract;
        let mut text = String::new();
        let own: BTreeSet<_> = self.ours.fields(name).iter().map(|own| own.name.node.as_str()).collect();
        // What is not ours yet is in the dialect's list of gaps.
        for field in contract.fields(name).into_iter().filter(|field| own.contains(field.name.node.as_str())) {
            let alias = if alias.is_empty() { String::new() } else { format!("{alias}{}: ", field.name.node) };
            let place = (name.to_owned(), field.name.node.to_string());
            let arguments = self.arguments(name, field);
            let selection = self.selection(named(&field.ty.node), &place);
            self.fields.insert(format!("{name}.{}", field.name.node));
            let _ = write!(text, " {alias}{}{arguments}{selection}", field.name.node);
        }
        text
    }

    fn arguments(&self, owner: &str, field: &FieldDefinition) -> String {
        let value = |argument: &InputValueDefinition| {
            let value = self.values.argument(owner, &field.name.node, &argument.name.node, &argument.ty.node)?;
            Some(format!("{}: {value}", argument.name.node))
        };
        let values: Vec<_> = field.arguments.iter().filter_map(|argument| value(&argument.node)).collect();
        if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) }
    }
}

/// `Type.field` for everything of ours that these roots lead to.
pub(crate) fn reachable(contract: &Types, ours: &Types, owner: &str, roots: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<String> = Vec::new();
    for root in contract.fields(owner) {
        if roots.contains(root.name.node.as_str()) {
            found.insert(format!("{owner}.{}", root.name.node));
            waiting.push(named(&root.ty.node).to_owned());
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let own: BTreeSet<_> = ours.fields(&name).iter().map(|own| own.name.node.as_str()).collect();
        for field in contract.fields(&name).into_iter().filter(|field| own.contains(field.name.node.as_str())) {
            found.insert(format!("{name}.{}", field.name.node));
            waiting.push(named(&field.ty.node).to_owned());
        }
        // Carts and orders have global ids too, but nothing here leads to one.
        if name != "Node" {
            waiting.extend(contract.possible(&name));
        }
    }
    found
}
