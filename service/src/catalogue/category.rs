//! The category tree.
use std::collections::HashMap;

use entity::{category, ids::CategoryId};
use sea_orm::{FromQueryResult, Statement};

use crate::shop::{Shop, fault::Fault};

/// How far up the tree is looked: trees of real shops are less than ten deep.
const ANCESTORS_MAX: i32 = 32;

/// A category and what it is in, from the root down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    pub category: category::Model,
    pub ancestors: Vec<category::Model>,
}

#[derive(FromQueryResult)]
struct Row {
    leaf_id: CategoryId,
    distance: i32,
    #[sea_orm(nested)]
    category: category::Model,
}

/// Categories with their ancestors, in one statement.
pub async fn by_ids(shop: &Shop, ids: &[CategoryId]) -> Result<HashMap<CategoryId, Branch>, Fault> {
    let backend = shop.database().backend();
    let places: Vec<_> = (1..=ids.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "WITH RECURSIVE up (leaf_id, id, distance) AS ( \
           SELECT id, id, 0 FROM category WHERE id IN ({}) \
           UNION ALL \
           SELECT up.leaf_id, category.parent_id, up.distance + 1 FROM up \
           JOIN category ON category.id = up.id \
           WHERE category.parent_id IS NOT NULL AND up.distance < {ANCESTORS_MAX} \
         ) SELECT up.leaf_id, up.distance, category.* FROM up JOIN category ON category.id = up.id \
         ORDER BY up.leaf_id, up.distance DESC",
        places.join(", ")
    );
    let statement = Statement::from_sql_and_values(backend, sql, ids.iter().map(|id| (*id).into()));
    let rows = Row::find_by_statement(statement).all(shop.read()).await?;
    let mut branches = HashMap::new();
    let mut ancestors = Vec::new();
    for row in rows {
        if row.distance > 0 {
            ancestors.push(row.category);
        } else {
            let branch = Branch { category: row.category, ancestors: std::mem::take(&mut ancestors) };
            branches.insert(row.leaf_id, branch);
        }
    }
    Ok(branches)
}
