//! A type system as its definitions say, and what of one is missing in another.
use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::{
    parse_schema,
    types::{
        BaseType, FieldDefinition, InputValueDefinition, ObjectType, Type, TypeDefinition, TypeKind,
        TypeSystemDefinition,
    },
};

/// The types of a schema, by name.
pub(crate) struct Types(BTreeMap<String, TypeDefinition>);

/// What a contract has and a schema has not, each as a path into the contract.
pub(crate) type Gaps = BTreeSet<String>;

impl Types {
    pub(crate) fn parse(sdl: &str) -> Self {
        let document = parse_schema(sdl).expect("a type system that parses");
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some((definition.node.name.node.to_string(), definition.node)),
            TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
        });
        Self(types.collect())
    }

    pub(crate) fn kind(&self, name: &str) -> Option<&TypeKind> {
        self.0.get(name).map(|definition| &definition.kind)
    }

    /// The fields of an object or interface.
    pub(crate) fn fields(&self, name: &str) -> Vec<&FieldDefinition> {
        match self.kind(name) {
            Some(TypeKind::Object(object)) => object.fields.iter().map(|field| &field.node).collect(),
            Some(TypeKind::Interface(interface)) => interface.fields.iter().map(|field| &field.node).collect(),
            _ => Vec::new(),
        }
    }

    /// The objects that a value of an abstract type may be.
    pub(crate) fn possible(&self, name: &str) -> Vec<String> {
        match self.kind(name) {
            Some(TypeKind::Union(union)) => union.members.iter().map(|member| member.node.to_string()).collect(),
            Some(TypeKind::Interface(_)) => {
                let implements = |object: &ObjectType| object.implements.iter().any(|other| other.node == name);
                let is_one = |definition: &&TypeDefinition| matches!(&definition.kind, TypeKind::Object(object) if implements(object));
                self.0.values().filter(is_one).map(|definition| definition.name.node.to_string()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What of `contract` is not here, looking at everything that its roots lead to. What is
    /// missing is named once, and what only it would lead to is not looked at.
    pub(crate) fn gaps(&self, contract: &Self, roots: &[&str]) -> Gaps {
        let mut search = Search { ours: self, contract, gaps: Gaps::new(), seen: BTreeSet::new() };
        for root in roots {
            search.visit(root);
        }
        search.gaps
    }
}

struct Search<'a> {
    ours: &'a Types,
    contract: &'a Types,
    gaps: Gaps,
    seen: BTreeSet<String>,
}

impl Search<'_> {
    fn visit(&mut self, name: &str) {
        if !self.seen.insert(name.to_owned()) {
            return;
        }
        let Some(theirs) = self.contract.kind(name) else { return };
        let Some(ours) = self.ours.kind(name) else {
            self.gaps.insert(name.to_owned());
            return;
        };
        match (theirs, ours) {
            (TypeKind::Scalar, TypeKind::Scalar) => {}
            (TypeKind::Object(theirs), TypeKind::Object(ours)) => {
                self.implements(name, &theirs.implements, &ours.implements);
                self.fields(name);
            }
            (TypeKind::Interface(theirs), TypeKind::Interface(ours)) => {
                self.implements(name, &theirs.implements, &ours.implements);
                self.fields(name);
            }
            (TypeKind::Union(theirs), TypeKind::Union(ours)) => {
                for member in &theirs.members {
                    if ours.members.iter().any(|other| other.node == member.node) {
                        self.visit(&member.node);
                    } else {
                        self.gaps.insert(format!("{name} = {}", member.node));
                    }
                }
            }
            (TypeKind::Enum(theirs), TypeKind::Enum(ours)) => {
                for value in &theirs.values {
                    if !ours.values.iter().any(|other| other.node.value.node == value.node.value.node) {
                        self.gaps.insert(format!("{name}.{}", value.node.value.node));
                    }
                }
            }
            (TypeKind::InputObject(theirs), TypeKind::InputObject(ours)) => {
                let theirs: Vec<_> = theirs.fields.iter().map(|field| &field.node).collect();
                let ours: Vec<_> = ours.fields.iter().map(|field| &field.node).collect();
                self.inputs(&format!("{name}."), &theirs, &ours);
            }
            _ => {
                self.gaps.insert(format!("{name} is of another kind"));
            }
        }
    }

    fn implements(
        &mut self,
        name: &str,
        theirs: &[async_graphql::Positioned<async_graphql::Name>],
        ours: &[async_graphql::Positioned<async_graphql::Name>],
    ) {
        for interface in theirs {
            if !ours.iter().any(|other| other.node == interface.node) {
                self.gaps.insert(format!("{name} implements {}", interface.node));
            }
        }
    }

    fn fields(&mut self, name: &str) {
        for field in self.contract.fields(name) {
            let path = format!("{name}.{}", field.name.node);
            let own = self.ours.fields(name).into_iter().find(|own| own.name.node == field.name.node);
            let Some(own) = own else {
                self.gaps.insert(path);
                continue;
            };
            if !gives(&own.ty.node, &field.ty.node) {
                self.gaps.insert(format!("{path}: {} where {} is promised", own.ty.node, field.ty.node));
            }
            let theirs: Vec<_> = field.arguments.iter().map(|argument| &argument.node).collect();
            let ours: Vec<_> = own.arguments.iter().map(|argument| &argument.node).collect();
            self.inputs(&format!("{path}:"), &theirs, &ours);
            self.visit(named(&field.ty.node));
        }
    }

    fn inputs(&mut self, path: &str, theirs: &[&InputValueDefinition], ours: &[&InputValueDefinition]) {
        for input in theirs {
            let Some(own) = ours.iter().find(|own| own.name.node == input.name.node) else {
                self.gaps.insert(format!("{path}{}", input.name.node));
                continue;
            };
            if !takes(&own.ty.node, &input.ty.node) {
                self.gaps.insert(format!("{path}{}: {} where {} is sent", input.name.node, own.ty.node, input.ty.node));
            }
            self.visit(named(&input.ty.node));
        }
        for own in ours {
            let is_known = theirs.iter().any(|input| input.name.node == own.name.node);
            if !is_known && !own.ty.node.nullable && own.default_value.is_none() {
                self.gaps.insert(format!("{path}{} is required", own.name.node));
            }
        }
    }
}

/// The type inside of lists.
pub(crate) fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => named(inner),
    }
}

