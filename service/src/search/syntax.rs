//! The storefront's search syntax: `red shirt tag:sale -vendor:"Old & Co" (size:M OR size:L)`.
//!
//! Pure: text in, tree out. Whatever is typed gives some tree, because shoppers type anything;
//! what was not understood is said in [`Parsed::warnings`]. Length, terms and depth are bounded, so
//! that no text can cost more than a long one does.

/// Characters of a text that are read.
pub(super) const TEXT_CHARS_MAX: usize = 1_024;
/// Words and conditions of one text.
pub(super) const TERMS_MAX: usize = 32;
/// Parentheses within parentheses.
pub(super) const DEPTH_MAX: usize = 8;
const WARNINGS_MAX: usize = 8;

/// A text as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Nothing is asked: everything matches.
    All,
    /// A bare word. A prefix stands for every word that begins with it.
    Word {
        text: String,
        is_prefix: bool,
    },
    /// Words in quotes, next to one another.
    Phrase(String),
    /// `name:value`, with a comparison if one was written.
    Condition(Condition),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    /// In lower case.
    pub(super) name: String,
    pub(super) comparison: Comparison,
    /// Empty with `is_prefix` for `name:*`: any value.
    pub(super) value: String,
    pub(super) is_prefix: bool,
    pub(super) is_quoted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a text means, and what of it means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) warnings: Vec<String>,
}

/// Reads a text.
pub(super) fn parse(text: &str) -> Parsed {
    let mut chars: Vec<char> = text.chars().take(TEXT_CHARS_MAX + 1).collect();
    let mut parser = Parser { chars: Vec::new(), at: 0, terms: 0, warnings: Vec::new() };
    if chars.len() > TEXT_CHARS_MAX {
        chars.truncate(TEXT_CHARS_MAX);
        parser.warn(format!("only the first {TEXT_CHARS_MAX} characters were read"));
    }
    parser.chars = chars;
    let mut parts = Vec::new();
    while !parser.is_done() {
        parts.extend(parser.alternatives(0, None));
        if parser.eat(')') {
            parser.warn("a closing parenthesis has no opening one".to_owned());
        }
    }
    Parsed { node: all_of(parts).unwrap_or(Node::All), warnings: parser.warnings }
}

fn all_of(mut parts: Vec<Node>) -> Option<Node> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(Node::And(parts)),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    terms: usize,
    warnings: Vec<String>,
}

