//! Files of any shape: line endings, numbers of columns, rows that are broken.
use std::fmt::Write as _;

use pretty_assertions::assert_eq;
use tests::{TestShop, on_both_databases};

use super::{database as db, import, rejected};

on_both_databases!(line_endings_of_any_kind, as_many_columns_as_there_are, a_broken_row_costs_no_other);

async fn line_endings_of_any_kind(shop: &TestShop) {
    for (number, ending) in ["\n", "\r\n", "\r"].into_iter().enumerate() {
        let lines =
            ["Handle,Title,Body (HTML)".to_owned(), format!("a{number},A,\"x\r\ny\rz\""), format!("b{number},B,")];
        let report = import(shop, lines.join(ending)).await;
        assert_eq!((report.products.created, report.rejected_count), (2, 0), "{ending:?}");
        let db_ = shop.database.connect().await;
        assert_eq!(db::product(&db_, &format!("a{number}")).await.body_html, "x\ny\nz");
    }
    let mixed = "\u{feff}Handle,Title\r\nm1,M\nm2,M\r\r\nm3,M";
    assert_eq!(import(shop, mixed).await.products.created, 3);
}

async fn as_many_columns_as_there_are(shop: &TestShop) {
    let mut header = "Handle,Title".to_owned();
    let mut row = "a,A".to_owned();
    for number in 0..86 {
        let _ = write!(header, ",Field {number} (product.metafields.custom.field_{number})");
        let _ = write!(row, ",{}", if number % 2 == 0 { "x" } else { "" });
    }
    let report = import(shop, format!("{header}\n{row}\n")).await;
    assert_eq!((report.products.created, report.warning_count), (1, 0));
    let db_ = shop.database.connect().await;
    assert_eq!(db::metafields(&db_, "a").await.len(), 43);
}

async fn a_broken_row_costs_no_other(shop: &TestShop) {
    let text = "Handle,Title,Variant Price\na,A,1\nb,\"B,2\nc,C,3\nd,\"D\" and more,4\ne,E,5,6\nf,F\ng,G,7\n";
    let report = import(shop, text).await;
    let rejections = [(3, "a quoted cell is not closed"), (6, "it has 4 cells, the header has 3")];
    assert_eq!(rejected(&report), rejections);
    let db_ = shop.database.connect().await;
    for (handle, title) in [("a", "A"), ("c", "C"), ("d", "D and more"), ("f", "F"), ("g", "G")] {
        assert_eq!(db::product(&db_, handle).await.title, title);
    }
}
