//! The gateway's variables, and JSONPaths.

use super::Generator;
use crate::diff_fuzz::tree::{Tree, tree};

impl Generator {
    /// `$input` and other roots, without the `$`.
    pub(super) fn root(&mut self) -> Tree {
        match self.weighted(&[30, 14, 8, 16, 10, 5, 3]) {
            0 => {
                let path = self.quoted_path();
                tree!["input.path(", path, ")", self.after_path()]
            }
            1 => tree!["input.json(", self.quoted_path(), ")"],
            2 => {
                let more = self.one(&[
                    "",
                    ".a",
                    ".path",
                    ".querystring.a",
                    ".header.Accept",
                    ".header.keySet()",
                    ".get('path')",
                    ".header",
                    ".path.keySet()",
                    "['path']",
                ]);
                let name = self.one(&[
                    "'a'", "'id'", "\"b\"", "'Accept'", "'zz'", "'x-y'", "$x", "''", "null", "'q r'", "1",
                ]);
                if self.chance(40) {
                    tree!["input.params()", more]
                } else {
                    tree!["input.params(", name, ")"]
                }
            }
            3 => self.util(),
            4 => self.context(),
            5 => self.one(&[
                "stageVariables.a",
                "stageVariables.id",
                "stageVariables",
                "stageVariables['x-y']",
                "stageVariables.get('b')",
                "stageVariables.keySet()",
                "stageVariables.zz",
                "stageVariables.x-y",
            ]),
            _ => self.one(&[
                "input.body",
                "input",
                "input.params",
                "util",
                "context",
                "input.foo",
                "input.json()",
                "input.path()",
                "util.foo('a')",
                "input.Body",
                "input.body.length()",
                "input.getBody()",
                "util.class",
                "input.class",
                "input.json",
                "input.hashCode",
                "util.toJson('a')",
            ]),
        }
    }

    fn after_path(&mut self) -> Tree {
        if self.chance(60) {
            return Tree::leaf("");
        }
        match self.below(3) {
            0 => self.one(&[
                ".a",
                ".b",
                ".l",
                ".m.a",
                "[0]",
                ".size()",
                ".items",
                ".toString()",
                ".keySet()",
                ".get(0)",
                ".get('a')",
                ".isEmpty()",
                "[1].a",
                ".l[0]",
                ".entrySet()",
                ".values()",
                ".length()",
                ".put('a', 1)",
                ".add(1)",
                ".remove('a')",
                ".add('x')",
                ".set(0, 'z')",
                "['a']",
                ".put('z', {'q': [1, 2]})",
                ".put('z', [1, 'a'])",
            ]),
            _ => {
                let method = self.method();
                if self.chance(60) { method } else { Tree::leaf(".a") }
            }
        }
    }

    fn util(&mut self) -> Tree {
        let name = self.one(&[
            "escapeJavaScript",
            "escapeJavaScript",
            "parseJson",
            "urlEncode",
            "urlDecode",
            "base64Encode",
            "base64Decode",
            "escapeJavascript",
        ]);
        let argument = match self.below(8) {
            0..3 => tree!["$input.json(", self.quoted_path(), ")"],
            3 => tree!["$input.path(", self.quoted_path(), ")"],
            4 => self.one(&[
                "$input.body",
                "'{\"a\": [1, 2]}'",
                "'a b&c=d/é'",
                "'a%20b+c%C3%A9'",
                "'aGVsbG8='",
                "'%zz'",
                "'a!'",
                "'[1'",
                "'it''s \"x\"/'",
                "null",
                "''",
                "$x",
                "'😀'",
                "'%'",
                "'%e'",
                "'%C3'",
                "'aGVsbG8'",
                "'a'",
                "'=='",
                "'aG VsbG8='",
                "'*-._~'",
            ]),
            5 => self.string(),
            _ => self.parameter(),
        };
        tree!["util.", name, "(", argument, ")", self.path_after()]
    }

    fn path_after(&mut self) -> Tree {
        if self.chance(85) { Tree::leaf("") } else { self.method() }
    }

    fn context(&mut self) -> Tree {
        self.one(&[
            "context.requestId",
            "context.identity",
            "context.identity.a",
            "context.stage",
            "context.authorizer.a",
            "context.n",
            "context.l",
            "context.nothing",
            "context.zz",
            "context.identity.keySet()",
            "context.requestOverride",
            "context.requestOverride.header",
            "context.requestOverride.header.put('a', 'b')",
            "context.requestOverride.path.put('p', $x)",
            "context.responseOverride.header.put(\"h\", 5)",
            "context.requestOverride.querystring.put('q', ['a'])",
            "context.responseOverride.put('status', 400)",
            "context.requestOverride.keySet()",
            "context.responseOverride.header.a",
            "context.l[0]",
            "context.authorizer.l",
            "context.identity.m.toString()",
            "context.get('stage')",
            "context.responseOverride.status",
            "context.authorizer.size()",
            "context.requestOverride.get('path').keySet()",
            "context.identity.size()",
            "context.responseOverride.header",
        ])
    }

