//! What customers say about themselves, and what can be wrong with it.
use super::address::{LINE_CHARS_MAX, Problem, text};
use crate::auth::{
    email::{self, EmailProblem},
    password::{Password, PasswordProblem},
};

/// A part of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Email,
    Password,
    Phone,
    FirstName,
    LastName,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    Blank,
    TooShort,
    TooLong,
    Invalid,
    BadDomain,
    ContainsHtml,
    ContainsUrl,
    SpaceAround,
}

/// Something wrong, for clients and for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub part: Part,
    pub flaw: Flaw,
    pub message: String,
}

/// Collects what is wrong, so that all of it is told at once.
#[derive(Debug, Default)]
pub(super) struct Reader(pub(super) Vec<Finding>);

impl Reader {
    pub(super) fn email(&mut self, typed: &str) -> String {
        email::normal(typed).unwrap_or_else(|problem| {
            let flaw = match problem {
                EmailProblem::Blank => Flaw::Blank,
                EmailProblem::TooLong => Flaw::TooLong,
                EmailProblem::Invalid => Flaw::Invalid,
                EmailProblem::BadDomain => Flaw::BadDomain,
            };
            self.found(Part::Email, flaw, problem.to_string());
            String::new()
        })
    }

    pub(super) fn password(&mut self, typed: &str) -> Option<Password> {
        Password::choose(typed).map_err(|problem| self.0.push(of_password(problem))).ok()
    }

    pub(super) fn name(&mut self, part: Part, typed: &str) -> String {
        text::line(typed, LINE_CHARS_MAX).unwrap_or_else(|problem| {
            let name = if part == Part::FirstName { "the first name" } else { "the last name" };
            self.found(part, flaw(problem), format!("{name} {problem}"));
            String::new()
        })
    }

    /// Nothing for nothing; else a number that can be dialled from everywhere.
    pub(super) fn phone(&mut self, typed: &str) -> Option<String> {
        if typed.trim().is_empty() {
            return None;
        }
        let phone = text::international_phone(typed);
        if phone.is_none() {
            let message = "this is no telephone number: write it with its country, as in +49 30 1234567";
            self.found(Part::Phone, Flaw::Invalid, message.to_owned());
        }
        phone
    }

    fn found(&mut self, part: Part, flaw: Flaw, message: String) {
        self.0.push(Finding { part, flaw, message });
    }
}

/// What is wrong with a password that was chosen.
pub(super) fn of_password(problem: PasswordProblem) -> Finding {
    let flaw = match problem {
        PasswordProblem::Blank => Flaw::Blank,
        PasswordProblem::TooShort => Flaw::TooShort,
        PasswordProblem::TooLong => Flaw::TooLong,
        PasswordProblem::SpaceAround => Flaw::SpaceAround,
    };
    Finding { part: Part::Password, flaw, message: problem.to_string() }
}

fn flaw(problem: Problem) -> Flaw {
    match problem {
        Problem::Blank => Flaw::Blank,
        Problem::TooLong => Flaw::TooLong,
        Problem::ContainsHtml => Flaw::ContainsHtml,
        Problem::ContainsUrl => Flaw::ContainsUrl,
        Problem::ContainsEmoji
        | Problem::Unprintable
        | Problem::Unknown
        | Problem::Pattern
        | Problem::OfAnotherProvince => Flaw::Invalid,
    }
}