/// Whether what we give is what is promised, or stricter.
fn gives(ours: &Type, promised: &Type) -> bool {
    let inner = match (&ours.base, &promised.base) {
        (BaseType::Named(ours), BaseType::Named(promised)) => ours == promised,
        (BaseType::List(ours), BaseType::List(promised)) => gives(ours, promised),
        _ => false,
    };
    inner && (promised.nullable || !ours.nullable)
}

/// Whether we take what is sent, or more.
fn takes(ours: &Type, sent: &Type) -> bool {
    let inner = match (&ours.base, &sent.base) {
        (BaseType::Named(ours), BaseType::Named(sent)) => ours == sent,
        (BaseType::List(ours), BaseType::List(sent)) => takes(ours, sent),
        _ => false,
    };
    inner && (ours.nullable || !sent.nullable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_looser_is_told() {
        let contract = "type Q { a(x: Int, y: Int!): A! b: [String!] u: U e: E! n(i: I): Int }
            type A implements N { id: ID! } interface N { id: ID! } type B { z: Int } union U = A | B
            enum E { ONE TWO } input I { x: Int }";
        let ours = "type Q { a(y: Int!, z: Int!): A b: [String!]! u: U e: E! n(i: I): Int }
            type A { id: ID! } interface N { id: ID! } union U = A enum E { ONE } input I { x: Int!, y: Int! = 1 }";
        let gaps = Types::parse(ours).gaps(&Types::parse(contract), &["Q", "M"]);
        let expected = [
            "A implements N",
            "E.TWO",
            "I.x: Int! where Int is sent",
            "Q.a: A where A! is promised",
            "Q.a:x",
            "Q.a:z is required",
            "U = B",
        ];
        assert_eq!(gaps, expected.map(ToOwned::to_owned).into());
    }
}
