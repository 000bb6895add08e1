//! Expressions and literals.

use super::Generator;
use crate::diff_fuzz::tree::{Tree, tree};

impl Generator {
    /// Operands and operators.
    pub(super) fn expression(&mut self) -> Tree {
        let mut parts = vec![self.operand(3)];
        while self.chance(35) && parts.len() < 8 {
            let operator = match self.below(12) {
                0..5 => self.one(&[" + ", " - ", " * ", " / ", " % "]),
                5..8 => self.one(&[" == ", " != ", " < ", " <= ", " > ", " >= "]),
                8..10 => self.one(&[" && ", " || ", " and ", " or "]),
                10 => self.one(&[" eq ", " ne ", " lt ", " le ", " gt ", " ge "]),
                _ => self.one(&[
                    "+", "-", "*", "/", "%", "==", "!=", "<", "&&", "||", "-  ", " -", " +", "\n+\n", "\t- ",
                    " = ", " & ", " | ", " === ", "and", " not ", "eq",
                ]),
            };
            parts.push(operator);
            parts.push(self.operand(3));
        }
        tree![self.blank(), parts, self.blank()]
    }

    fn operand(&mut self, depth: usize) -> Tree {
        match self.below(14) {
            0 => tree![self.one(&["!", "not ", "! ", "!!", "not  "]), self.operand(depth)],
            1 if depth > 0 => {
                let left = self.operand(depth - 1);
                let operator = self
                    .one(&[" + ", " - ", " * ", " / ", " % ", " == ", " != ", " < ", " >= ", " && ", " || "]);
                tree!["(", self.blank(), left, operator, self.operand(depth - 1), self.blank(), ")"]
            }
            2 if depth > 0 => tree!["(", self.operand(depth - 1), ")"],
            _ => self.parameter(),
        }
    }

    /// One value, as methods and directives take it.
    pub(super) fn parameter(&mut self) -> Tree {
        match self.weighted(&[30, 20, 20, 6, 5, 5, 3, 3, 1]) {
            0 => self.reference(),
            1 => self.string(),
            2 => self.number(),
            3 => self.one(&["true", "false", "true", "false"]),
            4 => self.list(),
            5 => self.map(),
            6 => self.range(),
            7 => self.one(&["[]", "{}", "''", "\"\"", "[ ]", "{ }"]),
            _ => self.one(&["null", "x", "TRUE", "nil", "in", "-", "a.b", "$"]),
        }
    }

    /// Something to iterate over.
    pub(super) fn iterable(&mut self) -> Tree {
        match self.below(6) {
            0 | 1 => self.range(),
            2 => self.list(),
            3 => self.map(),
            4 => self.one(&[
                "$l",
                "$m",
                "$l",
                "$m.entrySet()",
                "$m.keySet()",
                "$m.values()",
                "$l.iterator()",
                "$m.l",
                "$l.subList(0, 1)",
                "$l2",
            ]),
            _ => self.reference(),
        }
    }

    pub(super) fn number(&mut self) -> Tree {
        match self.below(12) {
            0..4 => self.one(&["0", "1", "2", "3", "-1", "5", "7", "10", "-3", "100"]),
            4 => self.one(&[
                "1.5",
                "0.1",
                "-2.5",
                "3.0",
                "0.0",
                "-0.0",
                "1.",
                ".5",
                "-.5",
                "100.25",
                "0.30000000000000004",
            ]),
            5 => self.one(&[
                "1e3", "1E3", "1e-5", "2.5e10", "1e300", "-1e300", "1e-300", "1e400", "5e-324", "1.e2",
                ".1e1", "1e+2", "1e7", "1.0E-3",
            ]),
            6 => self.one(&[
                "2147483647",
                "-2147483648",
                "2147483648",
                "-2147483649",
                "1073741824",
                "65536",
                "46341",
            ]),
            7 => self.one(&[
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "4294967296",
                "3037000500",
                "99999999999999999999",
                "-99999999999999999999999999",
            ]),
            8 => self.one(&[
                "00", "007", "-0", "1e", "1.2.3", "1..2", "0x10", "1f", "1L", "--1", "+1", "1_000", "- 1",
                "١",
            ]),
            9 => self.one(&[
                "0.1",
                "1.0E10",
                "123456789.125",
                "1234567",
                "12345678.9",
                "0.001",
                "0.0001",
                "4.9E-324",
                "1.7976931348623157e308",
            ]),
            _ => Tree::leaf(self.below(30).to_string()),
        }
    }

