//! Prices per unit of measure.
use async_graphql::{Enum, SimpleObject};
use entity::variant;
use service::pricing::unit_price::{Dimension, measure};

/// How the price per unit is quoted.
#[derive(Clone, Debug, SimpleObject)]
pub struct UnitPriceMeasurement {
    pub measured_type: Option<UnitPriceMeasurementMeasuredType>,
    pub quantity_unit: Option<UnitPriceMeasurementMeasuredUnit>,
    /// What is in the package.
    pub quantity_value: f64,
    pub reference_unit: Option<UnitPriceMeasurementMeasuredUnit>,
    /// What the unit price is for.
    pub reference_value: i32,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum UnitPriceMeasurementMeasuredType {
    Volume,
    Weight,
    Length,
    Area,
    Count,
    Unknown,
}

/// A unit of measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum UnitPriceMeasurementMeasuredUnit {
    Ml,
    Cl,
    L,
    M3,
    Floz,
    Pt,
    Qt,
    Gal,
    Mg,
    G,
    Kg,
    Oz,
    Lb,
    Mm,
    Cm,
    M,
    In,
    Ft,
    Yd,
    M2,
    #[graphql(name = "FT2")]
    Ft2,
    Item,
    Unknown,
}

impl UnitPriceMeasurement {
    /// How a variant's unit price is quoted, if it has one.
    pub(super) fn of(variant: &variant::Model) -> Option<Self> {
        let unit = variant.unit.as_deref()?;
        Some(Self {
            measured_type: Some(measured_type(unit)),
            quantity_unit: Some(measured_unit(unit)),
            quantity_value: variant.unit_quantity.as_deref()?.parse().ok()?,
            reference_unit: variant.reference_unit.as_deref().map(measured_unit),
            reference_value: variant.reference_quantity?,
        })
    }
}

fn measured_type(unit: &str) -> UnitPriceMeasurementMeasuredType {
    use UnitPriceMeasurementMeasuredType as Type;
    match measure(unit) {
        Some((Dimension::Volume, _)) => Type::Volume,
        Some((Dimension::Weight, _)) => Type::Weight,
        Some((Dimension::Length, _)) => Type::Length,
        Some((Dimension::Area, _)) => Type::Area,
        Some((Dimension::Count, _)) => Type::Count,
        None => Type::Unknown,
    }
}

fn measured_unit(unit: &str) -> UnitPriceMeasurementMeasuredUnit {
    use UnitPriceMeasurementMeasuredUnit as Unit;
    match unit {
        "ml" => Unit::Ml,
        "cl" => Unit::Cl,
        "l" => Unit::L,
        "m3" => Unit::M3,
        "floz" => Unit::Floz,
        "pt" => Unit::Pt,
        "qt" => Unit::Qt,
        "gal" => Unit::Gal,
        "mg" => Unit::Mg,
        "g" => Unit::G,
        "kg" => Unit::Kg,
        "oz" => Unit::Oz,
        "lb" => Unit::Lb,
        "mm" => Unit::Mm,
        "cm" => Unit::Cm,
        "m" => Unit::M,
        "in" => Unit::In,
        "ft" => Unit::Ft,
        "yd" => Unit::Yd,
        "m2" => Unit::M2,
        "ft2" => Unit::Ft2,
        "item" => Unit::Item,
        _ => Unit::Unknown,
    }
}
