//! Which kind of JSON a client takes, and which kind it sent.
//!
//! GraphQL over HTTP: with `application/graphql-response+json` the status says whether the request
//! was run; with `application/json`, what older clients take, it says only whether it was understood.

/// How an answer is labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    GraphqlResponse,
    Json,
}

impl Media {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The one that a client prefers by its `Accept`; None when it takes neither. The first of those
    /// it likes best; JSON where it does not say, as the specification has it.
    pub(super) fn accepted(accept: Option<&str>) -> Option<Self> {
        let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else { return Some(Self::Json) };
        let mut best: Option<(u32, Self)> = None;
        for range in accept.split(',') {
            let (media, quality) = range_of(range);
            if let Some(media) = media.filter(|_| quality > 0)
                && best.is_none_or(|(least, _)| quality > least)
            {
                best = Some((quality, media));
            }
        }
        best.map(|(_, media)| media)
    }
}

/// What one entry of `Accept` stands for, and its weight in thousandths.
fn range_of(range: &str) -> (Option<Media>, u32) {
    let mut parts = range.split(';').map(str::trim);
    let media = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "application/graphql-response+json" => Some(Media::GraphqlResponse),
        "application/json" | "application/*" | "*/*" => Some(Media::Json),
        _ => None,
    };
    let mut quality = 1000;
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "q" => quality = thousandths(value.trim()),
            "charset" if !is_utf8(value) => return (None, quality),
            _ => {}
        }
    }
    (media, quality)
}

/// `0.75` as 750. What is no weight counts as none.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = format!("{whole}{fraction:0<3.3}");
    digits.parse().map_or(0, |weight: u32| weight.min(1000))
}

fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// A request, or an array of them.
    Json,
    /// The document alone.
    Document,
}

impl Body {
    /// By its `Content-Type`; None for those that we do not take. Browsers send `text/plain`, forms and
    /// bodies without a type to anybody without asking: taking those would let any page send requests in
    /// its visitor's name.
    pub(super) fn sent(content_type: Option<&str>) -> Option<Self> {
        let mut parts = content_type?.split(';').map(str::trim);
        let body = match parts.next()?.to_ascii_lowercase().as_str() {
            "application/json" => Self::Json,
            "application/graphql" => Self::Document,
            _ => return None,
        };
        let in_utf8 = parts.all(|parameter| match parameter.split_once('=') {
            Some((name, charset)) if name.trim().eq_ignore_ascii_case("charset") => is_utf8(charset),
            _ => true,
        });
        in_utf8.then_some(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_chooses() {
        let cases = [
            (None, Some(Media::Json)),
            (Some("*/*"), Some(Media::Json)),
            (Some("application/graphql-response+json"), Some(Media::GraphqlResponse)),
            (Some("application/graphql-response+json, application/json;q=0.9"), Some(Media::GraphqlResponse)),
            (Some("application/json, application/graphql-response+json"), Some(Media::Json)),
            (Some("application/json;q=0.5, application/graphql-response+json;q=0.75"), Some(Media::GraphqlResponse)),
            (Some("application/json; charset=utf-8"), Some(Media::Json)),
            (Some("application/json; charset=utf-16"), None),
            (Some("application/json;q=0"), None),
            (Some("text/html"), None),
        ];
        for (accept, media) in cases {
            assert_eq!(Media::accepted(accept), media, "{accept:?}");
        }
    }

    #[test]
    fn only_what_browsers_ask_about_first_is_taken() {
        assert_eq!(Body::sent(Some("application/json; charset=UTF-8")), Some(Body::Json));
        assert_eq!(Body::sent(Some("Application/GraphQL")), Some(Body::Document));
        for refused in [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
            Some("application/json; charset=latin1"),
        ] {
            assert_eq!(Body::sent(refused), None, "{refused:?}");
        }
    }
}
