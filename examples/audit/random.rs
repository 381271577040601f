//! Numbers that look random and are the same in every run: xorshift64*, by Marsaglia and Vigna.

pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn from_seed(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % end
    }

    /// One of these; `None` if there are none.
    pub(crate) fn one_of<T: Copy>(&mut self, these: &[T]) -> Option<T> {
        let end = u64::try_from(these.len()).ok().filter(|end| *end > 0)?;
        these.get(usize::try_from(self.below(end)).ok()?).copied()
    }
}
