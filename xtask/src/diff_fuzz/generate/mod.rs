//! Generates templates and their inputs from a grammar.
//!
//! Most are well-formed and use existing variables; a good part is then broken, because both engines must report the
//! same errors.

mod expression;
mod json;
mod jsonpath;
mod methods;
mod reference;
mod soup;
mod template;

use vtlkit_cases::Json;

use super::random::Random;
use super::tree::Tree;

/// The kind of case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A template with variables, for both engines.
    Plain,
    /// Random tokens of the lexer.
    Soup,
    /// A mapping template with a request.
    ApiGateway,
}

/// A generated case.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) mode: Mode,
    pub(crate) template: Tree,
    /// The variables of a plain case; headers and other members of a request.
    pub(crate) values: Vec<(String, Json)>,
    /// The body of a request.
    pub(crate) body: Tree,
}

/// The state of the generator.
pub(super) struct Generator {
    random: Random,
    /// Whether it is for API Gateway.
    apigw: bool,
    /// Whether to generate all kinds of JSONPaths, or only those that older versions accept.
    new_paths: bool,
    /// The number of enclosing string literals.
    strings: usize,
    /// The nesting depth of blocks.
    depth: usize,
}

/// Generates a case from random numbers.
pub(crate) fn case(mode: Mode, random: Random, new_paths: bool) -> Made {
    let apigw = mode == Mode::ApiGateway;
    let mut generator = Generator { random, apigw, new_paths, strings: 0, depth: 0 };
    let mut template = match mode {
        Mode::Soup => generator.soup(),
        _ => generator.template(),
    };
    if generator.random.chance(if mode == Mode::Soup { 10 } else { 35 }) {
        generator.break_it(&mut template);
    }
    let values = if apigw { generator.request() } else { generator.variables() };
    let body = if apigw { generator.body() } else { Tree::leaf("") };
    Made { mode, template, values, body }
}

impl Generator {
    /// One of several strings.
    fn one(&mut self, from: &[&str]) -> Tree {
        Tree::leaf(*self.random.pick(from))
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.random.chance(percent)
    }

    fn below(&mut self, n: usize) -> usize {
        self.random.below(n)
    }

    /// The index of a weighted random choice.
    fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        weights
            .iter()
            .position(|&weight| {
                let here = left < weight;
                left = left.saturating_sub(weight);
                here
            })
            .unwrap_or(0)
    }

    /// Several items, at least `least`, rarely many.
    fn some(&mut self, least: usize, mut make: impl FnMut(&mut Self) -> Tree) -> Tree {
        let mut count = least + self.below(3);
        if self.chance(10) {
            count += self.below(4);
        }
        Tree::Group((0..count).map(|_| make(self)).collect())
    }

    /// Whitespace inside a directive, mostly none.
    fn blank(&mut self) -> Tree {
        if self.chance(80) {
            return Tree::leaf(if self.chance(30) { " " } else { "" });
        }
        self.one(&["  ", "\t", "\n", "\r\n", "\r", " \n ", "\t\n\n", "\u{b}", "\u{c}", "\u{a0}"])
    }

    /// What follows a directive.
    fn line_end(&mut self) -> Tree {
        if self.chance(50) {
            return Tree::leaf("");
        }
        self.one(&[
            "\n", "\n", " ", " \n", "\t\n", "\r\n", "\r", "  \r\n", "\n\n", " \t", "\n ", " \r", "\u{c}\n",
        ])
    }

    /// Removes, doubles and swaps tokens, and inserts unusual ones.
    fn break_it(&mut self, tree: &mut Tree) {
        let strange = self.strange();
        let mut leaves: Vec<&mut String> =
            tree.leaves().into_iter().filter(|leaf| !leaf.is_empty()).collect();
        if leaves.is_empty() {
            return;
        }
        let times = 1 + self.random.below(2);
        for _ in 0..times {
            let at = self.random.below(leaves.len());
            match self.random.below(6) {
                0 | 1 => leaves[at].clear(),
                2 => {
                    let twice = leaves[at].repeat(2);
                    *leaves[at] = twice;
                }
                3 => {
                    let other = self.random.below(leaves.len());
                    let (a, b) = (leaves[at].clone(), leaves[other].clone());
                    *leaves[at] = b;
                    *leaves[other] = a;
                }
                4 => leaves[at].insert_str(0, &strange),
                _ => {
                    // Inside the token.
                    let places: Vec<usize> = leaves[at].char_indices().map(|(place, _)| place).collect();
                    let place = if places.is_empty() { 0 } else { *self.random.pick(&places) };
                    if self.random.chance(50) {
                        leaves[at].truncate(place);
                    } else {
                        leaves[at].insert_str(place, &strange);
                    }
                }
            }
        }
    }
}
