/// Records in rows: each stays where it is for as long as it is there.
#[derive(Clone, Debug)]
pub(super) struct Rows<T> {
    rows: Vec<Option<T>>,
    /// The rows of what was removed, for what comes next.
    free: Vec<usize>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), free: Vec::new() }
    }
}

/// Takes over the memory of the list: a record and its row take the same.
impl<T> From<Vec<T>> for Rows<T> {
    fn from(records: Vec<T>) -> Self {
        let mut rows: Vec<Option<T>> = records.into_iter().map(Some).collect();
        rows.shrink_to_fit();
        Self { rows, free: Vec::new() }
    }
}

impl<T> Rows<T> {
    #[inline]
    pub(super) fn get(&self, row: usize) -> Option<&T> {
        self.rows.get(row)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, row: usize) -> Option<&mut T> {
        self.rows.get_mut(row)?.as_mut()
    }

    /// The row of a new record.
    pub(super) fn insert(&mut self, record: T) -> usize {
        if let Some(row) = self.free.pop() {
            if let Some(free) = self.rows.get_mut(row) {
                *free = Some(record);
                return row;
            }
        }
        self.rows.push(Some(record));
        self.rows.len() - 1
    }

    pub(super) fn remove(&mut self, row: usize) -> Option<T> {
        let removed = self.rows.get_mut(row)?.take();
        self.free.extend(removed.is_some().then_some(row));
        removed
    }

    /// How many rows there are, those of what was removed included.
    pub(super) fn all(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.rows.iter().enumerate().filter_map(|(row, record)| Some((row, record.as_ref()?)))
    }
}
