//! How control moves through a function, and which of its locals are still wanted where.

use wasmparser::{
    BinaryReaderError, BlockType, FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator, ValType,
    ValidatorResources,
};

/// Whether a piece of code ends with this operator, so that what is behind it may run more or less often.
pub(crate) fn ends_piece(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::If { .. } | Operator::Else | Operator::Loop { .. } | Operator::End | Operator::BrIf { .. }
    )
}

/// What a branch can lead to.
pub(crate) struct Label {
    /// The label around it; the function's own has itself.
    parent: usize,
    /// The place of its operator.
    begin: usize,
    /// The place of its `else`.
    otherwise: Option<usize>,
    /// The place of its `end`.
    end: usize,
    is_loop: bool,
    /// What it takes and gives; none is the function's own.
    pub(crate) kind: Option<BlockType>,
}

/// The operators of a function, with what is known of each place before one.
pub(crate) struct Flow<'a> {
    pub(crate) operators: Vec<Operator<'a>>,
    /// Where they begin in the file, and where the last one ends.
    pub(crate) offsets: Vec<usize>,
    /// The types of parameters and locals.
    pub(crate) locals: Vec<ValType>,
    /// What the function gives.
    pub(crate) results: Vec<ValType>,
    pub(crate) labels: Vec<Label>,
    /// The innermost label around each place.
    pub(crate) around: Vec<usize>,
    /// Whether control can get to a place.
    pub(crate) is_reached: Vec<bool>,
    /// Whether nothing is on the stack at a place that is from within the innermost label.
    pub(crate) is_clear: Vec<bool>,
}

impl<'a> Flow<'a> {
    /// Reads a function.
    pub(crate) fn new(
        function: FuncToValidate<ValidatorResources>,
        body: &FunctionBody<'a>,
        results: &[ValType],
    ) -> Result<Self, BinaryReaderError> {
        let mut validator = function.into_validator(FuncValidatorAllocations::default());
        let mut locals = body.get_binary_reader();
        validator.read_locals(&mut locals)?;
        let mut flow = Self {
            operators: Vec::new(),
            offsets: Vec::new(),
            locals: (0..validator.len_locals()).filter_map(|local| validator.get_local_type(local)).collect(),
            results: results.to_vec(),
            labels: vec![Label { parent: 0, begin: 0, otherwise: None, end: 0, is_loop: false, kind: None }],
            around: Vec::new(),
            is_reached: Vec::new(),
            is_clear: Vec::new(),
        };
        let mut reader = body.get_operators_reader()?;
        let mut here = 0;
        while !reader.eof() {
            let offset = reader.original_position();
            let operator = reader.read()?;
            let place = flow.operators.len();
            let height = validator.operand_stack_height() as usize;
            let frame = validator.get_control_frame(0);
            flow.is_reached.push(frame.is_some_and(|frame| !frame.unreachable));
            flow.is_clear.push(frame.is_some_and(|frame| frame.height == height));
            validator.op(offset, &operator)?;
            flow.around.push(here);
            match operator {
                Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
                    let is_loop = matches!(operator, Operator::Loop { .. });
                    let kind = Some(blockty);
                    flow.labels.push(Label {
                        parent: here,
                        begin: place,
                        otherwise: None,
                        end: place,
                        is_loop,
                        kind,
                    });
                    here = flow.labels.len() - 1;
                }
                Operator::Else => flow.labels[here].otherwise = Some(place),
                Operator::End => {
                    flow.labels[here].end = place;
                    here = flow.labels[here].parent;
                }
                _ => {}
            }
            flow.offsets.push(offset);
            flow.operators.push(operator);
        }
        flow.offsets.push(reader.original_position());
        Ok(flow)
    }

    /// The label that a branch of some depth leads to.
    pub(crate) fn label(&self, place: usize, depth: u32) -> usize {
        (0..depth).fold(self.around[place], |label, _| self.labels[label].parent)
    }

    /// How many branches out the label of a place is: 0 is the function's own.
    pub(crate) fn depth(&self, mut label: usize) -> u32 {
        let mut depth = 0;
        while label != 0 {
            label = self.labels[label].parent;
            depth += 1;
        }
        depth
    }

    /// The place a branch to a label leads to.
    pub(crate) fn target(&self, label: usize) -> usize {
        let label = &self.labels[label];
        if label.is_loop { label.begin } else { label.end }
    }

    /// Where the code that is inside of the same label as a place ends: at an `else` or an `end`.
    pub(crate) fn stop(&self, place: usize) -> usize {
        let label = &self.labels[self.around[place]];
        label.otherwise.filter(|otherwise| place <= *otherwise).unwrap_or(label.end)
    }

    /// Whether a branch to a label leads back.
    pub(crate) fn is_loop(&self, label: usize) -> bool {
        self.labels[label].is_loop
    }

    /// The labels that an operator may branch to.
    pub(crate) fn branches(&self, place: usize) -> Result<Vec<usize>, BinaryReaderError> {
        Ok(match &self.operators[place] {
            Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
                vec![self.label(place, *relative_depth)]
            }
            Operator::BrTable { targets } => {
                let mut labels = vec![self.label(place, targets.default())];
                for depth in targets.targets() {
                    labels.push(self.label(place, depth?));
                }
                labels
            }
            Operator::Return => vec![0],
            _ => Vec::new(),
        })
    }

    /// The places control can get to from a place.
    fn next(&self, place: usize) -> Result<Vec<usize>, BinaryReaderError> {
        let mut next: Vec<usize> =
            self.branches(place)?.into_iter().map(|label| self.target(label)).collect();
        match &self.operators[place] {
            Operator::Br { .. } | Operator::BrTable { .. } | Operator::Return | Operator::Unreachable => {}
            Operator::If { .. } => {
                let inner = &self.labels[1..];
                let label = inner.binary_search_by_key(&place, |label| label.begin);
                next.push(place + 1);
                next.extend(label.map(|label| match inner[label].otherwise {
                    Some(otherwise) => otherwise + 1,
                    None => inner[label].end,
                }));
            }
            Operator::Else => next.push(self.labels[self.around[place]].end),
            _ if place + 1 == self.operators.len() => {}
            _ => next.push(place + 1),
        }
        Ok(next)
    }
}

