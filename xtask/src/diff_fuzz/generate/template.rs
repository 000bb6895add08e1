//! Text, comments and directives.

use super::Generator;
use crate::diff_fuzz::tree::{Tree, tree};

/// Maximum nesting of blocks.
const MAX_DEPTH: usize = 4;

impl Generator {
    pub(super) fn template(&mut self) -> Tree {
        self.some(1, Self::item)
    }

    /// The inside of a block.
    fn block(&mut self) -> Tree {
        self.depth += 1;
        let block = if self.depth > MAX_DEPTH { self.text() } else { self.some(1, Self::item) };
        self.depth -= 1;
        block
    }

    fn item(&mut self) -> Tree {
        match self.weighted(&[22, 26, 4, 4, 4, 12, 8, 7, 2, 4, 2, 1, 1, 3, 3, 1]) {
            0 => self.text(),
            1 => self.reference(),
            2 => self.escaped(),
            3 => self.stray(),
            4 => self.comment(),
            5 => self.set(),
            6 => self.if_block(),
            7 => self.foreach(),
            8 => self.define(),
            9 => self.macro_use(),
            10 => self.evaluate(),
            11 => self.literal(),
            12 => self.stop(),
            13 => self.break_directive(),
            14 => self.verbatim(),
            _ => self.resource(),
        }
    }

    fn text(&mut self) -> Tree {
        match self.below(10) {
            0..4 => self.one(&[
                "a", " b", "c ", " ", "\n", "{", "}", "\": \"", ",", "x-y", ".", "..", "(", ")", "text",
            ]),
            4..6 => self.one(&["\r\n", "\r", "\t", "  ", " \n", "\n\n", "\n  ", " \t "]),
            6..8 => self.one(&[
                "[", "]", "!", "'", "\"", "\"\"", "5", "1.5", "-1", "-", "=", "@", "&", "%", "*", "/", "<",
                ">", "_", ";", ":", "|",
            ]),
            8 => self.one(&[
                "é", "😀", "ß→", "\u{a0}", "\u{2028}", "\u{c}", "\u{b}", "\u{1}", "\u{7f}", "\u{feff}",
            ]),
            _ => self.one(&[
                "true",
                "false",
                "null",
                "in",
                "end",
                "if",
                "set(",
                "{\"a\": 1}",
                "$",
                "it's",
                "a@b.com",
                "\\",
                "\\\\",
                "\\a",
                "\\u0041",
                "\\\"",
                "*#",
                "]]#",
                "]#",
            ]),
        }
    }

    /// A `$` or `#` that mostly starts nothing.
    fn stray(&mut self) -> Tree {
        let sigil = self.one(&[
            "$", "$$", "#", "$!", "$ ", "# ", "$5", "#5", "${", "$!{", "$[", "$.", "$x{", "$x}", "$x[", "#{",
            "#}", "#$", "$#", "#(", "$(", "$)", "#!", "!$", "#.", "#-", "#\"", "#'", "$\"", "$-", "$_", "#_",
            "$x.", "$x..", "$x.5", "$!!", "$!$", "$!.", "${}", "${ x}", "${x }", "${x", "$!{x", "#\\", "$\\",
            "$\\!", "$\\!x", "#1.5", "$.x", "$!.x", "$[x", "$é", "#é", "#@", "$@", "#;", "$;", "#,", "##$",
            "#*$*#", "$x.true", "$true", "$x.y-", "${x}}", "${x.y", "${x.y}", "${x[0]", "#$x", "#${x}",
            "$#x", "$##", "$#*a*#", "$#[[a]]#", "#-1", "#.5",
        ]);
        if self.chance(70) {
            tree![sigil, self.one(&["", " ", "a", "x", ".", "}", "(", "\n", "#", "$", "1"])]
        } else {
            sigil
        }
    }

    /// Backslashes before something.
    fn escaped(&mut self) -> Tree {
        let backslashes = "\\".repeat(1 + self.below(5));
        let what = match self.below(8) {
            0..4 => self.reference(),
            4 => self.set(),
            5 => self.stray(),
            6 => self.one(&[
                "#if(true)",
                "#end",
                "#else",
                "#set($x = 1)",
                "#foo()",
                "#foreach($i in [1])",
                "#stop",
                "#macro(m)",
                "#m()",
                "#m",
                "#elseif",
                "#{if}",
                "#{end}",
                "#{else}",
                "#@m",
                "#foo",
                "##x",
                "#*x*#",
                "#[[x]]#",
                "#evaluate",
                "#define",
                "#literal",
                "#include",
                "#{set}",
                "#break",
                "#5",
                "#$x",
                "#",
                "$",
            ]),
            _ => self.item(),
        };
        tree![backslashes, what]
    }

