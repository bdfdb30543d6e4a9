//! Metaobjects: a shop here has none, so every list of them is empty. The types are real, so that
//! documents that mention them are valid.
#![expect(unreachable_code, reason = "some types have no values: nothing is reached through them")]
#![expect(clippy::used_underscore_binding, reason = "arguments that nothing can use yet")]

use async_graphql::{ID, InputObject, Object};

use super::metafield::{MetafieldReference, MetafieldReferenceConnection};
use crate::{connection, graphql::scalar::DateTime};

/// A record of a shape that the shopkeeper made up. There are none yet.
#[derive(Clone, Copy)]
pub enum Metaobject {}

/// A field of a metaobject.
#[derive(Clone, Copy)]
pub enum MetaobjectField {}

/// Which metaobject.
#[derive(Clone, Debug, InputObject)]
pub struct MetaobjectHandleInput {
    pub handle: String,
    #[graphql(name = "type")]
    pub type_name: String,
}

#[Object]
impl Metaobject {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        match *self {}
    }

    async fn handle(&self) -> String {
        match *self {}
    }

    /// Which shape it has.
    #[graphql(name = "type")]
    async fn type_name(&self) -> String {
        match *self {}
    }

    async fn field(&self, #[graphql(name = "key")] _key: String) -> Option<MetaobjectField> {
        match *self {}
    }

    async fn fields(&self) -> Vec<MetaobjectField> {
        match *self {}
    }

    async fn updated_at(&self) -> DateTime {
        match *self {}
    }
}

#[Object]
impl MetaobjectField {
    async fn key(&self) -> String {
        match *self {}
    }

    #[graphql(name = "type")]
    async fn type_name(&self) -> String {
        match *self {}
    }

    async fn value(&self) -> Option<String> {
        match *self {}
    }

    /// What the value refers to, for a reference.
    async fn reference(&self) -> Option<MetafieldReference> {
        match *self {}
    }

    /// What the values refer to, for a list of references.
    async fn references(
        &self,
        #[graphql(name = "first")] _first: Option<i32>,
        #[graphql(name = "after")] _after: Option<String>,
        #[graphql(name = "last")] _last: Option<i32>,
        #[graphql(name = "before")] _before: Option<String>,
    ) -> Option<MetafieldReferenceConnection> {
        match *self {}
    }
}

connection!(
    /// Metaobjects.
    MetaobjectConnection,
    MetaobjectEdge,
    Metaobject
);

/// The metaobject part of the query root.
#[derive(Default)]
pub struct MetaobjectQuery;

#[Object]
impl MetaobjectQuery {
    /// A metaobject by its id or handle: there is none yet.
    async fn metaobject(
        &self,
        #[graphql(name = "handle")] _handle: Option<MetaobjectHandleInput>,
        #[graphql(name = "id")] _id: Option<ID>,
    ) -> Option<Metaobject> {
        None
    }

    /// The metaobjects of a shape: there are none yet.
    #[expect(clippy::too_many_arguments, reason = "the dialect's")]
    async fn metaobjects(
        &self,
        #[graphql(name = "type")] _type_name: String,
        #[graphql(name = "first")] _first: Option<i32>,
        #[graphql(name = "after")] _after: Option<String>,
        #[graphql(name = "last")] _last: Option<i32>,
        #[graphql(name = "before")] _before: Option<String>,
        #[graphql(name = "reverse")] _reverse: Option<bool>,
        #[graphql(name = "sortKey")] _sort_key: Option<String>,
    ) -> MetaobjectConnection {
        MetaobjectConnection(service::shop::page::Page::empty())
    }
}
