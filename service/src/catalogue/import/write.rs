//! Batches into the database, one transaction each.
use std::collections::{BTreeSet, HashMap};

use entity::ids::CategoryId;

use super::{Report, assemble::Assembled, category, finding::Findings};
use crate::{
    catalogue::{
        record::ProductRecord,
        save::{self, Change, SaveOutcome},
    },
    inventory::ledger::Source,
    shop::{Shop, Unit, fault::Fault},
};

const ACTOR: &str = "import";
/// New products after which PostgreSQL is first asked to look at its tables, and how many times as many
/// until the next time.
const PRODUCTS_UNTIL_ANALYSED: usize = 2_000;
const ANALYSED_GROWTH: usize = 4;

/// Writes batches, and remembers which categories there are.
pub(super) struct Writer<'a> {
    shop: &'a Shop,
    /// The file's name, for the stock ledger.
    reference: String,
    dry_run: bool,
    categories: HashMap<String, CategoryId>,
    analyse_at: usize,
}

/// What a unit of work needs.
struct Request<'a> {
    records: &'a [ProductRecord],
    reference: &'a str,
}

impl<'a> Writer<'a> {
    pub(super) fn new(shop: &'a Shop, file: &str, dry_run: bool) -> Self {
        Self {
            shop,
            reference: file.to_owned(),
            dry_run,
            categories: HashMap::new(),
            analyse_at: PRODUCTS_UNTIL_ANALYSED,
        }
    }

    /// Writes products and adds them to the report. A product that the database refuses is rejected
    /// alone.
    pub(super) async fn write(
        &mut self,
        products: Vec<Assembled>,
        report: &mut Report,
        findings: &mut Findings,
    ) -> Result<(), Fault> {
        if products.is_empty() {
            return Ok(());
        }
        self.learn_categories(&products).await?;
        let lines: Vec<u64> = products.iter().map(|product| product.line).collect();
        let records: Vec<ProductRecord> = products.into_iter().map(|product| self.with_category(product)).collect();
        match self.save(&records).await {
            Ok(outcome) => add(report, &outcome),
            Err(fault) if fault.violation().is_some() => {
                for (record, line) in records.iter().zip(lines) {
                    match self.save(std::slice::from_ref(record)).await {
                        Ok(outcome) => add(report, &outcome),
                        Err(fault) if fault.violation().is_some() => {
                            tracing::warn!(handle = record.handle, error = ?fault, "a product was refused");
                            findings.reject(line, &record.handle, "the database refused this product");
                        }
                        Err(fault) => return Err(fault),
                    }
                }
            }
            Err(fault) => return Err(fault),
        }
        if report.products.created >= self.analyse_at && !self.dry_run {
            self.analyse_at = report.products.created * ANALYSED_GROWTH;
            save::analyse(self.shop).await?;
        }
        Ok(())
    }

    async fn save(&self, records: &[ProductRecord]) -> Result<SaveOutcome, Fault> {
        if self.dry_run {
            return save::rehearse(self.shop, records).await;
        }
        self.shop.write(&Request { records, reference: &self.reference }, save_all).await
    }

    async fn learn_categories(&mut self, products: &[Assembled]) -> Result<(), Fault> {
        let named = products.iter().filter_map(|product| product.category.as_deref()).map(category::full_name);
        let unknown: BTreeSet<_> = named.filter(|name| !self.categories.contains_key(name)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let unknown: Vec<_> = unknown.into_iter().collect();
        if self.dry_run {
            return category::find(&self.shop.database().write, &unknown, &mut self.categories).await;
        }
        self.categories.extend(self.shop.write(&unknown, category::ensure).await?);
        Ok(())
    }

    fn with_category(&self, product: Assembled) -> ProductRecord {
        let category = product.category.and_then(|name| self.categories.get(&category::full_name(&name)).copied());
        ProductRecord { category, ..product.record }
    }
}

async fn save_all(unit: &Unit, request: &Request<'_>) -> Result<SaveOutcome, Fault> {
    save::products(unit, request.records, Source { actor: ACTOR, reference: Some(request.reference) }).await
}

fn add(report: &mut Report, outcome: &SaveOutcome) {
    for (_, change) in &outcome.products {
        match change {
            Change::Created => report.products.created += 1,
            Change::Updated => report.products.updated += 1,
            Change::Unchanged => report.products.unchanged += 1,
        }
    }
    report.variants = report.variants.plus(outcome.variants);
    report.media = report.media.plus(outcome.media);
}
