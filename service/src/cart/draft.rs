//! The lines of a cart while they are edited: likeness, limits, stock. Pure.
//!
//! Invariant: after [`Drafts::settle`] no two lines are alike, no line is empty, and a line that belongs
//! to another belongs to one that is there and belongs to none.
use std::collections::{BTreeMap, HashMap, HashSet};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use entity::{
    cart_line,
    ids::{CartId, CartLineId, VariantId},
    money::Minor,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    ATTRIBUTE_BYTES_PER_CART_MAX, ATTRIBUTE_KEY_CHARS_MAX, ATTRIBUTE_VALUE_CHARS_MAX, ATTRIBUTES_MAX,
    LINES_PER_CART_MAX, UNITS_PER_LINE_MAX,
    refusal::{AttributeProblem, CartError, LineProblem, LineRefusal},
    shelf::Good,
    warning::Warning,
};
use crate::shop::fault::Fault;

/// A value of the buyer's own: what to engrave, whom it is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Attribute {
    pub key: String,
    pub value: String,
}

/// What a line belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    Line(CartLineId),
    /// The line of this merchandise, which may be of the same request.
    Merchandise(VariantId),
}

/// A line as it is going to be.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) id: CartLineId,
    pub(super) variant: VariantId,
    pub(super) quantity: i64,
    attributes: Vec<Attribute>,
    parent: Option<CartLineId>,
    /// Of the two above. Kept, because lines are compared far more often than changed.
    likeness: String,
    pub(super) seen: Option<Minor>,
    pub(super) created_at: DateTime<Utc>,
    /// As it was before, if it was.
    was: Option<cart_line::Model>,
}

/// The lines of a cart as they are going to be.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    pub(super) lines: Vec<Draft>,
    before: Vec<CartLineId>,
}

/// What has to be written.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) remove: Vec<CartLineId>,
    pub(super) write: Vec<cart_line::Model>,
}

/// Refuses attributes that are too many or too long.
pub(super) fn check_attributes(attributes: &[Attribute]) -> Result<(), LineProblem> {
    if attributes.len() > ATTRIBUTES_MAX {
        return Err(LineProblem::TooManyAttributes);
    }
    attributes.iter().try_for_each(|attribute| check_attribute(attribute).map_err(LineProblem::Attribute))
}

pub(super) fn check_attribute(attribute: &Attribute) -> Result<(), AttributeProblem> {
    if attribute.key.trim().is_empty() {
        return Err(AttributeProblem::KeyBlank);
    }
    if attribute.key.chars().count() > ATTRIBUTE_KEY_CHARS_MAX {
        return Err(AttributeProblem::KeyTooLong);
    }
    if attribute.value.chars().count() > ATTRIBUTE_VALUE_CHARS_MAX {
        return Err(AttributeProblem::ValueTooLong);
    }
    Ok(())
}

/// Attributes as they are stored.
pub(super) fn attributes_to_json(attributes: &[Attribute]) -> Result<serde_json::Value, Fault> {
    serde_json::to_value(attributes).map_err(|error| Fault::other("writing attributes", error))
}

pub(super) fn attributes_of_json(json: &serde_json::Value) -> Result<Vec<Attribute>, Fault> {
    Vec::deserialize(json).map_err(|error| Fault::other("reading attributes", error))
}

/// The digest of what makes two lines of one variant the same: attributes in any order, and the parent.
fn likeness(attributes: &[Attribute], parent: Option<CartLineId>) -> String {
    let mut sorted: Vec<_> = attributes.iter().collect();
    sorted.sort_unstable();
    let mut digest = Sha256::new();
    let mut put = |bytes: &[u8]| {
        digest.update(bytes.len().to_be_bytes());
        digest.update(bytes);
    };
    for attribute in sorted {
        put(attribute.key.as_bytes());
        put(attribute.value.as_bytes());
    }
    if let Some(parent) = parent {
        put(parent.0.as_bytes());
    }
    URL_SAFE_NO_PAD.encode(digest.finalize())
}

impl Draft {
    pub(super) fn new(id: CartLineId, variant: VariantId, attributes: Vec<Attribute>, now: DateTime<Utc>) -> Self {
        let likeness = likeness(&attributes, None);
        Self { id, variant, quantity: 0, attributes, parent: None, likeness, seen: None, created_at: now, was: None }
    }

    /// A line of another cart, to be one of this one's.
    pub(super) fn moved(&self, id: CartLineId, parent: Option<CartLineId>) -> Self {
        let mut moved = Self { id, was: None, ..self.clone() };
        moved.belong_to(parent);
        moved
    }

    /// The line it belongs to.
    pub(super) fn parent(&self) -> Option<CartLineId> {
        self.parent
    }

    pub(super) fn belong_to(&mut self, parent: Option<CartLineId>) {
        if self.parent != parent {
            self.parent = parent;
            self.likeness = likeness(&self.attributes, self.parent);
        }
    }

