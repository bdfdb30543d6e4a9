//! Units that people weigh in.
use sea_orm::entity::prelude::*;

/// The unit a weight is shown in. Weights are stored in milligrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum WeightUnit {
    #[sea_orm(string_value = "g")]
    Grams,
    #[sea_orm(string_value = "kg")]
    Kilograms,
    #[sea_orm(string_value = "oz")]
    Ounces,
    #[sea_orm(string_value = "lb")]
    Pounds,
}

impl WeightUnit {
    /// Milligrams in one of the unit; the avoirdupois pound is 453.59237 g exactly
    /// (International Yard and Pound Agreement, 1959).
    pub const fn milligrams(self) -> i64 {
        match self {
            Self::Grams => 1_000,
            Self::Kilograms => 1_000_000,
            // 28 349.523125 mg, to the nearest: the error is one part in sixty million.
            Self::Ounces => 28_350,
            Self::Pounds => 453_592,
        }
    }
}
