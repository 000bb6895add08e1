//! Generated text that remembers how it was put together, so that it can be taken apart again.

/// A piece of generated text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree {
    /// A token.
    Leaf(String),
    /// Pieces that one rule of the generator made.
    Group(Vec<Tree>),
}

impl Tree {
    pub(crate) fn leaf(text: impl Into<String>) -> Self {
        Self::Leaf(text.into())
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Leaf(text) => out.push_str(text),
            Self::Group(parts) => {
                for part in parts {
                    part.write(out);
                }
            }
        }
    }

    /// How many nodes there are.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Leaf(_) => 1,
            Self::Group(parts) => 1 + parts.iter().map(Self::size).sum::<usize>(),
        }
    }

    /// The node of a number, counted from the root on, parents first.
    pub(crate) fn node(&mut self, number: usize) -> Option<&mut Self> {
        let mut left = number;
        self.find(&mut left)
    }

    fn find(&mut self, left: &mut usize) -> Option<&mut Self> {
        if *left == 0 {
            return Some(self);
        }
        *left -= 1;
        match self {
            Self::Leaf(_) => None,
            Self::Group(parts) => parts.iter_mut().find_map(|part| part.find(left)),
        }
    }

    /// The leaves, in order.
    pub(crate) fn leaves(&mut self) -> Vec<&mut String> {
        match self {
            Self::Leaf(text) => vec![text],
            Self::Group(parts) => parts.iter_mut().flat_map(Self::leaves).collect(),
        }
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::leaf(text)
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Self::Leaf(text)
    }
}

impl From<Vec<Tree>> for Tree {
    fn from(parts: Vec<Tree>) -> Self {
        Self::Group(parts)
    }
}

/// A group of pieces, each of them text or a tree.
macro_rules! tree {
    ($($part:expr),* $(,)?) => { $crate::diff_fuzz::tree::Tree::Group(vec![$($crate::diff_fuzz::tree::Tree::from($part)),*]) };
}
pub(crate) use tree;
