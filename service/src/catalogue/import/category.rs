//! The category tree, as far as a file names it.
use std::collections::{BTreeMap, HashMap};

use entity::{category, ids::CategoryId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use crate::shop::{
    Unit,
    bulk::{self, KEYS_PER_LIST_MAX, OnConflict},
    fault::Fault,
};

/// What stands between a category and the one below it.
const SEPARATOR: &str = ">";
/// Steps from the root taken at most.
const DEPTH_MAX: usize = 16;
/// Characters of a handle taken from the names.
const HANDLE_CHARS_MAX: usize = 200;

/// The full name of a category as the shop writes it: `Home > Kitchen > Cups`.
pub(super) fn full_name(written: &str) -> String {
    let names: Vec<_> =
        written.split(SEPARATOR).map(str::trim).filter(|name| !name.is_empty()).take(DEPTH_MAX).collect();
    names.join(" > ")
}

/// The keys of categories by full name, making those that are missing with all above them.
pub(super) async fn ensure(unit: &Unit, full_names: &Vec<String>) -> Result<HashMap<String, CategoryId>, Fault> {
    // With those above, parents before children: a name is longer than its parent's.
    let mut wanted: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for name in full_names {
        let parts: Vec<_> = name.split(" > ").collect();
        for depth in 1..=parts.len() {
            let path = parts.get(..depth).unwrap_or_default().join(" > ");
            let level = wanted.entry(depth).or_default();
            if !level.contains(&path) {
                level.push(path);
            }
        }
    }
    let mut known: HashMap<String, CategoryId> = HashMap::new();
    for names in wanted.into_values() {
        find(&unit.tx, &names, &mut known).await?;
        let missing: Vec<_> = names.into_iter().filter(|name| !known.contains_key(name)).collect();
        if missing.is_empty() {
            continue;
        }
        let rows: Vec<_> = missing.iter().map(|name| row(unit, name, &known)).collect();
        bulk::insert::<category::Entity>(unit, &rows, OnConflict::Keep).await?;
        // Somebody else may have made one at the same time.
        find(&unit.tx, &missing, &mut known).await?;
    }
    Ok(known)
}

/// Adds the keys of the categories that are there.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    names: &[String],
    known: &mut HashMap<String, CategoryId>,
) -> Result<(), Fault> {
    for names in names.chunks(KEYS_PER_LIST_MAX) {
        let called = category::Column::FullName.is_in(names.iter().map(String::as_str));
        for row in category::Entity::find().filter(called).all(db).await? {
            known.insert(row.full_name, row.id);
        }
    }
    Ok(())
}

fn row(unit: &Unit, full_name: &str, known: &HashMap<String, CategoryId>) -> category::Model {
    let (parent, name) = match full_name.rsplit_once(" > ") {
        Some((parent, name)) => (known.get(parent).copied(), name),
        None => (None, full_name),
    };
    category::Model {
        id: unit.new_id(),
        parent_id: parent,
        handle: handle(full_name),
        name: name.to_owned(),
        full_name: full_name.to_owned(),
        position: 0,
        created_at: unit.now,
        updated_at: unit.now,
    }
}

/// A handle of its own for each full name.
fn handle(full_name: &str) -> String {
    let words: Vec<_> = full_name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words: String = words.join("-").to_lowercase().chars().take(HANDLE_CHARS_MAX).collect();
    let hash = format!("{:x}", Sha256::digest(full_name.as_bytes()));
    format!("{words}-{}", hash.get(..8).unwrap_or_default())
}
