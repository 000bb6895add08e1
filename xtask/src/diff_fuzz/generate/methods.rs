//! Calls of methods, mostly with arguments that fit.

use super::Generator;
use crate::diff_fuzz::tree::{Tree, tree};

/// Methods with their parameters: `i` an index, `s` a string, `k` a key, `o` any value, `l` a list, `m` a map, `d` any
/// number, `x` a regular expression, `r` a replacement.
const METHODS: &[(&str, &str)] = &[
    // Strings.
    ("charAt", "i"),
    ("concat", "s"),
    ("contains", "s"),
    ("endsWith", "s"),
    ("equals", "o"),
    ("equalsIgnoreCase", "s"),
    ("hashCode", ""),
    ("indexOf", "s"),
    ("isEmpty", ""),
    ("lastIndexOf", "s"),
    ("length", ""),
    ("replace", "ss"),
    ("startsWith", "s"),
    ("substring", "i"),
    ("substring", "ii"),
    ("toLowerCase", ""),
    ("toString", ""),
    ("toUpperCase", ""),
    ("trim", ""),
    // Lists.
    ("add", "o"),
    ("add", "io"),
    ("addAll", "l"),
    ("clear", ""),
    ("contains", "o"),
    ("get", "i"),
    ("indexOf", "o"),
    ("iterator", ""),
    ("remove", "i"),
    ("remove", "o"),
    ("set", "io"),
    ("size", ""),
    ("subList", "ii"),
    // Maps.
    ("containsKey", "k"),
    ("containsValue", "o"),
    ("entrySet", ""),
    ("get", "k"),
    ("getOrDefault", "ko"),
    ("keySet", ""),
    ("put", "ko"),
    ("putAll", "m"),
    ("putIfAbsent", "ko"),
    ("remove", "k"),
    ("values", ""),
    // Iterators and entries.
    ("hasNext", ""),
    ("next", ""),
    ("getKey", ""),
    ("getValue", ""),
    ("setValue", "o"),
    // Numbers and booleans.
    ("intValue", ""),
    ("doubleValue", ""),
    ("longValue", ""),
    ("compareTo", "d"),
    ("parseInt", "s"),
    ("valueOf", "s"),
    ("toString", "i"),
    ("max", "ii"),
    ("booleanValue", ""),
    // Unknown methods.
    ("foo", ""),
    ("nope", "o"),
    ("getFoo", "s"),
];

impl Generator {
    pub(super) fn method(&mut self) -> Tree {
        let &(name, takes) = self.random.pick(METHODS);
        let mut parts = Vec::new();
        let mut takes: Vec<char> = takes.chars().collect();
        // Sometimes too many or too few, or of another type.
        match self.below(40) {
            0 => takes.push('o'),
            1 => {
                takes.pop();
            }
            2 => takes.fill('o'),
            _ => {}
        }
        for (at, kind) in takes.into_iter().enumerate() {
            if at > 0 {
                parts.push(self.one(&[", ", ",", " , "]));
            }
            let argument = self.argument(kind);
            parts.push(argument);
        }
        let blank = if self.chance(5) { self.blank() } else { Tree::leaf("") };
        tree![".", name, "(", blank, parts, ")"]
    }

    fn argument(&mut self, kind: char) -> Tree {
        match kind {
            'i' => self.one(&["0", "1", "2", "0", "1", "3", "-1", "5", "$n", "$i"]),
            's' => match self.below(4) {
                0 => self.string(),
                _ => self.one(&[
                    "'a'", "'b'", "\"c\"", "'l'", "''", "$s", "'ab'", "'A'", "$t", "'1'", "\"$s\"", "'12'",
                ]),
            },
            'k' => self.one(&["'a'", "'b'", "'k'", "'c'", "\"a\"", "$s", "'zz'", "1", "'l'", "'m'", "null"]),
            'l' => self.one(&["[1, 2]", "$l", "[]", "['a']", "$m.values()", "$m.keySet()", "[1..3]"]),
            'm' => self.one(&["{'a': 1}", "$m", "{}", "{'b': $x}"]),
            'd' => self.number(),
            _ => {
                if self.chance(8) {
                    Tree::leaf("null")
                } else {
                    self.parameter()
                }
            }
        }
    }
}
