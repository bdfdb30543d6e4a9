//! Taxes, from rows to rules.
use std::{collections::HashMap, str::FromStr};

use entity::{tax_category, tax_rate};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use crate::{
    pricing::tax::{TaxRule, TaxRules},
    shop::fault::Fault,
};

pub(super) async fn read(db: &impl ConnectionTrait, categories: &[tax_category::Model]) -> Result<TaxRules, Fault> {
    let rates = tax_rate::Entity::find().order_by_asc(tax_rate::Column::Id).all(db).await?;
    let codes: HashMap<_, _> = categories.iter().map(|category| (category.id, category.code.as_str())).collect();
    let mut by_country = HashMap::<_, Vec<_>>::new();
    for row in rates {
        let category = codes.get(&row.tax_category_id).copied();
        let category = category.ok_or_else(|| Fault::broken("a tax rate's category is missing"))?;
        by_country.entry(row.country).or_default().push(rule(row, category)?);
    }
    let default = categories.iter().find(|category| category.is_default);
    Ok(TaxRules {
        default_category: default.map(|category| category.code.clone()).unwrap_or_default(),
        categories: categories.iter().map(|category| category.code.clone()).collect(),
        by_country,
    })
}

fn rule(row: tax_rate::Model, category: &str) -> Result<TaxRule, Fault> {
    let rate = Decimal::from_str(&row.rate).map_err(|error| Fault::other("reading a tax rate", error))?;
    Ok(TaxRule {
        id: row.id,
        name: row.name,
        rate,
        country: row.country,
        province: some(row.province_code),
        zip_prefix: some(row.zip_prefix),
        category: category.to_owned(),
        is_compound: row.is_compound,
        taxes_shipping: row.taxes_shipping,
    })
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}
