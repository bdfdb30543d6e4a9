//! Postal codes: how each country writes them.
use entity::locale::Country;

/// How postal codes look: `9` is a digit, `A` a letter, the rest stands for itself. Countries that are not here
/// have none, or none that is needed.
const PATTERNS: [(&str, &[&str]); 47] = [
    ("AR", &["9999", "A9999AAA"]),
    ("AT", &["9999"]),
    ("AU", &["9999"]),
    ("BE", &["9999"]),
    ("BG", &["9999"]),
    ("BR", &["99999-999"]),
    ("CA", &["A9A 9A9"]),
    ("CH", &["9999"]),
    ("CN", &["999999"]),
    ("CY", &["9999"]),
    ("CZ", &["999 99"]),
    ("DE", &["99999"]),
    ("DK", &["9999"]),
    ("EE", &["99999"]),
    ("ES", &["99999"]),
    ("FI", &["99999"]),
    ("FR", &["99999"]),
    ("GB", &["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA", "AAA 9AA"]),
    ("GR", &["999 99"]),
    ("HR", &["99999"]),
    ("HU", &["9999"]),
    ("ID", &["99999"]),
    ("IL", &["9999999", "99999"]),
    ("IN", &["999999"]),
    ("IT", &["99999"]),
    ("JP", &["999-9999"]),
    ("KR", &["99999"]),
    ("LI", &["9999"]),
    ("LT", &["99999"]),
    ("LU", &["9999"]),
    ("LV", &["9999"]),
    ("MX", &["99999"]),
    ("MY", &["99999"]),
    ("NL", &["9999 AA"]),
    ("NO", &["9999"]),
    ("NZ", &["9999"]),
    ("PL", &["99-999"]),
    ("PT", &["9999-999", "9999"]),
    ("RO", &["999999"]),
    ("SE", &["999 99"]),
    ("SG", &["999999"]),
    ("SI", &["9999"]),
    ("SK", &["999 99"]),
    ("TH", &["99999"]),
    ("TR", &["99999"]),
    ("US", &["99999", "99999-9999"]),
    ("ZA", &["9999"]),
];

/// The first sign of postal codes, by province.
const FIRST_SIGNS: [(&str, &[(&str, &str)]); 3] = [
    (
        "AU",
        &[
            ("ACT", "02"),
            ("NSW", "12"),
            ("NT", "0"),
            ("QLD", "49"),
            ("SA", "5"),
            ("TAS", "7"),
            ("VIC", "38"),
            ("WA", "6"),
        ],
    ),
    (
        "CA",
        &[
            ("AB", "T"),
            ("BC", "V"),
            ("MB", "R"),
            ("NB", "E"),
            ("NL", "A"),
            ("NS", "B"),
            ("NT", "X"),
            ("NU", "X"),
            ("ON", "KLMNP"),
            ("PE", "C"),
            // Gatineau has some of Ottawa's.
            ("QC", "GHJK"),
            ("SK", "S"),
            ("YT", "Y"),
        ],
    ),
    ("US", US),
];

/// Island states and some towns across a border share their neighbour's.
const US: &[(&str, &str)] = &[
    ("AK", "9"),
    ("AL", "3"),
    ("AR", "7"),
    ("AZ", "8"),
    ("CA", "9"),
    ("CO", "8"),
    ("CT", "06"),
    ("DC", "2"),
    ("DE", "1"),
    ("FL", "3"),
    ("GA", "3"),
    ("HI", "9"),
    ("IA", "5"),
    ("ID", "8"),
    ("IL", "6"),
    ("IN", "4"),
    ("KS", "6"),
    ("KY", "4"),
    ("LA", "7"),
    ("MA", "05"),
    ("MD", "2"),
    ("ME", "0"),
    ("MI", "4"),
    ("MN", "5"),
    ("MO", "6"),
    ("MS", "3"),
    ("MT", "5"),
    ("NC", "2"),
    ("ND", "5"),
    ("NE", "6"),
    ("NH", "0"),
    ("NJ", "0"),
    ("NM", "8"),
    ("NV", "8"),
    ("NY", "01"),
    ("OH", "4"),
    ("OK", "7"),
    ("OR", "9"),
    ("PA", "1"),
    ("RI", "0"),
    ("SC", "2"),
    ("SD", "5"),
    ("TN", "3"),
    ("TX", "78"),
    ("UT", "8"),
    ("VA", "2"),
    ("VT", "0"),
    ("WA", "9"),
    ("WI", "5"),
    ("WV", "2"),
    ("WY", "8"),
];

/// How postal codes of a country look.
pub fn pattern(country: Country) -> Option<&'static [&'static str]> {
    PATTERNS.iter().find(|(code, _)| *code == country.code()).map(|(_, patterns)| *patterns)
}

/// The code as the country writes it, whatever stood between its signs: `k1a0b1` is `K1A 0B1`.
pub fn write(typed: &str, patterns: &[&str]) -> Option<String> {
    let signs: Vec<char> =
        typed.chars().filter(|sign| !matches!(sign, ' ' | '-')).map(|sign| sign.to_ascii_uppercase()).collect();
    patterns.iter().find_map(|pattern| fill(pattern, &signs))
}

fn fill(pattern: &str, signs: &[char]) -> Option<String> {
    let mut signs = signs.iter().copied();
    let mut written = String::with_capacity(pattern.len());
    for place in pattern.chars() {
        let fits = |sign: &char| match place {
            '9' => sign.is_ascii_digit(),
            _ => sign.is_ascii_uppercase(),
        };
        written.push(if matches!(place, '9' | 'A') { signs.next().filter(fits)? } else { place });
    }
    signs.next().is_none().then_some(written)
}

/// Whether a code can be one of this province: false only where we know that it is not.
pub fn may_be_in(zip: &str, country: Country, province_code: &str) -> bool {
    let provinces = FIRST_SIGNS.iter().find(|(code, _)| *code == country.code()).map(|(_, provinces)| *provinces);
    let signs = provinces.and_then(|provinces| provinces.iter().find(|(code, _)| *code == province_code));
    signs.is_none_or(|(_, signs)| zip.chars().next().is_none_or(|first| signs.contains(first)))
}
