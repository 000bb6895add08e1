//! Variables, requests, and bodies as json-smart's permissive parser reads them.

use vtlkit_cases::Json;

use super::Generator;
use crate::diff_fuzz::tree::{Tree, tree};

impl Generator {
    /// The variables of a plain case, mostly of the type that their name suggests.
    pub(super) fn variables(&mut self) -> Vec<(String, Json)> {
        let mut variables = Vec::new();
        for (name, kind) in [
            ("a", 9),
            ("b", 9),
            ("c", 9),
            ("s", 0),
            ("t", 0),
            ("n", 1),
            ("i", 1),
            ("d", 2),
            ("bl", 3),
            ("l", 4),
            ("l2", 4),
            ("m", 5),
            ("x", 9),
            ("y", 9),
            ("e", 6),
            ("big", 7),
            ("nul", 8),
            ("a-b", 0),
            ("foo", 9),
            ("p", 9),
            ("A", 9),
        ] {
            if self.chance(if kind == 9 { 40 } else { 85 }) {
                let kind = if kind == 9 || self.chance(5) { self.below(10) } else { kind };
                let value = self.value(kind, 3);
                variables.push((name.to_owned(), value));
            }
        }
        variables
    }

    #[allow(clippy::too_many_lines, reason = "one arm per kind of value")]
    fn value(&mut self, kind: usize, depth: usize) -> Json {
        let string = |text: &str| Json::String(text.as_bytes().to_vec());
        match kind {
            0 => {
                let text = *self.random.pick(&[
                    "a",
                    "b",
                    "hello",
                    "Hello World",
                    "",
                    "1",
                    "12",
                    "abcabc",
                    "a,b,c",
                    " x ",
                    "k",
                    "é😀",
                    "$x",
                    "#end",
                    "true",
                    "it's \"q\"",
                    "a\nb",
                    "-1",
                    "1.5",
                    "ß",
                    "İ",
                    "aAbB",
                    "null",
                    "\\",
                    "a\\b",
                    "$foo.bar",
                    "ab12cd",
                    "x/y",
                ]);
                string(text)
            }
            1 => {
                let digits = *self.random.pick(&[
                    "0",
                    "1",
                    "2",
                    "3",
                    "5",
                    "-1",
                    "7",
                    "42",
                    "2147483647",
                    "-2147483648",
                ]);
                Json::Integer(digits.to_owned())
            }
            2 => Json::Double(*self.random.pick(&[
                0.5,
                1.5,
                -2.25,
                0.1,
                3.0,
                0.0,
                -0.0,
                1e10,
                1e-7,
                12_345_678.9,
                1e21,
                0.300_000_000_000_000_04,
                100.0,
            ])),
            3 => Json::Bool(self.chance(50)),
            4 => {
                let count = self.below(4);
                Json::Array((0..count).map(|_| self.element(depth)).collect())
            }
            5 => {
                let mut members: Vec<(String, Json)> = Vec::new();
                for name in
                    ["a", "b", "k", "l", "m", "s", "n", "empty", "class", "a-b", "size", "1", "x", "key"]
                {
                    if self.chance(if name.len() == 1 { 40 } else { 8 }) {
                        let value = match name {
                            "l" => self.value(4, depth - 1),
                            "m" => self.value(if depth > 1 { 5 } else { 0 }, depth - 1),
                            _ => self.element(depth),
                        };
                        members.push((name.to_owned(), value));
                    }
                }
                Json::Object(members)
            }
            6 => match self.below(3) {
                0 => string(""),
                1 => Json::Array(Vec::new()),
                _ => Json::Object(Vec::new()),
            },
            7 => {
                let digits = *self.random.pick(&[
                    "2147483648",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "99999999999999999999",
                    "4294967296",
                    "-3000000000",
                ]);
                Json::Integer(digits.to_owned())
            }
            8 => Json::Null,
            _ => self.element(depth),
        }
    }

    fn element(&mut self, depth: usize) -> Json {
        let kind = match self.weighted(&[30, 25, 8, 8, 6, 6, 2, 2, 5]) {
            4 | 5 if depth <= 1 => 0,
            kind => kind,
        };
        self.value(kind, depth.saturating_sub(1))
    }

    /// Everything of a request except its body.
    pub(super) fn request(&mut self) -> Vec<(String, Json)> {
        let mut parts = Vec::new();
        for part in ["headers", "querystring", "path", "stageVariables"] {
            let mut members: Vec<(String, Json)> = Vec::new();
            for name in ["a", "b", "id", "Accept", "x-y", "accept", "empty", "q r"] {
                if self.chance(30) {
                    let value = self.value(0, 0);
                    members.push((name.to_owned(), value));
                }
            }
            parts.push((part.to_owned(), Json::Object(members)));
        }
        let mut context: Vec<(String, Json)> = Vec::new();
        for (name, kind) in [
            ("requestId", 0),
            ("identity", 5),
            ("stage", 0),
            ("authorizer", 5),
            ("n", 1),
            ("l", 4),
            ("nothing", 8),
        ] {
            if self.chance(60) {
                let mut value = self.value(kind, 3);
                if let ("authorizer", Json::Object(members)) = (name, &mut value) {
                    // The service converts these to strings, which Velocity does not do.
                    let is_text =
                        |value: &Json| matches!(value, Json::String(_) | Json::Array(_) | Json::Object(_));
                    members.retain(|(_, value)| is_text(value));
                }
                context.push((name.to_owned(), value));
            }
        }
        parts.push(("context".to_owned(), Json::Object(context)));
        parts
    }