/// The locals whose values are still wanted, at each place of a function.
pub(crate) struct Live {
    words: usize,
    sets: Vec<u64>,
}

impl Live {
    /// Follows a function from its end.
    pub(crate) fn new(flow: &Flow<'_>) -> Result<Self, BinaryReaderError> {
        let words = flow.locals.len().div_ceil(64);
        let places = flow.operators.len();
        let mut live = Self { words, sets: vec![0; words * places] };
        let next = (0..places).map(|place| flow.next(place)).collect::<Result<Vec<_>, _>>()?;
        let mut changed = true;
        while changed {
            changed = false;
            for place in (0..places).rev() {
                let mut set = vec![0; words];
                for &from in &next[place] {
                    for (word, more) in set.iter_mut().zip(live.set(from)) {
                        *word |= more;
                    }
                }
                match flow.operators[place] {
                    Operator::LocalGet { local_index } => set[local_index as usize / 64] |= bit(local_index),
                    Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                        set[local_index as usize / 64] &= !bit(local_index);
                    }
                    _ => {}
                }
                let old = &mut live.sets[place * words..(place + 1) * words];
                if old != set {
                    old.copy_from_slice(&set);
                    changed = true;
                }
            }
        }
        Ok(live)
    }

    fn set(&self, place: usize) -> &[u64] {
        &self.sets[place * self.words..(place + 1) * self.words]
    }

    /// Whether a local's value is wanted at a place or behind it.
    pub(crate) fn is_live(&self, place: usize, local: u32) -> bool {
        self.set(place)[local as usize / 64] & bit(local) != 0
    }
}

fn bit(local: u32) -> u64 {
    1 << (local % 64)
}
