//! Writes the largest document that a contract allows for a root.
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write,
};

use async_graphql::parser::types::{BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind};

use crate::dialect::types::{Types, named};

/// A field of a type: where another type is written out in full.
type Place = (String, String);

/// A query of one root, answered under the name `root`.
pub(crate) struct Document {
    pub(crate) text: String,
    /// `Type.field` for everything selected.
    pub(crate) fields: BTreeSet<String>,
    /// Whether an answer of null would mean that the test asked for nothing.
    pub(crate) must_be_there: bool,
}

pub(crate) struct Writer<'a> {
    contract: &'a Types,
    ours: &'a Types,
    /// A type and the id of one of it.
    ids: &'a [(String, String)],
    /// Where each type is written out: once in a document, as close to the root as can be.
    /// Elsewhere it is only touched.
    places: BTreeMap<String, Place>,
    fields: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(contract: &'a Types, ours: &'a Types, ids: &'a [(String, String)]) -> Self {
        Self { contract, ours, ids, places: BTreeMap::new(), fields: BTreeSet::new() }
    }

    /// The documents of a root: one for each id where it takes any, else one.
    pub(crate) fn documents(self, root: &FieldDefinition) -> Vec<Document> {
        match root.name.node.as_str() {
            "node" => {
                self.ids.iter().map(|(kind, id)| self.afresh().by_id(root, kind, &format!("id: {id:?}"))).collect()
            }
            "nodes" => {
                self.ids.iter().map(|(kind, id)| self.afresh().by_id(root, kind, &format!("ids: [{id:?}]"))).collect()
            }
            _ => vec![self.afresh().of(root)],
        }
    }

    fn afresh(&self) -> Self {
        Self::new(self.contract, self.ours, self.ids)
    }

    fn of(mut self, root: &FieldDefinition) -> Document {
        let name = root.name.node.as_str();
        let place = ("QueryRoot".to_owned(), name.to_owned());
        self.fields.insert(format!("QueryRoot.{name}"));
        let arguments = self.arguments("QueryRoot", root);
        self.plan(named(&root.ty.node), &place);
        let selection = self.selection(named(&root.ty.node), &place);
        let must_be_there = !name.starts_with("metaobject");
        Document { text: format!("{{ root: {name}{arguments}{selection} }}"), fields: self.fields, must_be_there }
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
        for field in contract.fields(name) {
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
            let value = self.value(owner, &field.name.node, &argument.name.node, &argument.ty.node)?;
            Some(format!("{}: {value}", argument.name.node))
        };
        let values: Vec<_> = field.arguments.iter().filter_map(|argument| value(&argument.node)).collect();
        if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) }
    }

    /// A value for an argument, or none for one that another excludes.
    fn value(&self, owner: &str, field: &str, argument: &str, ty: &Type) -> Option<String> {
        let text = match (field, argument) {
            (_, "after" | "before" | "last") => return None,
            ("product" | "page" | "blog" | "collection", "id") | ("productRecommendations", "productHandle") => {
                return None;
            }
            (_, "handle") if named(ty) == "String" => format!("{:?}", handle(owner, field)),
            (_, "productId") => format!("{:?}", self.id("Product")),
            ("metafield" | "metafields", "key") => "\"material\"".to_owned(),
            ("metafield" | "metafields", "namespace") => "\"custom\"".to_owned(),
            (_, "query") => format!("{:?}", query(field)),
            ("sitemap", "type") => "PRODUCT".to_owned(),
            (_, "selectedOptions") => "[{ name: \"Size\", value: \"M\" }]".to_owned(),
            (_, "filters" | "productFilters") => "[{ available: true }]".to_owned(),
            (_, "first" | "limit" | "truncateAt") => "2".to_owned(),
            (_, "page") => "1".to_owned(),
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
            ("ID", _) => format!("{:?}", self.id("Product")),
            (_, Some(TypeKind::Enum(values))) => values.values[0].node.value.node.to_string(),
            (_, Some(TypeKind::InputObject(input))) => {
                let field = |field: &InputValueDefinition| format!("{}: {}", field.name.node, self.any(&field.ty.node));
                let fields: Vec<_> = input.fields.iter().map(|input| field(&input.node)).collect();
                format!("{{ {} }}", fields.join(", "))
            }
            _ => "\"x\"".to_owned(),
        }
    }

    fn id(&self, kind: &str) -> &str {
        self.ids.iter().find(|(of, _)| of == kind).map_or("gid://shopify/None/0", |(_, id)| id)
    }
}

fn handle(owner: &str, field: &str) -> &'static str {
    match (owner, field) {
        ("QueryRoot", "product" | "productByHandle") => "product-0",
        ("QueryRoot", "collection" | "collectionByHandle") => "all",
        ("QueryRoot", "menu") => "main-menu",
        ("QueryRoot", "page" | "pageByHandle") => "page-0",
        ("QueryRoot", "blog" | "blogByHandle") => "blog-0",
        ("Blog", "articleByHandle") => "article-0",
        _ => "x",
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

/// `Type.field` for everything that these roots lead to.
pub(crate) fn reachable(contract: &Types, roots: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<String> = Vec::new();
    for root in contract.fields("QueryRoot") {
        if roots.contains(root.name.node.as_str()) {
            found.insert(format!("QueryRoot.{}", root.name.node));
            waiting.push(named(&root.ty.node).to_owned());
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        for field in contract.fields(&name) {
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
