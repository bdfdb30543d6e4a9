use super::*;

fn lex(text: &[u8]) -> Vec<Item> {
    let mut lexer = Lexer::new(text);
    std::iter::from_fn(|| lexer.next().unwrap()).collect()
}

/// Cells of all records, those that cannot be read left out.
fn cells(text: &str) -> Vec<Vec<String>> {
    lex(text.as_bytes()).into_iter().filter_map(|item| item.ok().map(|record| record.cells)).collect()
}

/// Lines and reasons of what cannot be read.
fn refusals(text: &str) -> Vec<(u64, String)> {
    lex(text.as_bytes()).into_iter().filter_map(|item| item.err().map(|bad| (bad.line, bad.reason))).collect()
}

#[test]
fn line_endings_of_any_kind() {
    let expected = [["a", "b"], ["1", "2"], ["3", "4"]];
    for text in
        ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4", "a,b\r1,2\r3,4\r", "a,b\r\n1,2\n3,4\r", "\u{feff}a,b\n\n1,2\n\r\n3,4"]
    {
        assert_eq!(cells(text), expected, "{text:?}");
    }
}

#[test]
fn quoted_cells_hold_anything() {
    assert_eq!(cells("a,b\n\"x\r\ny\rz\nw\",\"say \"\"hi\"\", then\"\n")[1], ["x\r\ny\rz\nw", "say \"hi\", then"]);
    assert_eq!(cells("a,b\n\"x\" ,y\n")[1], ["x", "y"]);
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let items = lex(b"a,b\r\n\"x\r\ny\",2\r\n\r\n3,4\n");
    let lines: Vec<_> = items.into_iter().map(|item| item.unwrap().line).collect();
    assert_eq!(lines, [1, 2, 5]);
}

#[test]
fn backslashed_quotes() {
    assert_eq!(
        cells("a,b\n\"a 5\\\" screen, black\",2\n3,4\n"),
        [["a", "b"], ["a 5\" screen, black", "2"], ["3", "4"]]
    );
    assert_eq!(cells("a,b\n\"say \\\"hi\\\", then\",2\n")[1], ["say \"hi\", then", "2"]);
    // A backslash before the closing quote is one.
    assert_eq!(cells("a,b\n\"C:\\\",2\n")[1], ["C:\\", "2"]);
}

#[test]
fn stray_quotes_are_text() {
    assert_eq!(cells("a,b\n\"<p class=\"x\">y</p>\",2\n")[1], ["<p class=\"x\">y</p>", "2"]);
    assert_eq!(cells("a,b\n5\" screen,2\n")[1], ["5\" screen", "2"]);
    assert_eq!(cells("a,b\n\"5\" wide,2\n3,4\n"), [["a", "b"], ["5 wide", "2"], ["3", "4"]]);
}

#[test]
fn a_bad_row_costs_nothing_else() {
    let text = "a,b\n1,\"open\n3,4\n5,6\n";
    assert_eq!(cells(text), [["a", "b"], ["3", "4"], ["5", "6"]]);
    assert_eq!(refusals(text), [(2, "a quoted cell is not closed".to_owned())]);
    // Not even when a later row has quotes that would close it.
    let text = "a,b,c\n1,\"open,2\n3,4,5\n6,\"seven\" or so,8\n";
    assert_eq!(cells(text), [["a", "b", "c"], ["3", "4", "5"], ["6", "seven or so", "8"]]);
    assert_eq!(refusals(text), [(2, "a quoted cell is not closed".to_owned())]);
    let text = "a,b\n1,2,3\n3,4\n";
    assert_eq!(cells(text), [["a", "b"], ["3", "4"]]);
    assert_eq!(refusals(text), [(2, "it has 3 cells, the header has 2".to_owned())]);
}

#[test]
fn cells_left_off_are_empty() {
    assert_eq!(cells("a,b,c\n1\n2,3,4,,\n"), [["a", "b", "c"], ["1", "", ""], ["2", "3", "4"]]);
}

#[test]
fn a_file_cut_in_the_middle() {
    let text = "a,b,c\n1,2,3\n4,5";
    assert_eq!(cells(text), [["a", "b", "c"], ["1", "2", "3"]]);
    assert_eq!(refusals(text), [(3, "the file ends in the middle of this row, after 2 cells".to_owned())]);
    let text = "a,b,c\n1,2,3\n4,\"<p>one\n<p>two";
    assert_eq!(cells(text), [["a", "b", "c"], ["1", "2", "3"]]);
    assert_eq!(refusals(text), [(3, "a quoted cell is not closed".to_owned())]);
}

#[test]
fn other_encodings_are_noticed() {
    let record = lex(b"a,b\ncaf\xE9 \x80,2\n").remove(1).unwrap();
    assert_eq!((record.cells[0].as_str(), record.note), ("café €", Some(Note::Windows1252)));
}

#[test]
fn records_longer_than_a_chunk() {
    let long = "x".repeat(CHUNK_BYTES * 2);
    let text = format!("a,b\n\"{long}\n\",2\n3,4\n");
    assert_eq!(cells(&text)[1][0].len(), long.len() + 1);
    assert_eq!(cells(&text)[2], ["3", "4"]);
}
