//! The contents of arrays and objects.

use vtlkit_text::Span;

use super::{Document, Json, LINEAR_LOOKUP, Member, NodeId, Slice};

/// The elements of an array.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Array<'d> {
    pub(super) doc: &'d Document<'d>,
    pub(super) slice: Slice,
}

impl<'d> Array<'d> {
    pub(crate) const fn len(self) -> usize {
        self.slice.len as usize
    }

    pub(crate) fn iter(self) -> Elements<'d> {
        let start = self.slice.start as usize;
        let elements = self.doc.elements.get(start..start + self.len()).unwrap_or_default();
        Elements { doc: self.doc, ids: elements.iter() }
    }

    pub(crate) fn get(self, index: usize) -> Option<Json<'d>> {
        let elements = self.doc.elements.get(self.slice.start as usize..)?.get(..self.len())?;
        elements.get(index).map(|&id| Json { doc: self.doc, id })
    }
}

/// The members of an object in source order. A duplicate name keeps the first position and has the last value, as in
/// Jackson's tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object<'d> {
    pub(super) doc: &'d Document<'d>,
    pub(super) slice: Slice,
}

impl<'d> Object<'d> {
    pub(crate) const fn len(self) -> usize {
        self.slice.len as usize
    }

    fn members(self) -> &'d [Member] {
        let start = self.slice.start as usize;
        self.doc.members.get(start..start + self.len()).unwrap_or_default()
    }

    pub(crate) fn iter(self) -> Members<'d> {
        Members { doc: self.doc, members: self.members().iter() }
    }

    /// The name of a member by index.
    pub(crate) fn name(self, index: usize) -> Option<&'d str> {
        self.members().get(index).map(|member| self.doc.string(member.name))
    }

    /// The span of a member's name in the text.
    pub(crate) fn name_span(self, name: &str) -> Option<Span> {
        self.find(name).map(|member| member.name_span)
    }

    pub(crate) fn get(self, name: &str) -> Option<Json<'d>> {
        self.find(name).map(|member| Json { doc: self.doc, id: member.value })
    }

    fn find(self, name: &str) -> Option<&'d Member> {
        let members = self.members();
        if members.len() <= LINEAR_LOOKUP {
            return members.iter().find(|member| self.doc.string(member.name) == name);
        }
        let at = self.doc.sorted.binary_search_by_key(&self.slice.start, |entry| entry.0).ok()?;
        let order = &self.doc.sorted.get(at)?.1;
        let found = order
            .binary_search_by(|&member| {
                members.get(member as usize).map_or("", |member| self.doc.string(member.name)).cmp(name)
            })
            .ok()?;
        members.get(*order.get(found)? as usize)
    }
}

/// An iterator over the elements of an array.
#[derive(Clone, Debug)]
pub(crate) struct Elements<'d> {
    doc: &'d Document<'d>,
    ids: std::slice::Iter<'d, NodeId>,
}

impl<'d> Iterator for Elements<'d> {
    type Item = Json<'d>;

    fn next(&mut self) -> Option<Json<'d>> {
        self.ids.next().map(|&id| Json { doc: self.doc, id })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ids.size_hint()
    }
}

impl ExactSizeIterator for Elements<'_> {}

/// An iterator over the members of an object.
#[derive(Clone, Debug)]
pub(crate) struct Members<'d> {
    doc: &'d Document<'d>,
    members: std::slice::Iter<'d, Member>,
}

impl<'d> Iterator for Members<'d> {
    type Item = (&'d str, Json<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        self.members
            .next()
            .map(|member| (self.doc.string(member.name), Json { doc: self.doc, id: member.value }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.members.size_hint()
    }
}

impl ExactSizeIterator for Members<'_> {}
