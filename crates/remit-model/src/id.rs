//! Newtype ids into the tables of a rulebook.

use std::marker::PhantomData;

/// Something that numbers the rows of a table.
pub trait Id: Copy {
    /// The id of the row at `index`.
    fn from_index(index: usize) -> Self;
    /// The row's index.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u16);

        impl Id for $name {
            fn from_index(index: usize) -> Self {
                Self(u16::try_from(index).unwrap_or(u16::MAX))
            }
            fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    )*};
}

ids! {
    /// A unit.
    UnitId,
    /// A fact.
    FactId,
    /// A member of a set fact.
    TermId,
    /// Something that needs cover: a term, or a declared concern.
    ConcernId,
    /// A role.
    RoleId,
    /// A single service (groups are closed before anything is decided).
    ServiceId,
    /// A group of terms and concerns, or of services.
    GroupId,
    /// A level of the scale of ceilings; a greater id is tighter. The first is no limit, the last
    /// is nothing at all.
    CeilingId,
    /// A level of the scale of urgencies; a greater id is more urgent. The first is routine, the
    /// last is for emergency care.
    UrgencyId,
    /// A stage of health; a smaller id is more protective.
    StageId,
    /// A need.
    NeedId,
    /// A duty.
    DutyId,
    /// A definition.
    DefinitionId,
    /// A screen.
    ScreenId,
    /// A setting.
    SettingId,
    /// A source.
    SourceId,
    /// A statement of a source.
    StatementId,
    /// A topic.
    TopicId,
    /// A rule: a lane, a precaution, an advice, or one row of a table.
    RuleId,
    /// A table.
    TableId,
    /// An example.
    ExampleId,
}

/// A table of a rulebook: a list that only its own kind of id can look into.
#[derive(Debug, Clone)]
pub struct Table<I, T> {
    rows: Vec<T>,
    id: PhantomData<I>,
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), id: PhantomData }
    }
}

impl<I: Id, T> Table<I, T> {
    /// Adds a row and gives its id.
    pub fn push(&mut self, row: T) -> I {
        self.rows.push(row);
        I::from_index(self.rows.len() - 1)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row of an id that may not be of this table.
    #[must_use]
    pub fn get(&self, id: I) -> Option<&T> {
        self.rows.get(id.index())
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.rows.len()).map(I::from_index)
    }

    /// All rows, in order.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// All rows with their ids, in order.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> {
        self.rows.iter().enumerate().map(|(index, row)| (I::from_index(index), row))
    }
}

impl<I: Id, T> std::ops::Index<I> for Table<I, T> {
    type Output = T;

    /// The row of an id. Ids are only made by [`Table::push`] of the same rulebook; to look into
    /// another rulebook with them is a mistake in the program, and panics.
    fn index(&self, id: I) -> &T {
        &self.rows[id.index()]
    }
}

impl<I: Id, T> std::ops::IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.rows[id.index()]
    }
}