    pub(super) fn set_attributes(&mut self, attributes: &[Attribute]) {
        self.attributes = attributes.to_vec();
        self.likeness = likeness(&self.attributes, self.parent);
    }

    fn is_like(&self, other: &Self) -> bool {
        self.variant == other.variant && self.likeness == other.likeness
    }

    fn key(&self) -> (VariantId, String) {
        (self.variant, self.likeness.clone())
    }
}

impl Drafts {
    /// The lines as they are, oldest first.
    pub(super) fn of(lines: Vec<cart_line::Model>) -> Result<Self, Fault> {
        let before = lines.iter().map(|line| line.id).collect();
        let lines = lines.into_iter().map(|line| {
            Ok(Draft {
                id: line.id,
                variant: line.variant_id,
                quantity: i64::from(line.quantity),
                attributes: attributes_of_json(&line.attributes)?,
                parent: line.parent_id,
                likeness: line.likeness.clone(),
                seen: line.seen_amount,
                created_at: line.created_at,
                was: Some(line),
            })
        });
        Ok(Self { lines: lines.collect::<Result<_, Fault>>()?, before })
    }

    pub(super) fn get_mut(&mut self, id: CartLineId) -> Option<&mut Draft> {
        self.lines.iter_mut().find(|line| line.id == id)
    }

    /// The line that another shall belong to.
    pub(super) fn parent(&self, parent: Parent) -> Result<CartLineId, LineProblem> {
        match parent {
            Parent::Line(id) => match self.lines.iter().find(|line| line.id == id) {
                None => Err(LineProblem::ParentUnknown),
                Some(line) if line.parent.is_some() => Err(LineProblem::ParentTooDeep),
                Some(line) => Ok(line.id),
            },
            Parent::Merchandise(variant) => {
                let of_it = |line: &&Draft| line.variant == variant && line.parent.is_none();
                // The latest: of several watches, the one just added is the one engraved.
                self.lines.iter().rev().find(of_it).map(|line| line.id).ok_or(LineProblem::ParentUnknown)
            }
        }
    }

    /// Puts a line in, or its units onto the line that is like it. Answers with the line they are on.
    pub(super) fn put(&mut self, draft: Draft) -> CartLineId {
        if let Some(like) = self.lines.iter_mut().find(|line| line.is_like(&draft)) {
            like.quantity = like.quantity.saturating_add(draft.quantity);
            return like.id;
        }
        let id = draft.id;
        self.lines.push(draft);
        id
    }

    /// Units of a variant, on all lines.
    pub(super) fn units(&self, variant: VariantId) -> i64 {
        self.lines.iter().filter(|line| line.variant == variant).map(|line| line.quantity).sum()
    }

    /// Units of each variant.
    pub(super) fn demand(&self) -> Vec<(VariantId, i64)> {
        let mut units = BTreeMap::new();
        for line in &self.lines {
            *units.entry(line.variant).or_default() += line.quantity;
        }
        units.into_iter().collect()
    }

    /// Takes out what is empty, with what belongs to it, and makes like lines one: the older stays.
    /// Answers where the units of lines that are gone went.
    pub(super) fn settle(&mut self) -> HashMap<CartLineId, CartLineId> {
        let mut gone_to = HashMap::new();
        // Those that belong to none come first: what belongs to them is like by where they went.
        for is_child in [false, true] {
            let mut kept = HashMap::<_, usize>::new();
            let mut empty = HashSet::new();
            for index in 0..self.lines.len() {
                if self.lines[index].parent.is_some() != is_child {
                    continue;
                }
                if let Some(parent) = self.lines[index].parent {
                    self.lines[index].belong_to(Some(*gone_to.get(&parent).unwrap_or(&parent)));
                }
                if self.lines[index].quantity <= 0 {
                    empty.insert(self.lines[index].id);
                    continue;
                }
                match kept.entry(self.lines[index].key()) {
                    std::collections::hash_map::Entry::Vacant(entry) => {
                        entry.insert(index);
                    }
                    std::collections::hash_map::Entry::Occupied(entry) => {
                        let units = std::mem::take(&mut self.lines[index].quantity);
                        let into = *entry.get();
                        self.lines[into].quantity = self.lines[into].quantity.saturating_add(units);
                        gone_to.insert(self.lines[index].id, self.lines[into].id);
                    }
                }
            }
            self.lines.retain(|line| line.quantity > 0 && !line.parent.is_some_and(|parent| empty.contains(&parent)));
        }
        gone_to
    }

