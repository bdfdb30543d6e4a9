//! A page of each of many lists, in one statement: what an edge under a list needs.
//!
//! Each list is an arm of a union with its own order and limit, so that the database reads from the index of each what
//! is on its page. A window over all of them would read every row of every list.
use std::{collections::HashMap, hash::Hash};

use sea_orm::{
    ConnectionTrait, EntityTrait, FromQueryResult, Order, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, SelectStatement, UnionType},
};

use super::{
    Shop,
    fault::Fault,
    keyset::{self, Position},
    page::{Page, PageError, PageRequest},
};

/// Lists read by one statement: as many as a page of their owners has. `SQLite` takes 500.
const ARMS_PER_STATEMENT: usize = 250;

/// A list by its owner, and the part of it that is wanted.
pub type Wanted<K> = (K, PageRequest);
/// The pages found. A cursor may be somebody's own: that it is wrong is an answer, not a fault.
pub type Pages<K, M> = HashMap<Wanted<K>, Result<Page<M>, PageError>>;

/// How lists of a kind are read.
pub struct Lists<N, P> {
    /// One list, narrowed to a page by [`keyset::narrow`].
    pub narrowed: N,
    /// Where a row of it stands.
    pub position: P,
    /// Whether it runs backwards.
    pub reverse: bool,
}

impl<N, P> Lists<N, P> {
    /// The page of each list that is wanted.
    pub async fn read<K, E>(&self, shop: &Shop, wanted: &[Wanted<K>]) -> Result<Pages<K, E::Model>, Fault>
    where
        K: Clone + Eq + Hash,
        E: EntityTrait,
        N: Fn(&K, &PageRequest) -> Result<Select<E>, PageError>,
        P: Fn(&E::Model) -> Position,
    {
        let mut pages = HashMap::with_capacity(wanted.len());
        for wanted in wanted.chunks(ARMS_PER_STATEMENT) {
            let mut arms = Vec::with_capacity(wanted.len());
            for (key, page) in wanted {
                match (self.narrowed)(key, page) {
                    Ok(select) => arms.push((key, page, select)),
                    Err(refusal) => {
                        pages.insert((key.clone(), page.clone()), Err(refusal));
                    }
                }
            }
            let selects = arms.iter().map(|(_, _, select)| select.clone());
            for ((key, page, _), mut rows) in arms.iter().zip(rows(shop, selects).await?) {
                // A union promises no order.
                rows.sort_by_cached_key(&self.position);
                if keyset::way(page, self.reverse) == Order::Desc {
                    rows.reverse();
                }
                let page_of_rows = Page::from_walk(page, rows, |row| (self.position)(row).cursor());
                pages.insert(((*key).clone(), (*page).clone()), Ok(page_of_rows));
            }
        }
        Ok(pages)
    }
}

/// The rows of each arm.
async fn rows<E: EntityTrait>(
    shop: &Shop,
    arms: impl ExactSizeIterator<Item = Select<E>>,
) -> Result<Vec<Vec<E::Model>>, Fault> {
    let mut rows: Vec<Vec<E::Model>> = (0..arms.len()).map(|_| Vec::new()).collect();
    let mut arms = (0_i32..).zip(arms).map(|(number, arm)| numbered(arm, number));
    let Some(mut statement) = arms.next() else { return Ok(rows) };
    for arm in arms {
        statement.union(UnionType::All, arm);
    }
    let db = shop.read();
    for row in db.query_all_raw(db.get_database_backend().build(&statement)).await? {
        let arm: i32 = row.try_get("", "arm")?;
        if let Some(rows) = usize::try_from(arm).ok().and_then(|arm| rows.get_mut(arm)) {
            rows.push(E::Model::from_query_result(&row, "")?);
        }
    }
    Ok(rows)
}

/// An arm with its own order and limit has to be a query of its own before it can be united.
fn numbered<E: EntityTrait>(arm: Select<E>, number: i32) -> SelectStatement {
    let arm = arm.expr_as(Expr::val(number), "arm").into_query();
    SelectStatement::new().expr(Expr::cust("*")).from_subquery(arm, Alias::new(format!("arm{number}"))).take()
}
