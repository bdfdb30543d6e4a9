//! Addresses for mail, as logins.
//!
//! A plain rule: the addresses that forms and mail servers agree on (RFC 5321's dot-atoms, in ASCII, with a domain
//! that has a dot). Quoted local parts and address literals are refused; domains in other alphabets come as punycode.

/// Bytes of an address at most (RFC 5321).
pub const EMAIL_BYTES_MAX: usize = 254;
const LOCAL_BYTES_MAX: usize = 64;
const LABEL_BYTES_MAX: usize = 63;

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailProblem {
    #[error("an address for mail is needed")]
    Blank,
    #[error("this address for mail is too long")]
    TooLong,
    #[error("this is no address for mail")]
    Invalid,
    #[error("this address for mail has no domain that mail can be sent to")]
    BadDomain,
}

/// The address in small letters: those that differ only in case are one login.
pub fn normal(typed: &str) -> Result<String, EmailProblem> {
    let email = typed.trim();
    if email.is_empty() {
        return Err(EmailProblem::Blank);
    }
    if email.len() > EMAIL_BYTES_MAX {
        return Err(EmailProblem::TooLong);
    }
    let (local, domain) = email.rsplit_once('@').ok_or(EmailProblem::Invalid)?;
    let is_atom = |atom: &str| !atom.is_empty() && atom.bytes().all(is_of_atom);
    if local.len() > LOCAL_BYTES_MAX || !local.split('.').all(is_atom) {
        return Err(EmailProblem::Invalid);
    }
    let is_top = |label: &str| label.len() >= 2 && !label.bytes().all(|byte| byte.is_ascii_digit());
    let labels = || domain.split('.');
    if labels().count() < 2 || !labels().all(is_label) || !labels().next_back().is_some_and(is_top) {
        return Err(EmailProblem::BadDomain);
    }
    Ok(email.to_ascii_lowercase())
}

fn is_of_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

fn is_label(label: &str) -> bool {
    (1..=LABEL_BYTES_MAX).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        assert_eq!(normal(" Ann.O'Neil+shop@Mail.Example ").as_deref(), Ok("ann.o'neil+shop@mail.example"));
        assert_eq!(normal("ann@xn--mnchen-3ya.de").as_deref(), Ok("ann@xn--mnchen-3ya.de"));
        assert_eq!(normal("  "), Err(EmailProblem::Blank));
        assert_eq!(normal(&format!("ann@{}.example", "x".repeat(250))), Err(EmailProblem::TooLong));
        for invalid in ["ann", "@shop.example", "a b@shop.example", "a..b@shop.example", "<a>@shop.example", "ä@x.de"]
        {
            assert_eq!(normal(invalid), Err(EmailProblem::Invalid), "{invalid}");
        }
        for domain in ["shop", "shop.", ".shop.example", "-a.example", "a_b.example", "127.0.0.1", "münchen.de", "a.b"]
        {
            assert_eq!(normal(&format!("ann@{domain}")), Err(EmailProblem::BadDomain), "{domain}");
        }
    }
}
