use std::str::FromStr;

use vtlkit::{Limit, RenderOptions};

/// Maximum memory limit of a render.
const LARGEST_MEMORY: u64 = (1 << 30) - 1;

/// Maximum nesting that the stack allows.
const LARGEST_DEPTH: u64 = 1000;

/// A limit with its new value, as in `--limit`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    name: Name,
    value: u64,
}

#[derive(Clone, Copy, Debug)]
enum Name {
    Limit(Limit),
    LoopRounds,
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = || {
            let names: Vec<&str> = Limit::ALL.iter().map(|limit| limit.name()).collect();
            format!("{} or loop-rounds", names.join(", "))
        };
        let (name, value) = text.split_once('=').ok_or("write NAME=NUMBER: the `=` is missing")?;
        let name = match name {
            "loop-rounds" => Name::LoopRounds,
            _ => match Limit::ALL.into_iter().find(|limit| limit.name() == name) {
                Some(limit) => Name::Limit(limit),
                None => return Err(format!("unknown limit `{name}`, use one of {}", names())),
            },
        };
        let most = match name {
            Name::Limit(Limit::MemoryBytes) => LARGEST_MEMORY,
            Name::Limit(Limit::Depth) => LARGEST_DEPTH,
            Name::LoopRounds => u64::from(u32::MAX),
            Name::Limit(_) => u64::MAX,
        };
        match value.replace('_', "").parse::<u64>() {
            Ok(value) if value <= most => Ok(Self { name, value }),
            Ok(_) => Err(format!("at most {most}")),
            Err(_) => Err(format!("`{value}` is not an integer")),
        }
    }
}

/// Sets limits of a render; a later setting overrides an earlier one with the same name.
pub(crate) fn apply(settings: &[Setting], options: &mut RenderOptions) {
    let limits = &mut options.limits;
    for &Setting { name, value } in settings {
        let size = usize::try_from(value).unwrap_or(usize::MAX);
        match name {
            Name::Limit(Limit::Steps) => limits.steps = value,
            Name::Limit(Limit::OutputBytes) => limits.output_bytes = size,
            Name::Limit(Limit::MemoryBytes) => limits.memory_bytes = size,
            Name::Limit(Limit::Depth) => limits.depth = size,
            Name::Limit(_) => {}
            Name::LoopRounds => options.loop_rounds = Some(u32::try_from(value).unwrap_or(u32::MAX)),
        }
    }
}
