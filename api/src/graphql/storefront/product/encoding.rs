//! The `v1_` encoding of which combinations of option values exist, as the dialect publishes it.
//!
//! The combinations are a trie of value positions. `:` goes down to the next option, `,` back up,
//! a space skips to a value further on, `-` spans a range (decoder: `decodeEncodedVariant` of
//! `@shopify/hydrogen-react`).
use std::fmt::Write;

/// Encodes combinations: for each, the position of its value in each option.
pub(super) fn encode(mut combinations: Vec<Vec<usize>>) -> String {
    combinations.sort_unstable();
    combinations.dedup();
    let mut text = String::from("v1_");
    level(&mut text, &combinations, 0);
    text
}

/// Writes the values at `depth` of combinations that share everything before it.
fn level(text: &mut String, combinations: &[Vec<usize>], depth: usize) {
    let is_leaf = combinations.first().is_none_or(|first| depth + 1 >= first.len());
    if is_leaf {
        leaves(text, combinations, depth);
        return;
    }
    let mut rest = combinations;
    while let Some(value) = rest.first().and_then(|combination| combination.get(depth)) {
        let same = rest.iter().take_while(|combination| combination.get(depth) == Some(value)).count();
        let (group, others) = rest.split_at(same);
        // Writing to a string cannot fail.
        let _ = write!(text, "{value}:");
        level(text, group, depth + 1);
        rest = others;
    }
    if depth > 0 {
        text.push(',');
    }
}

/// Writes the last option's values, runs of neighbours as ranges.
fn leaves(text: &mut String, combinations: &[Vec<usize>], depth: usize) {
    let values: Vec<usize> = combinations.iter().filter_map(|combination| combination.get(depth).copied()).collect();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == value => *end = value,
            _ => runs.push((value, value)),
        }
    }
    for (position, (start, end)) in runs.iter().enumerate() {
        if position > 0 {
            text.push(' ');
        }
        let _ = if start == end { write!(text, "{start}") } else { write!(text, "{start}-{end}") };
    }
    text.push(',');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_the_published_example() {
        let combinations = [[0, 0, 0], [0, 1, 0], [0, 1, 1], [1, 0, 0], [1, 0, 1], [1, 1, 1], [2, 0, 1], [2, 1, 0]];
        let encoded = encode(combinations.iter().map(|combination| combination.to_vec()).collect());
        assert_eq!(encoded, "v1_0:0:0,1:0-1,,1:0:0-1,1:1,,2:0:1,1:0,,");
    }

    #[test]
    fn a_single_option_is_a_list_of_runs() {
        assert_eq!(encode(vec![vec![0], vec![1], vec![2], vec![5]]), "v1_0-2 5,");
        assert_eq!(encode(vec![]), "v1_,");
    }
}
