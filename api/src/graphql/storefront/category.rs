//! The category tree.
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use entity::{category, ids::CategoryId};
use service::catalogue::category::Branch;

use crate::graphql::{
    context::ContextExt,
    error::OrFail,
    loader::CategoryById,
    storefront::{node::id, text::translated},
};

/// A node of the category tree.
#[derive(Clone)]
pub struct TaxonomyCategory {
    category: category::Model,
    /// From the root down.
    ancestors: Arc<[category::Model]>,
}

impl TaxonomyCategory {
    pub(super) async fn find(ctx: &Context<'_>, id: CategoryId) -> Result<Option<Self>> {
        let branch = ctx.load().get(CategoryById(id)).await.or_fail()?;
        Ok(branch.map(|branch| Self::from(branch.as_ref())))
    }
}

impl From<&Branch> for TaxonomyCategory {
    fn from(branch: &Branch) -> Self {
        Self { category: branch.category.clone(), ancestors: branch.ancestors.as_slice().into() }
    }
}

#[Object]
impl TaxonomyCategory {
    /// A globally unique id.
    pub async fn id(&self) -> ID {
        id::encode("TaxonomyCategory", self.category.id)
    }

    async fn name(&self, ctx: &Context<'_>) -> Result<String> {
        translated(ctx, self.category.id, "name", &self.category.name).await
    }

    /// What it is in, the closest first.
    async fn ancestors(&self) -> Vec<TaxonomyCategory> {
        let above = |(depth, category): (usize, &category::Model)| TaxonomyCategory {
            category: category.clone(),
            ancestors: self.ancestors[..depth].into(),
        };
        self.ancestors.iter().enumerate().map(above).rev().collect()
    }
}