    /// Holds the lines that a request touched against what one buyer may have of each variant.
    /// `touched` says which index of the request touched which line.
    pub(super) fn check(
        &self,
        touched: &[(usize, CartLineId)],
        goods: &HashMap<VariantId, Good>,
    ) -> Result<(), CartError> {
        let mut refused = Vec::new();
        for (index, id) in touched {
            let Some(line) = self.lines.iter().find(|line| line.id == *id) else { continue };
            let problem = match goods.get(&line.variant) {
                None => Some(LineProblem::MerchandiseUnknown),
                Some(good) if !good.is_known => Some(LineProblem::MerchandiseUnknown),
                Some(good) if good.price(self.units(line.variant)).is_none() => Some(LineProblem::NotSoldHere),
                Some(_) if line.quantity > UNITS_PER_LINE_MAX => Some(LineProblem::QuantityTooLarge),
                Some(good) => good.problem_with(self.units(line.variant)),
            };
            refused.extend(problem.map(|problem| LineRefusal { index: *index, problem }));
        }
        if !refused.is_empty() {
            return Err(CartError::Lines(refused));
        }
        if self.lines.len() > LINES_PER_CART_MAX {
            return Err(CartError::TooManyLines);
        }
        if self.attribute_bytes() > ATTRIBUTE_BYTES_PER_CART_MAX {
            return Err(CartError::AttributesTooLong);
        }
        Ok(())
    }

    /// What the attributes of all lines take.
    fn attribute_bytes(&self) -> usize {
        let all = self.lines.iter().flat_map(|line| &line.attributes);
        all.map(|attribute| attribute.key.len() + attribute.value.len()).sum()
    }

    /// Takes back what is not in stock from the touched lines, the last first.
    pub(super) fn cap_to_stock(
        &mut self,
        touched: &[CartLineId],
        goods: &HashMap<VariantId, Good>,
        warnings: &mut Vec<Warning>,
    ) {
        let mut by_variant = BTreeMap::<VariantId, Vec<CartLineId>>::new();
        for id in touched {
            if let Some(line) = self.lines.iter().find(|line| line.id == *id) {
                by_variant.entry(line.variant).or_default().push(*id);
            }
        }
        for (variant, lines) in by_variant {
            let Some(most) = goods.get(&variant).and_then(Good::units_max) else { continue };
            let mut over = self.units(variant) - most;
            if over <= 0 {
                continue;
            }
            let mut left_on = None;
            for id in lines.into_iter().rev() {
                let Some(line) = self.get_mut(id) else { continue };
                let back = over.min(line.quantity);
                line.quantity -= back;
                over -= back;
                if line.quantity > 0 {
                    left_on = Some(id);
                }
                if over == 0 {
                    break;
                }
            }
            warnings.push(if most > 0 {
                Warning::NotEnoughStock { variant, line: left_on, available: most }
            } else {
                Warning::OutOfStock { variant, line: left_on }
            });
        }
        self.settle();
    }

    /// What is different from before.
    pub(super) fn changes(&self, cart: CartId, now: DateTime<Utc>) -> Result<Changes, CartError> {
        let mut changes = Changes::default();
        let stay: HashSet<_> = self.lines.iter().map(|line| line.id).collect();
        changes.remove.extend(self.before.iter().filter(|id| !stay.contains(id)));
        // A line whose key changes makes room first: another may take its old key in the same statement.
        // What belongs to it goes with it, and comes back with it.
        let rekeyed: HashSet<_> = self.lines.iter().filter(|line| line.is_rekeyed()).map(|line| line.id).collect();
        for line in &self.lines {
            let comes_back = rekeyed.contains(&line.id)
                || line.was.as_ref().and_then(|was| was.parent_id).is_some_and(|parent| rekeyed.contains(&parent));
            if comes_back {
                changes.remove.push(line.id);
            }
            let model = line.to_model(cart, now)?;
            if comes_back || line.was.as_ref().is_none_or(|was| was.is_unlike(&model)) {
                changes.write.push(model);
            }
        }
        Ok(changes)
    }
}

impl Draft {
    fn is_rekeyed(&self) -> bool {
        self.was.as_ref().is_some_and(|was| was.variant_id != self.variant || was.likeness != self.likeness)
    }

    fn to_model(&self, cart: CartId, now: DateTime<Utc>) -> Result<cart_line::Model, CartError> {
        let quantity = i32::try_from(self.quantity)
            .map_err(|_| Fault::broken("a quantity was not held against its limit before it was written"))?;
        Ok(cart_line::Model {
            id: self.id,
            cart_id: cart,
            variant_id: self.variant,
            quantity,
            attributes: attributes_to_json(&self.attributes)?,
            likeness: self.likeness.clone(),
            parent_id: self.parent,
            seen_amount: self.seen,
            created_at: self.created_at,
            updated_at: now,
        })
    }
}

/// Whether a line is to be written again.
trait Unlike {
    fn is_unlike(&self, other: &Self) -> bool;
}

impl Unlike for cart_line::Model {
    fn is_unlike(&self, other: &Self) -> bool {
        self.quantity != other.quantity || self.attributes != other.attributes || self.seen_amount != other.seen_amount
    }
}
