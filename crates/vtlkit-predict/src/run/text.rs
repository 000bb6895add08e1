//! Strings of the request on which methods are called: the conditions under which they succeed.

use vtlkit_syntax::ast::Operator;

use super::Run;
use crate::function::Gives;
use crate::model::RequestModel;
use crate::needs::Needs;
use crate::origin::Origin;
use crate::value::Value;

/// The length that is left if the start of a string is cut away: room for a quote or an apostrophe in words.
const SHOWN_REST: usize = 8;

impl Run<'_> {
    fn needs(&mut self, source: &Origin) -> &mut Needs {
        self.constraints.needs.entry(source.clone()).or_default()
    }

    /// Whether a value is a string that is not decided yet.
    pub(super) fn may_be_any_text(&self, source: &Origin) -> bool {
        self.constraints.shape(source).is_none()
            && !self.constraints.is_container(source)
            && !self.constraints.model_says(source, RequestModel::is_listed)
            && !matches!(source, Origin::Name(_))
    }

    /// Makes a string long enough for `substring`.
    pub(super) fn part_asked(&mut self, source: Origin, name: &str, arguments: &[Value]) {
        let number = |argument: &Value| usize::try_from(self.number(argument)?).ok();
        let last = arguments.iter().filter_map(number).max().unwrap_or_default();
        let rest = match arguments {
            [_] if name == "charAt" => 1,
            [_] => SHOWN_REST,
            _ => 0,
        };
        self.needs(&source).be_longer(last.saturating_add(rest));
    }

    /// Decides whether a string contains a mark that is searched for.
    pub(super) fn place_asked(&mut self, source: Origin, mark: &str) {
        let concrete = self.constraints.needs.get(&source).is_some_and(|needs| needs.times(mark).is_some());
        if mark.is_empty() || concrete || !self.may_be_any_text(&source) {
            return;
        }
        let times = usize::from(self.choose(2) == 0);
        self.needs(&source).hold(mark, times);
    }

    /// Decides whether a string contains, starts with or ends with another one.
    pub(super) fn holds(&mut self, source: &Origin, name: &str, said: &str) -> bool {
        self.constraints.texts.insert(source.clone());
        self.constraints.touched.insert(source.clone());
        if self
            .constraints
            .needs
            .get(source)
            .is_some_and(|needs| needs.times(said).is_some_and(|times| times > 0))
        {
            return true;
        }
        let excluded = self.constraints.excluded.get(source);
        if excluded.is_some_and(|excluded| excluded.iter().any(|other| other == said)) {
            return false;
        }
        let holds = self.choose(2) == 0;
        match name {
            _ if !holds => self.constraints.excluded.entry(source.clone()).or_default().push(said.into()),
            "startsWith" => self.needs(source).start_with(said),
            "endsWith" => self.needs(source).end_with(said),
            _ => self.needs(source).hold(said, 1),
        }
        holds
    }

    /// Decides the number of parts around a separator; one without a separator.
    pub(super) fn parts(&mut self, list: &Value, mark: Option<&str>) -> i64 {
        let source = self.text_of(list).filter(|source| self.may_be_any_text(source));
        let (Some(source), Some(mark)) = (source, mark) else { return 1 };
        let times = match self.needs(&source).times(mark) {
            Some(times) => times,
            None => self.branch_on_size(2) - 1,
        };
        self.needs(&source).hold(mark, times);
        times as i64 + 1
    }

    /// Makes a string have a part.
    pub(super) fn parts_needed(&mut self, list: &Value, mark: &str, index: i64) {
        if let (Some(source), Ok(times)) = (self.text_of(list), usize::try_from(index)) {
            self.needs(&source).hold(mark, times);
        }
    }

    /// The condition on a string under which a comparison of its length, or of its number of parts, has the other
    /// outcome.
    pub(super) fn otherwise(
        &mut self,
        left: &Value,
        operator: Operator,
        right: &Value,
    ) -> Option<(Origin, Needs)> {
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
            self.constraints.needs.insert(source.clone(), needs.clone());
            self.compare_numbers(left, operator, right) == Some(!holds)
                && self.constraints.turns_out(&source, self.constraints.leaf(&source).as_ref())
        });
        self.constraints.needs.insert(source.clone(), known);
        found.map(|needs| (source, needs))
    }
}
