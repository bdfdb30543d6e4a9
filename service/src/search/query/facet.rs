//! What the matching products could be narrowed by, with counts.
//!
//! A facet counts what matches everything asked for but the conditions on itself: having chosen
//! red, a shopper still sees how many blue ones there are. One pass over what the text matches
//! does it: a product that meets all conditions counts everywhere, one that fails those of a
//! single group counts for that group's facet only.
use std::{
    collections::{BTreeMap, HashMap},
    io,
    ops::Range,
};

use entity::money::Minor;
use tantivy::{
    BitSet, DocId, DocSet, Score, SegmentOrdinal, SegmentReader, TERMINATED, TantivyError,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
    query::Weight,
};

use super::{Bucket, Facet, collect::Deadline, filter::Group};
use crate::search::{attribute::PART_END, schema::column};

/// Values of one facet at most: the most frequent ones.
pub(super) const VALUES_MAX: usize = 100;
/// Options, and metafields, that make facets of their own.
pub(super) const FACETS_OF_A_KIND_MAX: usize = 50;
const DOCUMENTS_PER_LOOK: u64 = 4_096;

/// Counts every facet.
pub(super) struct FacetCollector {
    /// The conditions of each group.
    pub(super) groups: Vec<(Group, Box<dyn Weight>)>,
    pub(super) price_column: String,
    /// The market, shortened.
    pub(super) market: u64,
    pub(super) deadline: Deadline,
}

/// Which facets a product counts for.
#[derive(Clone, Copy)]
enum Counts {
    Everywhere,
    /// For the facet of this group.
    Only(usize),
}

pub(super) struct SegmentFacets {
    /// What meets the conditions of each group.
    met: Vec<BitSet>,
    places: Places,
    available: Option<Column<u64>>,
    market: u64,
    prices: Option<Column<i64>>,
    vendor: Values,
    product_type: Values,
    tag: Values,
    option: Values,
    metafield: Values,
    tally: Tally,
    documents: u64,
    deadline: Deadline,
    is_late: bool,
}

/// Where the groups are that have a facet, and for those of many facets, which values are theirs.
#[derive(Default)]
struct Places {
    availability: Option<usize>,
    price: Option<usize>,
    vendor: Option<usize>,
    product_type: Option<usize>,
    tag: Option<usize>,
    options: Vec<(usize, Range<u64>)>,
    metafields: Vec<(usize, Range<u64>)>,
}

/// The counted values of a column of one segment.
struct Values {
    column: Option<StrColumn>,
    counts: Vec<u64>,
}

/// What is counted, over all segments.
#[derive(Default)]
pub(super) struct Tally {
    available: u64,
    unavailable: u64,
    prices: Option<(i64, i64)>,
    vendor: HashMap<String, u64>,
    product_type: HashMap<String, u64>,
    tag: HashMap<String, u64>,
    option: HashMap<String, u64>,
    metafield: HashMap<String, u64>,
}

impl Values {
    fn open(segment: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let column = segment.fast_fields().str(name)?;
        let counts = vec![0; column.as_ref().map_or(0, |column| column.dictionary().num_terms())];
        Ok(Self { column, counts })
    }

    fn count(&mut self, doc: DocId, within: Option<&Range<u64>>) {
        let Some(column) = &self.column else { return };
        for ord in column.ords().values_for_doc(doc).filter(|ord| within.is_none_or(|within| within.contains(ord))) {
            if let Some(count) = usize::try_from(ord).ok().and_then(|ord| self.counts.get_mut(ord)) {
                *count += 1;
            }
        }
    }

    /// The values that begin with `start` and the separator.
    fn beginning_with(&self, start: &str) -> io::Result<Range<u64>> {
        let Some(column) = &self.column else { return Ok(0..0) };
        let dictionary = column.dictionary();
        let terms = dictionary.num_terms() as u64;
        let first_from = |text: String| -> io::Result<u64> {
            let bound = dictionary.term_bounds_to_ord(std::ops::Bound::Included(text), std::ops::Bound::Unbounded)?.0;
            Ok(if let std::ops::Bound::Included(ord) = bound { ord.min(terms) } else { terms })
        };
        Ok(first_from(format!("{start}{PART_END}"))?..first_from(format!("{start}{PART_END}{}", char::MAX))?)
    }

