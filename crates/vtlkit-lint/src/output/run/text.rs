//! Texts of the request on which methods are called: what they have to be like for it.

use vtlkit_syntax::ast::Operator;

use super::Run;
use crate::model::RequestModel;
use crate::output::function::Gives;
use crate::output::needs::Needs;
use crate::output::source::Source;
use crate::output::value::Value;

/// How much of a text is left when its beginning is cut away: room for a whole quote or apostrophe in words.
const SHOWN_REST: usize = 8;

impl Run<'_> {
    fn needs(&mut self, source: &Source) -> &mut Needs {
        self.facts.needs.entry(source.clone()).or_default()
    }

    /// Whether a source is a text of which nothing is settled.
    pub(super) fn may_be_any_text(&self, source: &Source) -> bool {
        self.facts.shape(source).is_none()
            && !self.facts.is_container(source)
            && !self.facts.model_says(source, RequestModel::is_listed)
            && !matches!(source, Source::Name(_))
    }

    /// Makes a text long enough for a part of it to be taken.
    pub(super) fn part_asked(&mut self, source: Source, name: &str, arguments: &[Value]) {
        let number = |argument: &Value| usize::try_from(self.number(argument)?).ok();
        let last = arguments.iter().filter_map(number).max().unwrap_or_default();
        let rest = match arguments {
            [_] if name == "charAt" => 1,
            [_] => SHOWN_REST,
            _ => 0,
        };
        self.needs(&source).be_longer(last.saturating_add(rest));
    }

    /// Chooses whether a text holds a mark whose place is asked for.
    pub(super) fn place_asked(&mut self, source: Source, mark: &str) {
        let settled = self.facts.needs.get(&source).is_some_and(|needs| needs.times(mark).is_some());
        if mark.is_empty() || settled || !self.may_be_any_text(&source) {
            return;
        }
        let times = usize::from(self.choose(2) == 0);
        self.needs(&source).hold(mark, times);
    }

    /// Chooses whether a text holds another one, or starts or ends with it.
    pub(super) fn holds(&mut self, source: &Source, name: &str, said: &str) -> bool {
        self.facts.texts.insert(source.clone());
        self.facts.touched.insert(source.clone());
        if self.facts.needs.get(source).is_some_and(|needs| needs.times(said).is_some_and(|times| times > 0))
        {
            return true;
        }
        let excluded = self.facts.excluded.get(source);
        if excluded.is_some_and(|excluded| excluded.iter().any(|other| other == said)) {
            return false;
        }
        let holds = self.choose(2) == 0;
        match name {
            _ if !holds => self.facts.excluded.entry(source.clone()).or_default().push(said.into()),
            "startsWith" => self.needs(source).start_with(said),
            "endsWith" => self.needs(source).end_with(said),
            _ => self.needs(source).hold(said, 1),
        }
        holds
    }

    /// Chooses how many parts a text has around a mark. Without a mark it has one part.
    pub(super) fn parts(&mut self, list: &Value, mark: Option<&str>) -> i64 {
        let source = self.text_of(list).filter(|source| self.may_be_any_text(source));
        let (Some(source), Some(mark)) = (source, mark) else { return 1 };
        let times = match self.needs(&source).times(mark) {
            Some(times) => times,
            None => self.choose_size(2) - 1,
        };
        self.needs(&source).hold(mark, times);
        times as i64 + 1
    }

    /// Makes a text have a part.
    pub(super) fn parts_needed(&mut self, list: &Value, mark: &str, index: i64) {
        if let (Some(source), Ok(times)) = (self.text_of(list), usize::try_from(index)) {
            self.needs(&source).hold(mark, times);
        }
    }

    /// What a text has to be like for a comparison of how long it is, or of how many parts it has, to turn out the
    /// other way.
    pub(super) fn otherwise(
        &mut self,
        left: &Value,
        operator: Operator,
        right: &Value,
    ) -> Option<(Source, Needs)> {
        let holds = self.compare_numbers(left, operator, right)?;
        let (Value::Made { by, .. }, Value::Number(number)) = (left, right) else { return None };
        let source = self.text_of(left).filter(|source| self.may_be_any_text(source))?;
        let number = usize::try_from(*number).ok()?;
        let known = self.needs(&source).clone();
        let tried = [number.saturating_sub(1), number, number + 1].into_iter().flat_map(|count| {
            let (mut more, mut fewer) = (known.clone(), known.clone());
            match by.gives() {
                Gives::Length if count > 0 => {
                    more.be_longer(count);
                    fewer.be_shorter(count);
                }
                Gives::Count(Some(mark)) if count > 0 => more.hold(mark, count - 1),
                _ => {}
            }
            [more, fewer]
        });
        let found = tried.into_iter().find(|needs| {
            self.facts.needs.insert(source.clone(), needs.clone());
            self.compare_numbers(left, operator, right) == Some(!holds)
                && self.facts.turns_out(&source, self.facts.leaf(&source).as_ref())
        });
        self.facts.needs.insert(source.clone(), known);
        found.map(|needs| (source, needs))
    }
}
