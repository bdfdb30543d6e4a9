//! The dialect's scalars. Each is text on the wire except where said.
use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{SecondsFormat, Utc};

/// A scalar that is text and is checked by whoever uses it.
macro_rules! text_scalar {
    ($(#[$about:meta])* $name:ident as $graphql:literal) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub String);

        #[Scalar(name = $graphql)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                match value {
                    Value::String(text) => Ok(Self(text)),
                    value => Err(InputValueError::expected_type(value)),
                }
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

text_scalar! {
    /// An exact decimal number, as text: `"19.99"`.
    Decimal as "Decimal"
}

text_scalar! {
    /// A whole number of up to 64 bits, not below zero, as text: `"42"`.
    UnsignedInt64 as "UnsignedInt64"
}

text_scalar! {
    /// Text with HTML markup that is safe to show.
    Html as "HTML"
}

text_scalar! {
    /// An address (RFC 3986), absolute unless the field says otherwise.
    Url as "URL"
}

text_scalar! {
    /// A colour in hexadecimal: `"#aabbcc"`.
    Color as "Color"
}

/// An instant in UTC, to the second (RFC 3339): `"2026-11-21T08:30:00Z"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(pub chrono::DateTime<Utc>);

#[Scalar]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text.parse()?)),
            value => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(at: chrono::DateTime<Utc>) -> Self {
        Self(at)
    }
}

/// A JSON value. Answers carry it as text, `"{\"available\":true}"`; questions may carry that or
/// the value itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json(pub serde_json::Value);

#[Scalar(name = "JSON")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(serde_json::from_str(&text)?)),
            value => Ok(Self(value.into_json()?)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn instants_are_written_as_clients_expect_them() {
        let at = DateTime(Utc.with_ymd_and_hms(2026, 11, 21, 8, 30, 0).unwrap());
        assert_eq!(at.to_value(), Value::from("2026-11-21T08:30:00Z"));
        assert_eq!(DateTime::parse(at.to_value()).unwrap(), at);
    }

    #[test]
    fn json_comes_as_text_or_as_itself() {
        let value = serde_json::json!({ "available": true });
        let text = Json::parse(Value::from(r#"{"available":true}"#)).unwrap();
        let object = Json::parse(Value::from_json(value.clone()).unwrap()).unwrap();
        assert_eq!((text.0, object.0), (value.clone(), value));
    }
}