    fn drain(&self) -> io::Result<HashMap<String, u64>> {
        let Some(column) = &self.column else { return Ok(HashMap::new()) };
        let counted = |(ord, count): (usize, &u64)| (*count > 0).then_some((ord as u64, *count));
        let (ords, counts): (Vec<_>, Vec<_>) = self.counts.iter().enumerate().filter_map(counted).unzip();
        let mut values = HashMap::with_capacity(ords.len());
        let mut counts = counts.into_iter();
        column.dictionary().sorted_ords_to_term_cb(&ords, |value| {
            values.insert(String::from_utf8_lossy(value).into_owned(), counts.next().unwrap_or_default());
        })?;
        Ok(values)
    }
}

impl Collector for FacetCollector {
    type Fruit = Option<Tally>;
    type Child = SegmentFacets;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentFacets> {
        let columns = segment.fast_fields();
        let mut facets = SegmentFacets {
            met: self.groups.iter().map(|(_, weight)| matched(weight.as_ref(), segment)).collect::<Result<_, _>>()?,
            places: Places::default(),
            available: columns.column_opt(column::AVAILABLE)?,
            market: self.market,
            prices: columns.column_opt(&self.price_column)?,
            vendor: Values::open(segment, column::VENDOR)?,
            product_type: Values::open(segment, column::PRODUCT_TYPE)?,
            tag: Values::open(segment, column::TAG)?,
            option: Values::open(segment, column::OPTION)?,
            metafield: Values::open(segment, column::METAFIELD)?,
            tally: Tally::default(),
            documents: 0,
            deadline: self.deadline,
            is_late: false,
        };
        facets.places = facets.places_of(self.groups.iter().map(|(group, _)| group))?;
        Ok(facets)
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    /// None when time ran out.
    fn merge_fruits(
        &self,
        segments: Vec<<SegmentFacets as SegmentCollector>::Fruit>,
    ) -> tantivy::Result<Option<Tally>> {
        let mut all = Tally::default();
        for segment in segments {
            let Some(segment) = segment? else { return Ok(None) };
            all.add(segment);
        }
        Ok(Some(all))
    }
}

fn matched(weight: &dyn Weight, segment: &SegmentReader) -> tantivy::Result<BitSet> {
    let mut met = BitSet::with_max_value(segment.max_doc());
    let mut scorer = weight.scorer(segment, 1.0)?;
    let mut doc = scorer.doc();
    while doc != TERMINATED {
        met.insert(doc);
        doc = scorer.advance();
    }
    Ok(met)
}

impl SegmentFacets {
    fn places_of<'a>(&self, groups: impl Iterator<Item = &'a Group>) -> io::Result<Places> {
        let mut places = Places::default();
        for (at, group) in groups.enumerate() {
            match group {
                Group::Availability => places.availability = Some(at),
                Group::Price => places.price = Some(at),
                Group::Vendor => places.vendor = Some(at),
                Group::ProductType => places.product_type = Some(at),
                Group::Tag => places.tag = Some(at),
                Group::Option(name) => places.options.push((at, self.option.beginning_with(name)?)),
                Group::ProductMetafield(name) => places.metafields.push((at, self.metafield.beginning_with(name)?)),
                Group::Category | Group::VariantMetafield(_) => {}
            }
        }
        Ok(places)
    }

    fn counts(&self, doc: DocId) -> Option<Counts> {
        let mut failed = self.met.iter().enumerate().filter(|(_, met)| !met.contains(doc));
        match (failed.next(), failed.next()) {
            (None, _) => Some(Counts::Everywhere),
            (Some((group, _)), None) => Some(Counts::Only(group)),
            (Some(_), Some(_)) => None,
        }
    }

    fn count_availability(&mut self, doc: DocId) {
        let market = self.market;
        if self.available.as_ref().is_some_and(|column| column.values_for_doc(doc).any(|key| key == market)) {
            self.tally.available += 1;
        } else {
            self.tally.unavailable += 1;
        }
    }

    fn count_prices(&mut self, doc: DocId) {
        let Some(column) = &self.prices else { return };
        for price in column.values_for_doc(doc) {
            self.tally.prices = Some(widened(self.tally.prices, (price, price)));
        }
    }
}

fn widened(range: Option<(i64, i64)>, by: (i64, i64)) -> (i64, i64) {
    range.map_or(by, |(min, max)| (min.min(by.0), max.max(by.1)))
}

impl SegmentCollector for SegmentFacets {
    type Fruit = tantivy::Result<Option<Tally>>;

