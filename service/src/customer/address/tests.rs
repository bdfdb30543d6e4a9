use super::{
    Demand, Field, Problem, Typed, TypedCountry, check,
    format::{Lines, area, lines},
    text,
};

fn typed(country: &str, province: &str, zip: &str) -> Typed {
    Typed {
        address1: " 1  Main Street ".to_owned(),
        city: "Town".to_owned(),
        province: province.to_owned(),
        zip: zip.to_owned(),
        country: country.parse().map_or(TypedCountry::Unknown, TypedCountry::Known),
        ..Typed::default()
    }
}

#[test]
fn an_address_is_put_in_order() {
    let postal = check(&typed("CA", "british columbia", "v6b1a1"), Demand::Deliverable).unwrap();
    assert_eq!((postal.address1.as_str(), postal.province_code.as_str()), ("1 Main Street", "BC"));
    assert_eq!(postal.zip, "V6B 1A1");
    for (country, province, zip, written) in [
        ("DE", "", "10115", "10115"),
        ("GB", "", "sw1a1aa", "SW1A 1AA"),
        ("US", "New York", "100011234", "10001-1234"),
        ("JP", "Tokyo", "1000001", "100-0001"),
        ("NL", "", "1012ab", "1012 AB"),
        ("SE", "", "11122", "111 22"),
        ("BR", "Sao Paulo", "01310100", "01310-100"),
        // Without postal codes: what was typed stays.
        ("HK", "", "none", "none"),
    ] {
        let postal = check(&typed(country, province, zip), Demand::Deliverable);
        assert_eq!(postal.map(|postal| postal.zip), Ok(written.to_owned()), "{country}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let wrong = Typed {
        first_name: "<b>Ann</b>".to_owned(),
        last_name: "see https://shop.example".to_owned(),
        company: "x".repeat(256),
        address1: "Main \u{1f3e0} Street".to_owned(),
        city: "Bell\u{7}town".to_owned(),
        phone: "call me".to_owned(),
        ..typed("CA", "Texas", "10115")
    };
    let problems = check(&wrong, Demand::Deliverable).unwrap_err();
    assert_eq!(
        problems,
        [
            (Field::FirstName, Problem::ContainsHtml),
            (Field::LastName, Problem::ContainsUrl),
            (Field::Company, Problem::TooLong),
            (Field::Address1, Problem::ContainsEmoji),
            (Field::City, Problem::Unprintable),
            (Field::Province, Problem::Unknown),
            (Field::Zip, Problem::Pattern),
            (Field::Phone, Problem::Pattern),
        ]
    );
}

#[test]
fn each_demand_asks_for_its_own() {
    let empty = Typed::default();
    assert_eq!(check(&empty, Demand::RightIfGiven), Ok(super::Postal::default()));
    assert_eq!(check(&empty, Demand::CountryOnly), Err(vec![(Field::Country, Problem::Blank)]));
    let blank = |fields: &[Field]| Err(fields.iter().map(|field| (*field, Problem::Blank)).collect::<Vec<_>>());
    assert_eq!(check(&empty, Demand::Deliverable), blank(&[Field::Address1, Field::City, Field::Country]));
    assert_eq!(check(&typed("US", "", ""), Demand::Deliverable), blank(&[Field::Province, Field::Zip]));
    assert!(check(&typed("US", "Nowhere", "x"), Demand::CountryOnly).is_ok());
    assert_eq!(check(&typed("ZZ", "", ""), Demand::CountryOnly), Err(vec![(Field::Country, Problem::Unknown)]));
    let elsewhere = check(&typed("CA", "ON", "V6B 1A1"), Demand::RightIfGiven);
    assert_eq!(elsewhere, Err(vec![(Field::Zip, Problem::OfAnotherProvince)]));
}

#[test]
fn lines_stand_as_the_country_has_them() {
    let all = Lines { with_name: true, with_company: true };
    let of = |country, province, zip| {
        let typed = Typed { first_name: "Ann".to_owned(), company: "Ltd".to_owned(), ..typed(country, province, zip) };
        check(&typed, Demand::Deliverable).unwrap()
    };
    let canadian = of("CA", "ON", "K1A 0B1");
    assert_eq!(lines(&canadian, "Canada", all), ["Ann", "Ltd", "1 Main Street", "Town ON K1A 0B1", "Canada"]);
    assert_eq!(area(&canadian, "Canada").as_deref(), Some("Town ON, Canada"));
    let few = Lines { with_name: false, with_company: false };
    assert_eq!(lines(&of("DE", "", "10115"), "Germany", few), ["1 Main Street", "10115 Town", "Germany"]);
    assert_eq!(lines(&of("GB", "", "SW1A 1AA"), "UK", few), ["1 Main Street", "Town", "SW1A 1AA", "UK"]);
    let japanese = lines(&of("JP", "13", "1000001"), "Japan", all);
    assert_eq!(japanese, ["100-0001", "Tokyo Town", "1 Main Street", "Ltd", "Ann", "Japan"]);
}

#[test]
fn telephone_numbers_lose_what_stands_between_digits() {
    assert_eq!(text::phone("+49 (30) 1234-567").as_deref(), Some("+49301234567"));
    assert_eq!(text::phone("0049 30 1234567").as_deref(), Some("+49301234567"));
    assert_eq!(text::phone("030/1234567").as_deref(), Some("0301234567"));
    assert_eq!(text::international_phone("030/1234567"), None);
    for none in ["", "+", "12345", "+0123456789", "1234567890123456", "12a4567"] {
        assert_eq!(text::phone(none), None, "{none:?}");
    }
}