    fn elements(&mut self, element: fn(&mut Self) -> Tree) -> Tree {
        let count = self.below(4);
        let mut parts = Vec::new();
        for at in 0..count {
            if at > 0 {
                parts.push(self.one(&[", ", ",", " , ", ",\n"]));
            }
            parts.push(element(self));
        }
        Tree::Group(parts)
    }

    pub(super) fn list(&mut self) -> Tree {
        tree!["[", self.blank(), self.elements(Self::parameter), self.blank(), "]"]
    }

    pub(super) fn map(&mut self) -> Tree {
        let entries = self.elements(|this| {
            let key = if this.chance(70) {
                this.one(&["'a'", "'b'", "\"c\"", "'k'", "1", "\"$s\"", "'empty'", "'class'", "'size'"])
            } else {
                this.parameter()
            };
            tree![key, this.one(&[": ", ":", " : "]), this.parameter()]
        });
        tree!["{", self.blank(), entries, self.blank(), "}"]
    }

    pub(super) fn range(&mut self) -> Tree {
        let end = |this: &mut Self| match this.below(12) {
            0 => this.one(&["$n", "$a", "$z", "$s", "$d", "$l.size()", "$b"]),
            1 => this.one(&["-1", "1.5", "'1'", "x", "2147483646", "", "[1]", "null", "true"]),
            _ => this.one(&["0", "1", "2", "3", "4", "-2", "5"]),
        };
        let (from, to) = (end(self), end(self));
        tree![
            "[",
            self.blank(),
            from,
            self.one(&["..", "..", "..", " .. ", ".. ", "...", " .."]),
            to,
            self.blank(),
            "]"
        ]
    }

    pub(super) fn string(&mut self) -> Tree {
        if self.chance(40) || self.strings > 2 {
            let text = self.one(&[
                "a", "b", "", "k", "hello", "1", "5", "it''s", "$x", "#end", "\"", "\\", "a.b", "\\u0041",
                " x ", "é", "a,b,c", "true", "-1", "''", "\n", "x''", "#if(", "$", "A", "null", "1.5",
            ]);
            return tree!["'", text, "'"];
        }
        self.strings += 1;
        let inside = self.some(0, |this| match this.below(12) {
            0..4 => this.one(&[
                "a", "b", " ", "x ", "1", "hello", ".", "-", "é", "😀", "'", "''", "\n", "\r\n", "{", "}",
                "\\", "]", "(", ")",
            ]),
            4..7 => {
                let reference = this.reference();
                this.quoted(reference)
            }
            7 => {
                let item = this.template();
                this.quoted(item)
            }
            8 => this.one(&[
                "\\u0041",
                "\\u00e9",
                "\\u12",
                "\\ud83d\\ude00",
                "\\ud800",
                "\\u0024x",
                "\\u0022",
                "\\n",
                "\\u0023end",
                "\\U0041",
                "\\u-123",
                "\\u+123",
            ]),
            9 => this.one(&[
                "\"\"",
                "\"\"a\"\"",
                "\\\"",
                "$x.foo(\"\"a\"\")",
                "##",
                "## x",
                "#*a*#",
                "#[[b]]#",
                "$s.length()",
                "$m['a']",
                "#set($y = ''q'')$y",
            ]),
            10 => {
                let stray = this.stray_in_string();
                this.quoted(stray)
            }
            _ => this.one(&[
                "$",
                "#",
                "$!",
                "\\$x",
                "\\\\$x",
                "#if($x)y#end",
                "#foreach($q in [1..2])$q#end",
                "$x$y",
                "${x}y",
                "$!{z}",
                "\\#if",
                "#end",
                "$x.",
                "$x-",
                "#foo()",
            ]),
        });
        self.strings -= 1;
        tree!["\"", inside, "\""]
    }

    fn stray_in_string(&mut self) -> Tree {
        self.one(&[
            "$ ",
            "# ",
            "$$x",
            "#$x",
            "${x",
            "$x[0]",
            "$l[0]",
            "$x{",
            "$x}",
            "#stop",
            "#break",
            "$5",
            "#5",
            "$x.b##",
            "\\\\#if(true)a#end",
        ])
    }

    /// Mostly doubles the quotes of something inside a string.
    fn quoted(&mut self, mut tree: Tree) -> Tree {
        if self.chance(85) {
            for leaf in tree.leaves() {
                *leaf = leaf.replace('"', "\"\"");
            }
        } else if self.chance(70) {
            for leaf in tree.leaves() {
                *leaf = leaf.replace('"', "'");
            }
        }
        tree
    }
}