    fn collect(&mut self, doc: DocId, _: Score) {
        if self.documents.is_multiple_of(DOCUMENTS_PER_LOOK) && !self.is_late {
            self.is_late = self.deadline.is_past();
        }
        self.documents += 1;
        if self.is_late {
            return;
        }
        match self.counts(doc) {
            None => {}
            Some(Counts::Everywhere) => {
                self.count_availability(doc);
                self.count_prices(doc);
                for values in [&mut self.vendor, &mut self.product_type, &mut self.tag] {
                    values.count(doc, None);
                }
                self.option.count(doc, None);
                self.metafield.count(doc, None);
            }
            Some(Counts::Only(group)) => {
                let is = |place: Option<usize>| place == Some(group);
                if is(self.places.availability) {
                    self.count_availability(doc);
                } else if is(self.places.price) {
                    self.count_prices(doc);
                } else if is(self.places.vendor) {
                    self.vendor.count(doc, None);
                } else if is(self.places.product_type) {
                    self.product_type.count(doc, None);
                } else if is(self.places.tag) {
                    self.tag.count(doc, None);
                } else if let Some((_, own)) = self.places.options.iter().find(|(at, _)| *at == group) {
                    self.option.count(doc, Some(own));
                } else if let Some((_, own)) = self.places.metafields.iter().find(|(at, _)| *at == group) {
                    self.metafield.count(doc, Some(own));
                }
            }
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        if self.is_late {
            return Ok(None);
        }
        let mut drain = || -> io::Result<()> {
            self.tally.vendor = self.vendor.drain()?;
            self.tally.product_type = self.product_type.drain()?;
            self.tally.tag = self.tag.drain()?;
            self.tally.option = self.option.drain()?;
            self.tally.metafield = self.metafield.drain()?;
            Ok(())
        };
        drain().map_err(TantivyError::from)?;
        Ok(Some(self.tally))
    }
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.available += other.available;
        self.unavailable += other.unavailable;
        if let Some(prices) = other.prices {
            self.prices = Some(widened(self.prices, prices));
        }
        for (mine, theirs) in [
            (&mut self.vendor, other.vendor),
            (&mut self.product_type, other.product_type),
            (&mut self.tag, other.tag),
            (&mut self.option, other.option),
            (&mut self.metafield, other.metafield),
        ] {
            for (value, count) in theirs {
                *mine.entry(value).or_default() += count;
            }
        }
    }

    /// The facets that have something to choose.
    pub(super) fn facets(self) -> Vec<Facet> {
        let mut facets = Vec::new();
        if self.available + self.unavailable > 0 {
            facets.push(Facet::Availability { available: self.available, unavailable: self.unavailable });
        }
        facets.extend(self.prices.map(|(min, max)| Facet::Price { min: Minor(min), max: Minor(max) }));
        let plain = [
            (self.vendor, Facet::Vendor as fn(_) -> _),
            (self.product_type, Facet::ProductType),
            (self.tag, Facet::Tag),
        ];
        for (values, facet) in plain {
            let values = buckets(values);
            if !values.is_empty() {
                facets.push(facet(values));
            }
        }
        for (name, values) in by_name(self.option, 1) {
            facets.push(Facet::VariantOption { name, values: buckets(values) });
        }
        for (name, values) in by_name(self.metafield, 2) {
            let (namespace, key) = name.split_once(PART_END).unwrap_or((&name, ""));
            let (namespace, key) = (namespace.to_owned(), key.to_owned());
            facets.push(Facet::ProductMetafield { namespace, key, values: buckets(values) });
        }
        facets
    }
}

/// Values of the form `name PART_END value`, by name; the name has this many parts.
fn by_name(values: HashMap<String, u64>, parts: usize) -> impl Iterator<Item = (String, HashMap<String, u64>)> {
    let mut named = BTreeMap::<String, HashMap<String, u64>>::new();
    for (value, count) in values {
        if let Some((end, _)) = value.match_indices(PART_END).nth(parts - 1) {
            let own = value[end + PART_END.len_utf8()..].to_owned();
            named.entry(value[..end].to_owned()).or_default().insert(own, count);
        }
    }
    named.into_iter().take(FACETS_OF_A_KIND_MAX)
}

fn buckets(values: HashMap<String, u64>) -> Vec<Bucket> {
    let mut buckets: Vec<_> = values.into_iter().filter(|(value, _)| !value.is_empty()).collect();
    buckets.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    buckets.into_iter().take(VALUES_MAX).map(|(value, count)| Bucket { value, count }).collect()
}
