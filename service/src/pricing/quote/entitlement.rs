//! Which lines a set of goods is: looked up once per promotion, never line by line.
use std::{collections::HashMap, hash::Hash, ops::BitAnd};

use entity::ids::{CategoryId, CollectionId, ProductId, VariantId};

use super::draft::DraftLine;
use crate::pricing::promotion::{TargetSet, Targets};

/// Words that hold a bit for each line of the largest basket.
const WORDS: usize = super::LINES_MAX.div_ceil(64);

/// Some of a draft's lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LineSet([u64; WORDS]);

impl LineSet {
    pub(super) fn insert(&mut self, line: usize) {
        self.0[line / 64] |= 1 << (line % 64);
    }

    pub(super) fn has(&self, line: usize) -> bool {
        self.0[line / 64] & (1 << (line % 64)) != 0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// In order of line ids.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(place, word)| {
            let rest = std::iter::successors(Some(word), |word| Some(word & word.wrapping_sub(1)));
            rest.take_while(|word| *word != 0).map(move |word| place * 64 + word.trailing_zeros() as usize)
        })
    }

    fn add(&mut self, other: Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }
}

impl BitAnd for LineSet {
    type Output = Self;

    fn bitand(mut self, other: Self) -> Self {
        for (word, mask) in self.0.iter_mut().zip(other.0) {
            *word &= mask;
        }
        self
    }
}

/// The lines by what they are. Gift cards are in none: they are neither discounted nor counted.
pub(super) struct Index {
    all: LineSet,
    products: HashMap<ProductId, LineSet>,
    variants: HashMap<VariantId, LineSet>,
    collections: HashMap<CollectionId, LineSet>,
    categories: HashMap<CategoryId, LineSet>,
    /// From the cheapest unit to the dearest, then by line id.
    by_price: Vec<usize>,
}

impl Index {
    pub(super) fn of(lines: &[DraftLine<'_>]) -> Self {
        let mut index = Self {
            all: LineSet::default(),
            products: HashMap::with_capacity(lines.len()),
            variants: HashMap::with_capacity(lines.len()),
            collections: HashMap::new(),
            categories: HashMap::new(),
            by_price: Vec::with_capacity(lines.len()),
        };
        for (place, draft) in lines.iter().enumerate().filter(|(_, draft)| !draft.line.is_gift_card) {
            index.all.insert(place);
            index.by_price.push(place);
            index.products.entry(draft.line.product).or_default().insert(place);
            index.variants.entry(draft.line.variant).or_default().insert(place);
            for collection in draft.line.collections.iter() {
                index.collections.entry(*collection).or_default().insert(place);
            }
            for category in draft.line.categories.iter() {
                index.categories.entry(*category).or_default().insert(place);
            }
        }
        index.by_price.sort_by_key(|place| (lines[*place].unit_price, *place));
        index
    }

    pub(super) fn all(&self) -> LineSet {
        self.all
    }

    pub(super) fn lines(&self, targets: &Targets) -> LineSet {
        match targets {
            Targets::Everything => self.all,
            Targets::Only(TargetSet { products, variants, collections, categories }) => {
                let mut found = LineSet::default();
                collect(&self.products, products, &mut found);
                collect(&self.variants, variants, &mut found);
                collect(&self.collections, collections, &mut found);
                collect(&self.categories, categories, &mut found);
                found
            }
        }
    }

    /// Those of a set, the cheapest unit first.
    pub(super) fn cheapest_first(&self, set: LineSet) -> impl DoubleEndedIterator<Item = usize> {
        self.by_price.iter().copied().filter(move |line| set.has(*line))
    }
}

/// A cart is small and a promotion's list may be long, or the other way round: walk the shorter.
fn collect<K: Eq + Hash>(have: &HashMap<K, LineSet>, wanted: &std::collections::HashSet<K>, found: &mut LineSet) {
    if wanted.len() <= have.len() {
        wanted.iter().filter_map(|key| have.get(key)).for_each(|lines| found.add(*lines));
    } else {
        have.iter().filter(|(key, _)| wanted.contains(key)).for_each(|(_, lines)| found.add(*lines));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in_in_order() {
        let mut set = LineSet::default();
        assert!(set.is_empty());
        for line in [249, 0, 63, 64, 128] {
            set.insert(line);
        }
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 64, 128, 249]);
        assert!(set.has(64) && !set.has(65));
        let mut other = LineSet::default();
        other.insert(64);
        assert_eq!((set & other).iter().collect::<Vec<_>>(), [64]);
    }
}