impl Parser {
    fn warn(&mut self, warning: String) {
        if self.warnings.len() < WARNINGS_MAX && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|c| c.is_whitespace() || c.is_control()) {
            self.at += 1;
        }
    }

    fn is_done(&mut self) -> bool {
        self.skip_space();
        self.at >= self.chars.len()
    }

    /// True, and past it, when the next word is exactly this operator.
    fn eat_operator(&mut self, operator: &str) -> bool {
        self.skip_space();
        let end = self.at + operator.len();
        let is_here = self.chars.get(self.at..end).is_some_and(|word| word.iter().copied().eq(operator.chars()));
        let ends = self.chars.get(end).is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'));
        if is_here && ends {
            self.at = end;
        }
        is_here && ends
    }

    /// `a OR b OR c`
    fn alternatives(&mut self, depth: usize, name: Option<&str>) -> Option<Node> {
        let mut alternatives = Vec::new();
        loop {
            alternatives.extend(self.conjunction(depth, name));
            if !self.eat_operator("OR") {
                break;
            }
        }
        match alternatives.len() {
            0 | 1 => alternatives.pop(),
            _ => Some(Node::Or(alternatives)),
        }
    }

    /// `a b AND c`
    fn conjunction(&mut self, depth: usize, name: Option<&str>) -> Option<Node> {
        let mut parts = Vec::new();
        loop {
            if self.is_done() || self.peek() == Some(')') || self.is_at_or() {
                break;
            }
            if self.eat_operator("AND") {
                continue;
            }
            parts.extend(self.unary(depth, name));
        }
        all_of(parts)
    }

    fn is_at_or(&mut self) -> bool {
        let before = self.at;
        let is_or = self.eat_operator("OR");
        self.at = before;
        is_or
    }

    /// `NOT a`, `-a`, `a`
    fn unary(&mut self, depth: usize, name: Option<&str>) -> Option<Node> {
        let mut is_negated = false;
        loop {
            self.skip_space();
            let minus = self.peek() == Some('-')
                && self.chars.get(self.at + 1).is_some_and(|c| !c.is_whitespace() && *c != '-' && *c != ')');
            if minus {
                self.at += 1;
            } else if !self.eat_operator("NOT") {
                break;
            }
            is_negated = !is_negated;
        }
        let node = self.primary(depth, name)?;
        Some(if is_negated { Node::Not(Box::new(node)) } else { node })
    }

    fn primary(&mut self, depth: usize, name: Option<&str>) -> Option<Node> {
        self.skip_space();
        if self.eat('(') {
            return self.group(depth, name);
        }
        if let Some(name) = name {
            return self.value_of(name);
        }
        if self.peek() == Some('"') {
            let text = self.quoted('"');
            return self.counted(Node::Phrase(text));
        }
        if let Some(name) = self.name() {
            return self.condition(&name, depth);
        }
        let (text, is_prefix) = self.word();
        if text.is_empty() && is_prefix {
            return self.counted(Node::All);
        }
        (!text.is_empty()).then_some(())?;
        self.counted(Node::Word { text, is_prefix })
    }

    fn group(&mut self, depth: usize, name: Option<&str>) -> Option<Node> {
        if depth >= DEPTH_MAX {
            self.warn(format!("parentheses are read {DEPTH_MAX} deep"));
            // Its contents belong to the group around it; its closing parenthesis ends that early.
            return None;
        }
        let node = self.alternatives(depth + 1, name);
        self.skip_space();
        if !self.eat(')') {
            self.warn("an opening parenthesis has no closing one".to_owned());
        }
        node
    }

    fn condition(&mut self, name: &str, depth: usize) -> Option<Node> {
        if self.eat('(') {
            return self.group(depth, Some(name));
        }
        self.value_of(name)
    }

    /// The value of a condition, after the colon.
    fn value_of(&mut self, name: &str) -> Option<Node> {
        let comparison = self.comparison();
        let quote = self.peek().filter(|c| matches!(c, '"' | '\''));
        let (value, is_prefix) = match quote {
            Some(quote) => (self.quoted(quote), self.eat('*')),
            None => self.word(),
        };
        if value.is_empty() && !is_prefix {
            self.warn(format!("`{name}:` has no value and was ignored"));
            return None;
        }
        let is_quoted = quote.is_some();
        self.counted(Node::Condition(Condition { name: name.to_owned(), comparison, value, is_prefix, is_quoted }))
    }

    fn comparison(&mut self) -> Comparison {
        let is_less = self.eat('<');
        let is_greater = !is_less && self.eat('>');
        let or_equal = self.eat('=');
        match (is_less, is_greater, or_equal) {
            (true, _, true) => Comparison::LessOrEqual,
            (true, _, false) => Comparison::Less,
            (_, true, true) => Comparison::GreaterOrEqual,
            (_, true, false) => Comparison::Greater,
            _ => Comparison::Equal,
        }
    }

    fn counted(&mut self, node: Node) -> Option<Node> {
        self.terms += 1;
        if self.terms > TERMS_MAX {
            self.warn(format!("only the first {TERMS_MAX} terms were read"));
            return None;
        }
        Some(node)
    }

    /// The name before a colon that has a value right after it.
    fn name(&mut self) -> Option<String> {
        let rest = self.chars.get(self.at..)?;
        let length = rest.iter().position(|c| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.')))?;
        let is_name = rest.first().is_some_and(char::is_ascii_alphabetic)
            && rest[length] == ':'
            && rest.get(length + 1).is_some_and(|c| !c.is_whitespace() && !matches!(c, ':' | '/' | ')'));
        is_name.then_some(())?;
        let name = rest[..length].iter().map(char::to_ascii_lowercase).collect();
        self.at += length + 1;
        Some(name)
    }

    /// Up to the closing quote, or to the end.
    fn quoted(&mut self, quote: char) -> String {
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '\\' => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                c if c == quote => return text,
                c => text.push(c),
            }
        }
        self.warn("a quotation mark is not closed".to_owned());
        text
    }

    /// Up to the next space or parenthesis. A `*` ends what counts, and makes it a prefix.
    fn word(&mut self) -> (String, bool) {
        let mut text = String::new();
        let mut is_prefix = false;
        let start = self.at;
        while let Some(c) = self.peek() {
            if c.is_whitespace() || matches!(c, '(' | ')' | '"') {
                break;
            }
            self.at += 1;
            match c {
                '*' => is_prefix = true,
                '\\' if self.peek().is_some() => {
                    if !is_prefix {
                        text.extend(self.peek());
                    }
                    self.at += 1;
                }
                c if !is_prefix => text.push(c),
                _ => {}
            }
        }
        // Something must be read, or the text never ends: a quote where none can begin.
        if self.at == start && self.peek().is_some_and(|c| c != ')' && c != '(') {
            self.at += 1;
        }
        (text, is_prefix)
    }
}

#[cfg(test)]
mod tests;
