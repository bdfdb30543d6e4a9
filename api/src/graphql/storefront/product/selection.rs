//! Finding variants by what was chosen.
use entity::variant;
use service::catalogue::variant::{DEFAULT_OPTION, DEFAULT_TITLE};

use super::option::SelectedOptionInput;

/// A wanted value for some of the three option columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection([Option<String>; 3]);

/// How names and values are compared with the product's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matching {
    pub(super) ignore_unknown: bool,
    pub(super) ignore_case: bool,
}

/// An option under the names it goes by: its own, and the one in the viewer's language.
pub(super) struct Choosable {
    pub(super) position: i16,
    pub(super) names: Vec<String>,
    pub(super) values: Vec<ChoosableValue>,
}

pub(super) struct ChoosableValue {
    /// As variants have it.
    pub(super) original: String,
    pub(super) names: Vec<String>,
}

impl Choosable {
    fn value_for(&self, choice: &SelectedOptionInput, matching: Matching) -> Option<(usize, &str)> {
        let any = |names: &[String], wanted: &str| names.iter().any(|name| matching.same(name, wanted));
        let column = column(self.position).filter(|_| any(&self.names, &choice.name))?;
        let value = self.values.iter().find(|value| any(&value.names, &choice.value))?;
        Some((column, &value.original))
    }
}

impl Matching {
    fn same(self, a: &str, b: &str) -> bool {
        if self.ignore_case { a.to_lowercase() == b.to_lowercase() } else { a == b }
    }
}

/// A product with nothing to choose is shown with one option: choosing that is no choice.
fn is_default(options: &[Choosable], choice: &SelectedOptionInput) -> bool {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    options.is_empty() && same(&choice.name, DEFAULT_OPTION) && same(&choice.value, DEFAULT_TITLE)
}

impl Selection {
    pub(super) fn one(position: i16, value: &str) -> Self {
        let mut selection = Self::default();
        if let Some(place) = column(position).and_then(|column| selection.0.get_mut(column)) {
            *place = Some(value.to_owned());
        }
        selection
    }

    /// What the choices mean for this product; none when they name something it does not have and
    /// that is not to be ignored.
    pub(super) fn of(options: &[Choosable], choices: &[SelectedOptionInput], matching: Matching) -> Option<Self> {
        let mut selection = Self::default();
        for choice in choices {
            let found = options.iter().find_map(|option| option.value_for(choice, matching));
            match found {
                Some((column, value)) => selection.0[column] = Some(value.to_owned()),
                None if matching.ignore_unknown || is_default(options, choice) => {}
                None => return None,
            }
        }
        Some(selection)
    }

    pub(super) fn matches(&self, variant: &variant::Model) -> bool {
        self.distance(variant) == 0
    }

    /// How many of the choices a variant does not meet.
    pub(super) fn distance(&self, variant: &variant::Model) -> usize {
        let own = [&variant.option1, &variant.option2, &variant.option3];
        self.0.iter().zip(own).filter(|(wanted, own)| wanted.as_ref().is_some_and(|wanted| wanted != *own)).count()
    }

    /// The choices, with what is open taken from a variant.
    pub(super) fn completed_by(&self, variant: &variant::Model) -> Self {
        let own = [&variant.option1, &variant.option2, &variant.option3];
        let mut completed = self.clone();
        for (wanted, own) in completed.0.iter_mut().zip(own) {
            wanted.get_or_insert_with(|| own.clone());
        }
        completed
    }
}

fn column(position: i16) -> Option<usize> {
    usize::try_from(position).ok().and_then(|position| position.checked_sub(1)).filter(|column| *column < 3)
}
