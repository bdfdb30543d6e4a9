//! Cart permalinks, and the page that a cart's `checkoutUrl` leads to.
//!
//! `GET /cart/<variant>:<quantity>,…?discount=CODE` begins a cart and leads to its page. The page shows the cart and what
//! it costs. Nothing can be paid on it, and it says so: storefronts do that.
use std::{fmt::Write, time::Instant};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Data, Path, Query, ServiceConfig},
};
use entity::{
    ids::{CartId, VariantId},
    money::{Minor, Money},
};
use service::{
    cart::{
        add_lines::NewLine,
        create::{CreateCart, create},
        key::CartKey,
        load,
        refusal::CartError,
        update_buyer::Buyer,
        view::CartView,
    },
    catalogue::variant,
    pricing::currency,
    shop::fault::Fault,
};
use uuid::Uuid;

use super::App;
use crate::graphql::storefront::cart::checkout_url;

/// Bytes of the lines in a permalink.
const PERMALINK_BYTES_MAX: usize = 8_192;

/// What the page may do: show itself.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#222}\
    table{width:100%;border-collapse:collapse}td,th{padding:.4rem 0;border-bottom:1px solid #ddd;text-align:left;\
    font-weight:normal}td:last-child{text-align:right;white-space:nowrap}.sum td{font-weight:bold}p{color:#555}";

/// What an address says after its question mark, in order.
type Words = Query<Vec<(String, String)>>;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/cart/{lines}").route(web::get().to(permalink)))
        .service(web::resource("/checkout/{cart}").route(web::get().to(page)));
}

/// Begins a cart with what a link says, and leads to it.
async fn permalink(app: Data<App>, request: HttpRequest, lines: Path<String>, words: Words) -> HttpResponse {
    let Some(lines) = read_lines(&lines) else {
        return plain(
            StatusCode::BAD_REQUEST,
            "a link to a cart is written /cart/<variant>:<quantity>,<variant>:<quantity>",
        );
    };
    // Each begins a cart: who follows many takes turns, as who logs in often does.
    if let Some(client) = app.client(&request) {
        match app.ports.throttle.wait(client, Instant::now()) {
            Ok(wait) => tokio::time::sleep(wait).await,
            Err(_) => return plain(StatusCode::TOO_MANY_REQUESTS, "that was tried too often: wait a minute"),
        }
    }
    let shop = &app.ports.shop;
    let viewer = match shop.viewer(None, None).await {
        Ok(viewer) => viewer,
        Err(fault) => return broken(&fault),
    };
    let codes = words.iter().filter(|(name, _)| name == "discount").flat_map(|(_, codes)| codes.split(','));
    let begun = CreateCart {
        country: viewer.country,
        language: viewer.language,
        buyer: Buyer::default(),
        lines,
        codes: codes.map(str::to_owned).collect(),
        gift_cards: Vec::new(),
        attributes: Vec::new(),
        note: String::new(),
        metafields: Vec::new(),
        addresses: Vec::new(),
        source_name: Some("permalink".to_owned()),
        delivery_option: None,
    };
    match create(shop, &begun).await {
        Ok(begun) => HttpResponse::Found()
            .insert_header((header::LOCATION, checkout_url(&app.ports.base_url, &begun.cart.key).0))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::REFERRER_POLICY, "no-referrer"))
            .finish(),
        Err(CartError::Fault(fault)) => broken(&fault),
        Err(refusal) => plain(StatusCode::NOT_FOUND, &format!("this link leads to no cart: {refusal}")),
    }
}

/// `<variant>:<quantity>,…`, where a variant is its key, bare or as the end of its global id.
fn read_lines(text: &str) -> Option<Vec<NewLine>> {
    if text.len() > PERMALINK_BYTES_MAX {
        return None;
    }
    let line = |text: &str| {
        let (variant, quantity) = text.rsplit_once(':')?;
        let key = Uuid::parse_str(variant.rsplit('/').next()?).ok()?;
        let quantity = quantity.parse().ok()?;
        Some(NewLine { variant: VariantId(key), quantity, attributes: Vec::new(), parent: None })
    };
    text.split(',').map(line).collect()
}