    fn comment(&mut self) -> Tree {
        let inside = |this: &mut Self| {
            this.some(0, |this| match this.below(4) {
                0 => this.text(),
                1 => this.reference(),
                2 => this.stray(),
                _ => this.one(&[
                    "*", "**", "#", "##", "#*", "#**", "*#", "#end", "#if($x)", "#[[", "x", " ", "'", "\"",
                ]),
            })
        };
        match self.below(4) {
            0 | 1 => {
                let end = self.one(&["\n", "\n", "\r\n", "\r", "\n\n"]);
                tree!["##", inside(self), end]
            }
            2 => tree!["#*", inside(self), "*#"],
            _ => tree!["#**", inside(self), "*#"],
        }
    }

    fn verbatim(&mut self) -> Tree {
        let inside = self.some(0, |this| match this.below(3) {
            0 => this.text(),
            1 => this.item(),
            _ => this.one(&["]", "]]", "#", "[[", "#[[", "##", "#*", "#**a", "$", "x", "#end"]),
        });
        tree!["#[[", inside, "]]#"]
    }

    fn set(&mut self) -> Tree {
        let keyword = if self.chance(95) {
            Tree::leaf("#set")
        } else {
            self.one(&["#{set}", "#set ", "#set\t", "#Set", "#set  "])
        };
        let before =
            if self.chance(25) { self.one(&[" ", "  ", "\t", "\n ", " \t"]) } else { Tree::leaf("") };
        let target = if self.chance(75) { tree!["$", self.name()] } else { self.reference() };
        let value = self.expression();
        tree![before, keyword, "(", self.blank(), target, self.blank(), "=", value, ")", self.line_end()]
    }

    fn if_block(&mut self) -> Tree {
        let mut parts = vec![self.keyword("if"), self.condition(), self.line_end(), self.block()];
        while self.chance(30) {
            parts.push(tree![self.keyword("elseif"), self.condition(), self.line_end(), self.block()]);
        }
        if self.chance(40) {
            parts.push(tree![self.keyword("else"), self.line_end(), self.block()]);
        }
        parts.push(self.end());
        Tree::Group(parts)
    }

    fn condition(&mut self) -> Tree {
        let space = if self.chance(20) { self.blank() } else { Tree::leaf("") };
        tree![space, "(", self.expression(), ")"]
    }

    fn keyword(&mut self, name: &str) -> Tree {
        if self.chance(90) { Tree::leaf(format!("#{name}")) } else { Tree::leaf(format!("#{{{name}}}")) }
    }

    fn end(&mut self) -> Tree {
        tree![self.keyword("end"), self.line_end()]
    }

    fn foreach(&mut self) -> Tree {
        let name = if self.chance(70) { Tree::leaf("$i") } else { tree!["$", self.name()] };
        let word = if self.chance(95) {
            Tree::leaf(" in ")
        } else {
            self.one(&[" of ", " ", " $in ", " , ", "in", " in, ", " 'in' "])
        };
        let list = if self.chance(50) { self.iterable() } else { self.parameter() };
        let more = if self.chance(96) { Tree::leaf("") } else { tree![" ", self.parameter()] };
        let body = self.some(0, |this| match this.below(4) {
            0 => this.one(&[
                "$foreach.count",
                "$foreach.index",
                "$foreach.hasNext",
                "$foreach.first",
                "$foreach.last",
                "$velocityCount",
                "$foreach.parent.count",
                "$foreach.topmost.index",
                "$foreach",
                "$i",
                "$i,",
                "$foreach.foo",
                "#break($foreach)",
                "$velocityHasNext",
                "$foreach.getCount()",
                "$foreach.isLast()",
                "$foreach.info",
                "$foreach.hasNext()",
                "#set($foreach.x = 1)$foreach.x",
                "#if($foreach.hasNext),#end",
                "#if($foreach.count == 2)#break#end",
                "#set($x = $i)",
                "$foreach.get('x')",
                "$foreach.put('y', $i)",
            ]),
            _ => this.block(),
        });
        let space = self.blank();
        tree![
            self.keyword("foreach"),
            space,
            "(",
            self.blank(),
            name,
            word,
            list,
            more,
            self.blank(),
            ")",
            self.line_end(),
            body,
            self.end()
        ]
    }

