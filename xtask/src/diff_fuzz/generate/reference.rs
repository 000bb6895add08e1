//! References in every notation.

use super::Generator;
use crate::diff_fuzz::tree::{Tree, tree};

impl Generator {
    pub(super) fn name(&mut self) -> Tree {
        if self.apigw {
            return self.one(&["x", "y", "i", "p", "x", "y", "v", "q", "r-s"]);
        }
        self.one(&[
            "a", "b", "c", "s", "t", "l", "m", "n", "d", "x", "y", "z", "i", "s", "l", "m", "n", "x", "e",
            "l2", "big", "a-b", "a_b", "x-", "_u", "A", "foo", "bl", "nul", "p",
        ])
    }

    pub(super) fn reference(&mut self) -> Tree {
        let sigil = self.sigil();
        let inside = self.inside();
        match self.below(10) {
            0..2 => tree![sigil, "{", inside, "}"],
            _ => tree![sigil, inside],
        }
    }

    fn sigil(&mut self) -> Tree {
        match self.below(40) {
            0..30 => Tree::leaf("$"),
            30..36 => Tree::leaf("$!"),
            36 => self.one(&["\\$", "\\\\$", "\\$!", "\\\\\\$", "\\\\$!"]),
            37 => self.one(&["$$", "$$!", "$!$", "#$", "$#"]),
            38 => self.one(&["$\\!", "$\\\\!", "\\$\\!", "$!!", "$ "]),
            _ => Tree::leaf("$"),
        }
    }

    /// A name with the accesses after it.
    fn inside(&mut self) -> Tree {
        if self.apigw && self.chance(55) {
            return self.root();
        }
        let name = self.name();
        let path = self.path();
        tree![name, path]
    }

    fn path(&mut self) -> Tree {
        let mut parts = Vec::new();
        while self.chance(40) && parts.len() < 4 {
            let part = self.accessor();
            parts.push(part);
        }
        Tree::Group(parts)
    }

    fn accessor(&mut self) -> Tree {
        match self.below(10) {
            0..3 => self.property(),
            3..5 => self.index(),
            _ => self.method(),
        }
    }

    fn property(&mut self) -> Tree {
        self.one(&[
            ".a", ".b", ".k", ".size", ".length", ".empty", ".key", ".value", ".l", ".m", ".foo", ".c", ".a",
            ".b", ".s", ".a-b", ".bytes", ".count", ".x", ".n", ".Empty", ".A", ".keySet", ".first", ".5",
            ".true", ".null", "..a", ".",
        ])
    }

    fn index(&mut self) -> Tree {
        let inside = match self.below(10) {
            0..5 => self.one(&["0", "1", "2", "-1", "-2", "5", "99999999999", "$n", "$i", "0"]),
            5..8 => self.one(&["'a'", "\"b\"", "'k'", "$s", "'0'", "\"$s\"", "'zz'", "\"a$x\""]),
            8 => self.one(&[
                "true", "$b", "1.5", "x", "", "$l", "[0]", "null", "$z", "1 + 1", "$x.y", "$m['a']", "false",
            ]),
            _ => self.parameter(),
        };
        tree!["[", self.blank(), inside, self.blank(), "]"]
    }
}