/// The cart and what it costs.
async fn page(app: Data<App>, cart: Path<String>, words: Words) -> HttpResponse {
    let key = words.iter().find(|(name, _)| name == "key").map(|(_, key)| key.as_str());
    let opened = Uuid::parse_str(&cart).ok().zip(key);
    let Some(key) = opened.map(|(cart, key)| CartKey::with_secret(CartId(cart), key)) else { return nothing() };
    match load::load(&app.ports.shop, &key).await {
        Ok(Some(cart)) => html(StatusCode::OK, &written(&cart)),
        Ok(None) => nothing(),
        Err(fault) => broken(&fault),
    }
}

fn written(cart: &CartView) -> String {
    let money = |amount: Minor| {
        let money = Money { amount, currency: cart.cart.currency };
        format!("{} {}", currency::to_decimal(money), money.currency)
    };
    let mut rows = String::new();
    for (line, quoted) in cart.priced_lines() {
        let title = match variant::title(&line.variant) {
            title if title == variant::DEFAULT_TITLE => line.product.title.clone(),
            title => format!("{}, {title}", line.product.title),
        };
        let (quantity, title, amount) = (quoted.quantity, escaped(&title), money(quoted.subtotal));
        let _ = write!(rows, "<tr><td>{quantity} × {title}</td><td>{amount}</td></tr>");
    }
    let quote = &cart.quote;
    let mut row = |label: &str, amount: String| {
        let _ = write!(rows, "<tr><td>{}</td><td>{amount}</td></tr>", escaped(label));
    };
    if quote.discount_total > Minor(0) {
        row("Discounts", format!("−{}", money(quote.discount_total)));
    }
    if let Some(shipping) = &quote.shipping {
        row(&format!("Shipping: {}", shipping.option.method.name), money(shipping.total));
    }
    for tax in &quote.taxes {
        let label = if quote.is_tax_included { format!("Of that {}", tax.name) } else { tax.name.clone() };
        row(&label, money(tax.amount));
    }
    let paid: Minor = quote.gift_cards.iter().map(|card| card.used).sum();
    if paid > Minor(0) {
        row("Gift cards", format!("−{}", money(paid)));
    }
    if quote.store_credit_used > Minor(0) {
        row("Store credit", format!("−{}", money(quote.store_credit_used)));
    }
    let payable = money(quote.payable);
    format!(
        "<h1>Your cart</h1><table>{rows}<tr class=\"sum\"><td>To pay</td><td>{payable}</td></tr></table>\
         <p>This page cannot take payments: go back to the shop to pay. Your cart is kept.</p>"
    )
}

fn nothing() -> HttpResponse {
    html(
        StatusCode::NOT_FOUND,
        "<h1>There is no such cart</h1><p>It was ordered, it has expired, or the link is not whole.</p>",
    )
}

fn broken(fault: &Fault) -> HttpResponse {
    let source = std::error::Error::source(fault).map(ToString::to_string).unwrap_or_default();
    tracing::error!(fault = %fault, source, "a page failed");
    html(StatusCode::INTERNAL_SERVER_ERROR, "<h1>Something went wrong on our side</h1><p>Please try again.</p>")
}

fn html(status: StatusCode, body: &str) -> HttpResponse {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"robots\" content=\"noindex\"><title>Cart</title><style>{STYLE}</style><body>{body}"
    );
    // The address holds the cart's key: it goes nowhere else and is kept nowhere.
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(page)
}

fn plain(status: StatusCode, text: &str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(text.to_owned())
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_name_variants_and_quantities() {
        let one = "019aa5c0-0000-7000-8000-000000000001";
        let lines = read_lines(&format!("{one}:2,gid://shopify/ProductVariant/{one}:1")).unwrap();
        assert_eq!(lines.iter().map(|line| line.quantity).collect::<Vec<_>>(), [2, 1]);
        for text in ["", ":", "42:1", one, &format!("{one}:x"), &format!("{one}:1,")] {
            assert!(read_lines(text).is_none(), "{text}");
        }
    }

    #[test]
    fn nothing_that_a_shopkeeper_writes_is_markup() {
        assert_eq!(escaped("<b title=\"a & 'b'\">"), "&lt;b title=&quot;a &amp; &#39;b&#39;&quot;&gt;");
    }
}