    fn define(&mut self) -> Tree {
        let name = self.name();
        let target = if self.chance(90) { tree!["$", name.clone()] } else { self.parameter() };
        let define = tree![
            "#define",
            self.blank(),
            "(",
            self.blank(),
            target,
            self.blank(),
            ")",
            self.line_end(),
            self.block(),
            self.end()
        ];
        if self.chance(80) { tree![define, self.text(), "$", name, self.text()] } else { define }
    }

    /// A definition of a macro, a call, or both.
    fn macro_use(&mut self) -> Tree {
        let name = self.one(&["m", "m", "foo", "bar", "m2", "A_b"]);
        match self.below(4) {
            0 => self.call(&name),
            1 => tree![self.macro_definition(&name), self.call(&name)],
            2 => tree![self.call(&name), self.macro_definition(&name), self.call(&name)],
            _ => tree![self.macro_definition(&name), self.block_call(&name)],
        }
    }

    fn macro_definition(&mut self, name: &Tree) -> Tree {
        let count = self.below(4);
        let separator = self.one(&[" ", " ", ", ", ",", "\n", "  "]);
        let parameters: Vec<Tree> =
            (0..count).map(|at| tree![separator.clone(), format!("${}", ["a", "p", "x"][at % 3])]).collect();
        let body = self.some(0, |this| match this.below(3) {
            0 => this.one(&[
                "$a",
                "$p",
                "$x",
                "$!a",
                "${p}",
                "$bodyContent",
                "$!bodyContent",
                "#set($a = 9)",
                "#set($p = 8)",
                "$a.length()",
                "\"$a\"",
                "#break",
                "#stop",
                "$a $a",
                "\\$a",
                "#if($p)y#end",
                "#foreach($i in $a)$i#end",
                "$macro",
                "#set($loc = $a)$loc",
            ]),
            _ => this.block(),
        });
        let blank = self.blank();
        tree![
            "#macro",
            blank,
            "(",
            self.blank(),
            name.clone(),
            parameters,
            self.blank(),
            ")",
            self.line_end(),
            body,
            self.end()
        ]
    }

    fn call(&mut self, name: &Tree) -> Tree {
        let head = match self.below(10) {
            0 => tree!["#{", name.clone(), "}"],
            1 => tree!["#@", name.clone()],
            _ => tree!["#", name.clone()],
        };
        if self.chance(12) {
            return head;
        }
        let space = if self.chance(10) { self.blank() } else { Tree::leaf("") };
        tree![head, space, "(", self.arguments(), ")", self.line_end()]
    }

    fn block_call(&mut self, name: &Tree) -> Tree {
        tree!["#@", name.clone(), "(", self.arguments(), ")", self.line_end(), self.block(), self.end()]
    }

    fn arguments(&mut self) -> Tree {
        let count = self.below(4);
        let mut parts = vec![self.blank()];
        for at in 0..count {
            if at > 0 {
                parts.push(self.one(&[" ", " ", ", ", ",", "\n"]));
            }
            let argument =
                if self.chance(96) { self.parameter() } else { self.one(&["word", "x.y", "$", "!", "=="]) };
            parts.push(argument);
        }
        Tree::Group(parts)
    }

    fn evaluate(&mut self) -> Tree {
        let argument = if self.chance(80) { self.string() } else { self.parameter() };
        tree!["#evaluate(", self.blank(), argument, self.blank(), ")", self.line_end()]
    }

    fn literal(&mut self) -> Tree {
        let arguments = if self.chance(80) { Tree::leaf("") } else { self.arguments() };
        tree!["#literal", self.blank(), "(", arguments, ")", self.line_end(), self.block(), self.end()]
    }

    fn stop(&mut self) -> Tree {
        match self.below(6) {
            0 => self.one(&["#stop()", "#stop('x')", "#stop($a)", "#{stop}", "#stop ", "#stop("]),
            _ => tree!["#stop", self.line_end()],
        }
    }

    fn break_directive(&mut self) -> Tree {
        match self.below(5) {
            0 => self.one(&[
                "#break()",
                "#break($foreach)",
                "#break($foreach.parent)",
                "#{break}",
                "#break($x)",
                "#break('a')",
                "#break ( )",
            ]),
            _ => tree!["#break", self.line_end()],
        }
    }

    fn resource(&mut self) -> Tree {
        let name = self.one(&["#include", "#parse"]);
        let argument = if self.chance(70) { self.parameter() } else { Tree::leaf("") };
        tree![name, "(", argument, ")"]
    }
}
