//! Random tokens, which exercise the quirks of Velocity's lexer.

use super::Generator;
use crate::diff_fuzz::tree::Tree;

const TOKENS: &[&str] = &[
    "$",
    "#",
    "\\",
    "!",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ".",
    ",",
    "-",
    "\"",
    "'",
    "=",
    " ",
    "\n",
    "a",
    "1",
    "*",
    "$",
    "#",
    "\\",
    "!",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "$a",
    "#if",
    "#end",
    "$!",
    "##",
    "#*",
    "*#",
    "#**",
    "#[[",
    "]]#",
    "#set",
    "#set(",
    "${",
    "$a.b",
    "$a.",
    "$a[",
    "#else",
    "#elseif",
    "#foreach",
    "#macro",
    "#define",
    "#@",
    "#stop",
    "#break",
    "#{",
    "#{if}",
    "#{end}",
    "#{else}",
    "true",
    "false",
    "null",
    "in",
    "not",
    "and",
    "..",
    "0",
    "-1",
    "1.5",
    ".5",
    "1e3",
    "==",
    "!=",
    "<=",
    "&&",
    "||",
    "+",
    "/",
    "%",
    "\t",
    "\r",
    "\r\n",
    "_",
    "é",
    "😀",
    "#literal",
    "#evaluate",
    "#parse",
    "#include",
    "#if(true)",
    "#foo",
    "#foo(",
    "$foo(",
    "\\$",
    "\\#",
    "\\\\",
    "$a.b()",
    "$a.b(",
    "\u{c}",
    "\u{b}",
    "$a[0]",
    "${a}",
    "$!{a}",
    "#set($a=1)",
    "@",
    "|",
    ":",
    ";",
    "&",
    "<",
    ">",
    "#end\n",
    "#set( $a = ",
    "$m.put(1,2)",
    "b",
    "a-",
    "A",
    "~",
    "`",
    "?",
    "^",
];

const STRANGE: &[&str] = &[
    "$", "#", "\\", "{", "}", "(", ")", "[", "]", "\"", "'", ".", ",", "!", "-", " ", "\n", "\r", "\t", "##",
    "#*", "*#", "#[[", "]]#", "#end", "#else", "$a", "${a", "1", "a", "=", "#set", "..", "\\\\", "#if", "$!",
    "#@", "|", "true", "null", "\"\"", "''", "#**", "#{", "é", "\u{1}", "&", "<", "*", "+", "/",
];

impl Generator {
    pub(super) fn strange(&mut self) -> String {
        (*self.random.pick(STRANGE)).to_owned()
    }

    pub(super) fn soup(&mut self) -> Tree {
        let count = 1 + self.below(9);
        let mut parts: Vec<Tree> = (0..count).map(|_| self.one(TOKENS)).collect();
        // Tokens at the very end behave differently, mostly as errors.
        if self.chance(70) {
            parts.push(self.one(&[" ", "x", "\n", " z", "."]));
        }
        // Values for the names in the tokens.
        if self.chance(20) {
            parts.insert(0, Tree::leaf("#set($a = 1)"));
        }
        Tree::Group(parts)
    }
}