    /// A JSONPath in quotes.
    fn quoted_path(&mut self) -> Tree {
        let path = self.json_path();
        if path.text().contains('\'') || self.chance(15) {
            let mut path = path;
            for leaf in path.leaves() {
                *leaf = leaf.replace('"', "\"\"");
            }
            return tree!["\"", path, "\""];
        }
        tree!["'", path, "'"]
    }

    fn json_path(&mut self) -> Tree {
        if self.chance(12) {
            return self.one(&[
                "$", "$", "a", "$.", "", "$..", "$[", "@.a", "$.a.", "$..*", "$.*", " $.a", "$.a ", "$a",
                "b.c", "$.l[", "$.['a']", "$..['a']", "$.a..", "$[]",
            ]);
        }
        let mut parts = vec![Tree::leaf("$")];
        loop {
            let step = self.step();
            parts.push(step);
            if !self.chance(40) || parts.len() > 4 {
                break;
            }
        }
        if self.new_paths && self.chance(6) {
            parts.push(self.one(&[
                ".length()",
                ".size()",
                ".min()",
                ".max()",
                ".sum()",
                ".avg()",
                ".keys()",
                ".first()",
                ".last()",
                ".concat('a')",
                ".append(1)",
                ".stddev()",
                ".index(0)",
                ".foo()",
                ".length( )",
                ".concat($.a, $.b)",
            ]));
        }
        Tree::Group(parts)
    }

    fn step(&mut self) -> Tree {
        let name = ["a", "b", "c", "l", "m", "s", "n", "items", "price", "a-b", "zz"];
        match self.weighted(&[40, 10, 14, 10, 6, 6, 10, 4]) {
            0 => tree![".", self.one(&name)],
            1 => tree!["['", self.one(&name), self.one(&["']", "']", "','b']", "', 'a']", "' ]", "'"])],
            2 => tree!["[", self.index_of_path(), "]"],
            3 => self.one(&["[*]", ".*", "[*]", "[ * ]", "..*"]),
            4 => self.one(&[
                "[0:2]",
                "[:1]",
                "[1:]",
                "[-1:]",
                "[:-1]",
                "[0,1]",
                "[1,0]",
                "[:]",
                "[0:5]",
                "[ 0 : 1 ]",
                "[1:0]",
                "[0, 1]",
                "[5:]",
                "[-2:-1]",
                "[0:2:1]",
                "[0,9]",
            ]),
            5 => tree!["..", self.one(&name)],
            6 => tree!["[?(", self.filter(), ")]"],
            _ => self.one(&[
                ".x y",
                "['x y']",
                ".'a'",
                "[a]",
                "..[0]",
                "..['a']",
                ".$",
                ".@",
                "[\"a\"]",
                ".a[",
                "[?]",
                "[(@.length-1)]",
                ". a",
                "[0]a",
                "[+1]",
                "[01]",
                "['']",
                ".a:b",
                "[1.5]",
            ]),
        }
    }

    fn index_of_path(&mut self) -> Tree {
        if self.new_paths {
            self.one(&["0", "1", "2", "-1", "-2", "9", " 0 ", "99999999999"])
        } else {
            self.one(&["0", "1", "2", "9"])
        }
    }

    fn filter(&mut self) -> Tree {
        let left = self.one(&[
            "@.a", "@.price", "@.n", "@", "@.b.c", "@['a']", "@.s", "$.a", "@.l", "@.l[0]", "@.zz", "@.m",
        ]);
        if self.chance(15) {
            return tree![self.one(&["", "!", "! "]), left];
        }
        let right = self.one(&[
            "1",
            "2",
            "'a'",
            "'b'",
            "10",
            "true",
            "null",
            "5.5",
            "@.b",
            "$.n",
            "-1",
            "'1'",
            "1e3",
            "'fiction'",
            "\"a\"",
            "[1]",
            "['a', 'b']",
            "{\"a\": 1}",
            "/a/",
            "/A.*/i",
            "@.price",
            "false",
            "[]",
            "''",
            "@",
        ]);
        let operator = if self.new_paths {
            self.one(&[
                " == ",
                " != ",
                " < ",
                " > ",
                " <= ",
                " >= ",
                "==",
                "<",
                " =~ ",
                " in ",
                " nin ",
                " anyof ",
                " noneof ",
                " subsetof ",
                " size ",
                " empty ",
                " contains ",
                " === ",
                " !== ",
                " type ",
                " all ",
                " = ",
                " IN ",
                " matches ",
            ])
        } else {
            self.one(&[" == ", " < ", " > ", " <= ", " >= ", "==", "<"])
        };
        let one = tree![left, operator, right];
        if self.new_paths && self.chance(20) {
            let more = tree![
                self.one(&[" && ", " || ", "&&", " & "]),
                self.one(&["", "!", "("]),
                self.filter(),
                self.one(&["", "", ")"])
            ];
            return tree![one, more];
        }
        one
    }
}
