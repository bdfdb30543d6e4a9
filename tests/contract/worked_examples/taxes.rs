//! Taxes: beside the price, in it, several at once, on shipping.
use super::{Cart, Says, check};

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn beside_the_price() {
    let one = |currency: &str, price: &str, name: &str, rate: &str| {
        Some(Cart::exclusive(currency).line(price, 1).tax(name, rate))
    };
    let examples = [
        (
            "Australian Taxation Office, GST calculator, taxsuperandyou: https://taxsuperandyou.gov.au/gstcalculator",
            one("AUD", "1000", "GST", "10"),
            "100",
            "1100",
        ),
        (
            "Tax 123, GST calculation, Australia: https://www.tax123.com.au/tag/gst-calculation/",
            one("AUD", "100", "GST", "10"),
            "10",
            "110",
        ),
        (
            "GST calculator of Canada, Ontario: https://calcdomain.com/gst-hst.html",
            one("CAD", "250", "HST", "13"),
            "32.50",
            "282.50",
        ),
        (
            "Canada GST/HST calculator, Ontario: https://tools.gera.services/canada-gst-hst-calculator",
            one("CAD", "100", "HST", "13"),
            "13.00",
            "113.00",
        ),
        (
            "GST and HST in Canada, Ontario: https://reckonmoney.com/blog/canada-gst-hst/",
            one("CAD", "200", "HST", "13"),
            "26",
            "226",
        ),
        (
            "Business::Tax::Canada, Alberta: https://metacpan.org/pod/Business::Tax::Canada::Price",
            one("CAD", "120", "GST", "5"),
            "6.00",
            "126.00",
        ),
        (
            "Broadleaf Commerce, Included Taxes & VAT: \
             https://developer.broadleafcommerce.com/shared-concepts/cart-and-order-concepts/vat-taxes",
            one("USD", "10", "Sales tax", "5"),
            "0.50",
            "10.50",
        ),
        (
            "Square, TaxInclusionType ADDITIVE: https://pub.dev/documentation/square_connect/latest/square_connect/TaxInclusionType.html",
            one("USD", "1.00", "Tax", "10"),
            "0.10",
            "1.10",
        ),
        (
            "VAT calculation formula, after HM Revenue & Customs: \
             https://www.reference.com/business-finance/vat-calculation-formula-a53084f2f3835d02",
            one("USD", "100", "VAT", "20"),
            "20",
            "120",
        ),
        (
            "Institute of Certified Bookkeepers, forum: https://www.bookkeepers.org.uk/Forum/?cid=0&page=1&tid=85461",
            one("GBP", "200", "VAT", "17.5"),
            "35",
            "235",
        ),
        (
            "Institute of Certified Bookkeepers, forum: https://www.bookkeepers.org.uk/Forum/?cid=0&page=1&tid=85461",
            one("GBP", "200", "VAT", "5"),
            "10",
            "210",
        ),
        (
            "Web User, forum: http://www.webuser.co.uk/forums/showflat.php/Cat/0/Number/394365/Main",
            one("GBP", "74.59", "VAT", "17.5"),
            "13.05",
            "87.64",
        ),
        (
            "Mathematics of sales, VAT of Germany: http://joevoi.de/rechnen/brutto-netto-umrechnung",
            one("EUR", "10", "VAT", "19"),
            "1.90",
            "11.90",
        ),
        ("GST of Malaysia: http://gstkalkulator.com/", one("MYR", "10", "GST", "6"), "0.60", "10.60"),
    ];
    for (source, cart, tax, total) in examples {
        let name = cart.as_ref().map(|cart| cart.quote().taxes[0].name.clone()).expect("a tax");
        check(&Says { source, cart, taxes: &[(&name, tax)], total: Some(total), ..Says::default() });
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn in_the_price() {
    let one = |currency: &str, price: &str, rate: &str| Some(Cart::inclusive(currency).line(price, 1).tax("VAT", rate));
    let examples = [
        (
            "Inland Revenue Authority of Singapore, Absorbing GST: https://www.iras.gov.sg/taxes/goods-services-tax-(gst)/\
             charging-gst-(output-tax)/common-scenarios---do-i-charge-gst/absorbing-gst",
            one("SGD", "10000", "8"),
            "740.74",
            "9259.26",
        ),
        (
            "Australian Taxation Office, GST calculator, taxsuperandyou: https://taxsuperandyou.gov.au/gstcalculator",
            one("AUD", "1000", "10"),
            "90.91",
            "909.09",
        ),
        (
            "Zuora, Rounding rule for inclusive tax mode: https://docs.zuora.com/zuora-billing/set-up-zuora-billing/\
             apply-taxes/additional-resources-on-taxes/rounding-rule-for-inclusive-tax-mode",
            one("USD", "2.99", "4"),
            "0.11",
            "2.88",
        ),
        (
            "Square, TaxInclusionType INCLUSIVE: https://pub.dev/documentation/square_connect/latest/square_connect/TaxInclusionType.html",
            one("USD", "1.00", "10"),
            "0.09",
            "0.91",
        ),
        (
            "Broadleaf Commerce, Included Taxes & VAT: \
             https://developer.broadleafcommerce.com/shared-concepts/cart-and-order-concepts/vat-taxes",
            one("USD", "10", "5"),
            "0.48",
            "9.52",
        ),
        (
            "VAT calculation formula, after HM Revenue & Customs: \
             https://www.reference.com/business-finance/vat-calculation-formula-a53084f2f3835d02",
            one("USD", "105", "5"),
            "5",
            "100",
        ),
        (
            "Working out your VAT: https://www.seagravefrenchbaa.com/working-out-your-vat/",
            one("GBP", "120.00", "20"),
            "20",
            "100",
        ),
        (
            "Web User, forum: http://www.webuser.co.uk/forums/showflat.php/Cat/0/Number/394365/Main",
            one("GBP", "87.64", "17.5"),
            "13.05",
            "74.59",
        ),
        (
            "Taking tax out of gross amounts, Germany: https://feeddi.de/wie-rechne-ich-die-umsatzsteuer-heraus",
            one("EUR", "119", "19"),
            "19",
            "100",
        ),
        (
            "Taking tax out of gross amounts, Germany: https://feeddi.de/wie-rechne-ich-die-umsatzsteuer-heraus",
            one("EUR", "107", "7"),
            "7",
            "100",
        ),
        (
            "From gross to net, a car of 10,000 euro: https://matheretter.de/wiki/rechentrick-schnell-netto-brutto",
            one("EUR", "10000", "19"),
            "1596.64",
            "8403.36",
        ),
        ("GST of Malaysia: http://gstkalkulator.com/", one("MYR", "10", "6"), "0.57", "9.43"),
        (
            "A Shopify theme's prices with and without VAT: https://gist.github.com/behrendtio/5779239",
            one("EUR", "35", "20"),
            "5.83",
            "29.17",
        ),
    ];
    for (source, cart, tax, net) in examples {
        check(&Says { source, cart, taxes: &[("VAT", tax)], net: Some(net), ..Says::default() });
    }
}

#[test]
fn several_at_once() {
    check(&Says {
        source: "Revenu Québec, Calculating the Taxes: http://www.revenuquebec.ca/en/entreprise/taxes/tvq_tps/calcul-taxes.aspx",
        cart: Some(Cart::exclusive("CAD").line("100", 1).tax("GST", "5").tax("QST", "9.975")),
        taxes: &[("GST", "5.00"), ("QST", "9.98")],
        total: Some("114.98"),
        ..Says::default()
    });
    check(&Says {
        source: "Canada GST/HST calculator, British Columbia: https://tools.gera.services/canada-gst-hst-calculator",
        cart: Some(Cart::exclusive("CAD").line("100", 1).tax("GST", "5").tax("PST", "7")),
        taxes: &[("GST", "5.00"), ("PST", "7.00")],
        total: Some("112.00"),
        ..Says::default()
    });
    // Before 2013 the tax of Quebec was on the federal one, too.
    check(&Says {
        source: "Revenu Québec, General information, 2008: https://webarchiveweb.wayback.bac-lac.canada.ca/web/\
                 20080209162021/http://www.revenu.gouv.qc.ca/eng/entreprise/taxes/tvq_tps/info.asp",
        cart: Some(Cart::exclusive("CAD").line("100", 1).tax("GST", "5").compound_tax("QST", "7.5")),
        taxes: &[("GST", "5.00"), ("QST", "7.88")],
        total: Some("112.88"),
        ..Says::default()
    });
    check(&Says {
        source: "Provincial sales tax rates, Quebec at 7 %: https://www.oocities.org/rswhiteis/PSTRates.htm",
        cart: Some(Cart::exclusive("CAD").line("100", 1).tax("GST", "7").compound_tax("QST", "7.5")),
        taxes: &[("GST", "7.00"), ("QST", "8.03")],
        total: Some("115.03"),
        ..Says::default()
    });
}

#[test]
fn by_line() {
    let pens = Cart::exclusive("MYR").line("1.77", 1).line("1.77", 1).line("1.77", 1).tax("GST", "6");
    check(&Says {
        source: "Calculating GST on tax invoices, each line by itself: https://mrp.com.my/2016/08/05/calculating-gst-on-tax-invoices",
        cart: Some(pens),
        subtotal: Some("5.31"),
        taxes: &[("GST", "0.33")],
        total: Some("5.64"),
        ..Says::default()
    });
}

/// The state's rate of 4 %: the bulletin says what is taxed, and leaves the local rate to the reader.
#[test]
fn on_shipping() {
    let source = "New York State, Tax Bulletin ST-838: \
                  https://tax.ny.gov/pubs_and_bulls/tg_bulletins/st/shipping_and_delivery_charges.htm";
    let new_york = || Cart::exclusive("USD").tax("Sales tax", "4");
    let dryer = new_york().line("499.95", 1).line("30.00", 1).shipping("20.00");
    let furniture = new_york().line("3500.00", 1).shipping("250.00");
    let lumber = new_york().line("400.00", 1).shipping("100.00");
    for (cart, taxable) in [(dryer, "549.95"), (furniture, "3750.00"), (lumber, "500.00")] {
        check(&Says { source, cart: Some(cart), taxable: Some(taxable), ..Says::default() });
    }
}
