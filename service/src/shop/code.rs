//! Codes that people read to each other: random, and without letters that look alike.
use super::{Shop, fault::Fault};

/// Five bits a symbol. No 0 and O, no 1 and I.
const SYMBOLS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Random bytes drawn at a time.
const BYTES_PER_DRAW: usize = 65_536;

/// So many codes of so many symbols. Two may be the same: chance does not look back.
///
/// # Errors
/// A [`Fault`] when the system has no random bytes to give.
pub(crate) fn random(shop: &Shop, count: usize, symbols: usize) -> Result<Vec<String>, Fault> {
    let mut codes = Vec::with_capacity(count);
    let codes_per_draw = (BYTES_PER_DRAW / symbols.max(1)).max(1);
    let mut bytes = vec![0; codes_per_draw.min(count) * symbols];
    while codes.len() < count {
        let wanted = codes_per_draw.min(count - codes.len()) * symbols;
        let drawn = &mut bytes[..wanted];
        shop.fill_random(drawn)?;
        codes.extend(drawn.chunks_exact(symbols).map(spell));
    }
    Ok(codes)
}

/// 256 is a multiple of 32: every symbol is as likely as any other.
fn spell(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(SYMBOLS[usize::from(byte % 32)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_distinct_also_without_regard_to_case() {
        let mut symbols: Vec<_> = SYMBOLS.iter().map(u8::to_ascii_lowercase).collect();
        symbols.sort_unstable();
        symbols.dedup();
        assert_eq!(symbols.len(), 32);
        assert_eq!(spell(&[0, 31, 32, 255]), "2Z2Z");
    }
}
