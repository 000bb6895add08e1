//! Variables of the Serverless Framework: `${self:custom.table}`, `${opt:stage, 'dev'}`, `${file(./order.json)}`.

use vtlkit_host::Format;
use vtlkit_host::scalar::pieces;
use vtlkit_host::tree::{NodeRef, Tree};
use vtlkit_text::{Interpolation, OffsetMap, OffsetMapBuilder, Span, Spanned};

use super::fill::placeholder;
use super::{Fill, NESTING, Resolver, STEP};

/// The value of a variable.
pub(super) enum Variable<'t> {
    Node(NodeRef<'t>),
    Text(String),
}

impl<'t> Resolver<'t> {
    /// The node that a scalar of one variable refers to, if that is a node of a file.
    pub(super) fn variable_node(&self, node: NodeRef<'t>) -> Option<NodeRef<'t>> {
        self.framework?;
        if !node.is_scalar() || !node.source().contains("${") {
            return None;
        }
        let text = node.text();
        let inner = text.trim().strip_prefix("${")?.strip_suffix('}')?;
        let marked = pieces::mark(OffsetMap::identity(text.trim()), Interpolation::Serverless);
        if variables(&marked) != [Span::new(0, text.trim().len())] {
            return None;
        }
        match self.variable(inner, node.span(), NESTING)? {
            Variable::Node(node) => Some(node),
            Variable::Text(_) => None,
        }
    }

    /// The Serverless Framework configuration whose variables are evaluated.
    pub(crate) const fn framework(&self) -> Option<NodeRef<'t>> {
        self.framework
    }

    /// The path of the file whose content a scalar stands for, as written: `${file(order.vtl)}`.
    pub(crate) fn text_file(&self, node: NodeRef<'t>) -> Option<Spanned<String>> {
        self.framework?;
        let text = node.is_scalar().then(|| node.text())?;
        let path = text.trim().strip_prefix("${file(")?.strip_suffix(")}")?.trim().trim_matches(['"', '\'']);
        let is_data = matches!(Format::of_name(path), Some(Format::Yaml | Format::Json | Format::Serverless));
        (!is_data && !is_code(path)).then(|| Spanned::new(path.to_owned(), node.span()))
    }

    /// Replaces the variables in a string.
    pub(super) fn with_variables(&self, map: OffsetMap, depth: usize) -> OffsetMap {
        if self.framework.is_none() {
            return map;
        }
        let map = pieces::mark(map, Interpolation::Serverless);
        if !map.text().contains("${") {
            return map;
        }
        let Some(style) = map.style() else { return map };
        let mut out = OffsetMapBuilder::default();
        out.begin(style.clone(), map.place().start());
        let mut at = 0;
        for piece in variables(&map) {
            out.copy(&map, Span::new(at, piece.start()));
            at = piece.end();
            let whole = piece.text(map.text());
            let inner = whole.get(2..whole.len().saturating_sub(1)).unwrap_or_default();
            let host = map.to_host(piece);
            out.inserted(host, &self.variable_text(inner, host, depth));
        }
        out.copy(&map, Span::new(at, map.text().len()));
        out.finish(map.place().end())
    }

    fn variable_text(&self, inner: &str, span: Span, depth: usize) -> String {
        let value = depth.checked_sub(1).and_then(|depth| {
            self.spend(STEP)?;
            match self.variable(inner, span, depth)? {
                Variable::Text(text) => Some(text),
                Variable::Node(node) => self.map(node, depth).map(|map| map.text().to_owned()),
            }
        });
        let name = inner.trim().to_owned();
        self.filled_in(Fill { name, span, is_known: value.is_some() });
        value.unwrap_or_else(|| placeholder(inner.trim()))
    }