    /// The body of a request: mostly an object with the names that paths use.
    pub(super) fn body(&mut self) -> Tree {
        match self.below(20) {
            0 => self.one(&[
                "", " ", "a=b&c=d", "hello", "null", "[", "{", "{\"a\"", "5", "1.50", "\"text\"", "true",
                "[]", "{}", "{,}", "[,]", "nul", "<a/>", "{a", "}",
            ]),
            1 | 2 => self.json_array(3),
            3 => self.json(3),
            _ => self.json_object(4),
        }
    }

    fn json(&mut self, depth: usize) -> Tree {
        match self.weighted(&[25, 25, 5, 5, 12, 12, 4]) {
            0 => self.json_string(),
            1 => self.one(&[
                "0",
                "1",
                "2",
                "-1",
                "3",
                "10",
                "5.5",
                "1.50",
                "100",
                "8.95",
                "22.99",
                "1e3",
                "2147483648",
                "0.1",
                "-0",
            ]),
            2 => self.one(&["true", "false"]),
            3 => Tree::leaf("null"),
            4 if depth > 0 => self.json_object(depth),
            5 if depth > 0 => self.json_array(depth),
            6 => self.one(&[
                "1E400",
                "12345678901234567890",
                "1234567890.123456789012345",
                "01",
                "+1",
                "1.",
                ".5",
                "-",
                "1e",
                "NaN",
                "tru",
                "nullx",
                "TRUE",
                "'single'",
                "bare",
                "bare word",
                "a.b",
                "1a",
                "-a",
                "0x1",
                "1 2",
                "",
                "1e-400",
                "-0.0",
                "1.0E5",
                "99999999999999999999.5",
            ]),
            _ => self.json_string(),
        }
    }

    fn json_string(&mut self) -> Tree {
        self.one(&[
            "\"a\"",
            "\"b\"",
            "\"\"",
            "\"hello\"",
            "\"x y\"",
            "\"1\"",
            "\"a/b\"",
            "\"it's\"",
            "\"q\\\"q\"",
            "\"é😀\"",
            "\"\\u00e9\"",
            "\"\\n\"",
            "\"\\ud83d\"",
            "\"$x\"",
            "\"<a>\"",
            "\"\\\\\"",
            "\"\\/\"",
            "\"\u{7f}\u{2028}\"",
            "\"\\u0001\"",
            "\"abc\"",
            "\"\\x\"",
            "\"a\tb\"",
            "\"fiction\"",
        ])
    }

    fn json_object(&mut self, depth: usize) -> Tree {
        let count = self.below(5);
        let mut parts = Vec::new();
        for at in 0..count {
            if at > 0 {
                parts.push(if self.chance(95) {
                    self.one(&[", ", ",", ",\n"])
                } else {
                    self.one(&[",,", " ", ";", ""])
                });
            }
            let name = if self.chance(93) {
                self.one(&[
                    "\"a\"",
                    "\"b\"",
                    "\"c\"",
                    "\"l\"",
                    "\"m\"",
                    "\"s\"",
                    "\"n\"",
                    "\"x y\"",
                    "\"a-b\"",
                    "\"items\"",
                    "\"price\"",
                    "\"l\"",
                    "\"items\"",
                ])
            } else {
                self.one(&["a", "'b'", "c d", "1", "\"\"", "\"a\\\"b\"", "null", "\"\\u0061\"", "true"])
            };
            let value = if self.chance(25) { self.json_array(depth - 1) } else { self.json(depth - 1) };
            parts.push(tree![name, self.one(&[": ", ":", " : "]), value]);
        }
        let (open, close) = self.around("{", "}");
        tree![open, parts, close]
    }

    fn json_array(&mut self, depth: usize) -> Tree {
        let depth = depth.saturating_sub(1);
        let count = self.below(5);
        let objects = self.chance(50) && depth > 0;
        let mut parts = Vec::new();
        for at in 0..count {
            if at > 0 {
                parts.push(if self.chance(95) { self.one(&[", ", ","]) } else { self.one(&[",,", " ", ""]) });
            }
            let value = if objects { self.json_object(depth) } else { self.json(depth) };
            parts.push(value);
        }
        let (open, close) = self.around("[", "]");
        tree![open, parts, close]
    }

    /// Brackets, rarely with something unusual inside.
    fn around(&mut self, open: &str, close: &str) -> (Tree, Tree) {
        if self.chance(96) {
            return (Tree::leaf(open), Tree::leaf(close));
        }
        match self.below(4) {
            0 => (Tree::leaf(open), Tree::leaf(format!(",{close}"))),
            1 => (Tree::leaf(format!("{open},")), Tree::leaf(close)),
            2 => (Tree::leaf(open), Tree::leaf("")),
            _ => (Tree::leaf(open), Tree::leaf(format!("{close} x"))),
        }
    }
}
