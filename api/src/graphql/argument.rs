//! Arguments that have a default.
use std::borrow::Cow;

use async_graphql::{InputType, InputValueError, InputValueResult, Value, registry::Registry};

/// An argument that may be left out or be null, and is then its default. Clients of the dialect
/// send null for what their visitor did not choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrDefault<T>(pub T);

impl<T: InputType + Default> InputType for OrDefault<T> {
    type RawValueType = T::RawValueType;

    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::type_name().into_owned()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        T::type_name().into_owned()
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value {
            None | Some(Value::Null) => Ok(Self(T::default())),
            Some(value) => T::parse(Some(value)).map(Self).map_err(InputValueError::propagate),
        }
    }

    fn to_value(&self) -> Value {
        self.0.to_value()
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        self.0.as_raw_value()
    }
}