    /// Evaluates a variable; of several alternatives separated by commas, the first that is known.
    fn variable(&self, inner: &str, span: Span, depth: usize) -> Option<Variable<'t>> {
        let depth = depth.checked_sub(1)?;
        self.spend(STEP)?;
        // A variable can contain another variable.
        let inner = if inner.contains("${") {
            let map = pieces::mark(OffsetMap::identity(inner), Interpolation::Serverless);
            let mut text = String::new();
            let mut at = 0;
            for piece in variables(&map) {
                text.push_str(map.text().get(at..piece.start()).unwrap_or_default());
                at = piece.end();
                let whole = piece.text(map.text());
                let name = whole.get(2..whole.len().saturating_sub(1)).unwrap_or_default();
                match self.variable(name, span, depth)? {
                    Variable::Text(value) => text.push_str(&value),
                    Variable::Node(node) => text.push_str(self.map(node, depth)?.text()),
                }
            }
            text.push_str(map.text().get(at..).unwrap_or_default());
            text
        } else {
            inner.to_owned()
        };
        candidates(&inner).into_iter().find_map(|candidate| self.candidate(candidate.trim(), span, depth))
    }

    fn candidate(&self, text: &str, span: Span, depth: usize) -> Option<Variable<'t>> {
        let root = self.framework?;
        let known = |text: String| Some(Variable::Text(text));
        for quote in ['\'', '"'] {
            if let Some(inner) = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
                return known(inner.to_owned());
            }
        }
        if text.parse::<f64>().is_ok() || matches!(text, "true" | "false") {
            return known(text.to_owned());
        }
        if let Some(rest) = text.strip_prefix("file(") {
            let (path, address) = rest.split_once(')')?;
            return self.of_file(path, address.strip_prefix(':').unwrap_or_default(), span, depth);
        }
        let (source, address) = text.split_once(':')?;
        let settings = &self.context.settings;
        if let Some(value) = settings.parameters.get(text) {
            return known(value.clone());
        }
        match source {
            "self" => self.at(root, address, depth).map(Variable::Node),
            "opt" => known(settings.parameters.get(address)?.clone()),
            "param" => match settings.parameters.get(address) {
                Some(value) => known(value.clone()),
                None => self.parameter(root, address, depth),
            },
            "sls" if address == "stage" => known(self.stage(root, depth)),
            "aws" if address == "region" => known(settings.region().to_owned()),
            "aws" if address == "accountId" => known(settings.account.clone()),
            _ => None,
        }
    }

    /// `params`: the value of the stage, or else of `default`.
    fn parameter(&self, root: NodeRef<'t>, name: &str, depth: usize) -> Option<Variable<'t>> {
        let params = root.get("params").and_then(|params| self.node(params))?;
        let of = |stage: &str| self.at(params.get(stage)?, name, depth);
        of(&self.stage(root, depth)).or_else(|| of("default")).map(Variable::Node)
    }

    /// The stage that is deployed.
    pub(crate) fn stage(&self, root: NodeRef<'t>, depth: usize) -> String {
        if let Some(stage) = self.context.settings.parameters.get("stage") {
            return stage.clone();
        }
        let said = root.get("provider").and_then(|provider| provider.get("stage"));
        let said = said.and_then(|stage| self.map(stage, depth.checked_sub(1)?));
        said.map_or_else(|| "dev".to_owned(), |stage| stage.text().to_owned())
    }

    /// The value at an address such as `custom.tables.0`.
    fn at(&self, from: NodeRef<'t>, address: &str, depth: usize) -> Option<NodeRef<'t>> {
        depth.checked_sub(1)?;
        let mut at = self.node(from)?;
        for part in address.split('.').filter(|part| !part.is_empty()) {
            self.spend(STEP)?;
            let next = match part.parse::<usize>() {
                Ok(index) if at.is_seq() => at.items().nth(index)?,
                _ => at.get(part)?,
            };
            at = self.node(next)?;
        }
        (!at.is_null()).then_some(at)
    }

    fn of_file(&self, path: &str, address: &str, span: Span, depth: usize) -> Option<Variable<'t>> {
        let path = path.trim().trim_matches(['"', '\'']);
        let is_data = matches!(Format::of_name(path), Some(Format::Yaml | Format::Json | Format::Serverless));
        if is_data {
            self.refer_to(path, span);
        }
        let found = self.find(path, span)?;
        let loader = &self.context.loader;
        if is_data {
            let tree: &'t Tree = loader.tree(&found, false, span)?;
            return self.at(tree.roots().next()?, address, depth).map(Variable::Node);
        }
        // A program is not run.
        if is_code(&found) {
            return None;
        }
        loader.whole(&found, span)?.roots().next().map(Variable::Node)
    }
}

/// Whether a file is a program.
fn is_code(path: &str) -> bool {
    matches!(path.rsplit('.').next(), Some("js" | "cjs" | "mjs" | "ts"))
}

/// The spans of the variables in a string whose variables are separate segments.
fn variables(map: &OffsetMap) -> Vec<Span> {
    let mut pieces = pieces::opaque(map);
    pieces.retain(|piece| piece.text(map.text()).starts_with("${"));
    pieces
}

/// Splits a list at the commas outside of quotes, brackets and braces.
fn candidates(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '{' | '[') => depth += 1,
            (None, ')' | '}' | ']') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                out.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(text.get(start..).unwrap_or_default());
    out
}
