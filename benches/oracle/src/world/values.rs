//! Random assignments, grants, plans and instants.

use super::{HOUR, MINUTE, World};
use crate::catalogue::{Bits, Grants, Scope};
use crate::order::{Assignment, Id, Instant, KeySettings, Selection};

/// How often each preset is given, in the order of the table.
const PRESETS: [(u32, usize); 8] = [(14, 0), (14, 1), (8, 2), (12, 3), (14, 4), (14, 5), (10, 6), (14, 7)];

impl World<'_> {
    pub(super) fn assignment(&mut self, account: Id) -> Assignment {
        let mut assignment = Assignment::default();
        if self.dice.chance(85) {
            assignment.presets.extend(self.dice.weighted(&PRESETS));
        }
        if assignment.presets.is_empty() || self.dice.chance(25) {
            assignment.roles.extend(self.usable_role(account));
        }
        if (assignment.presets.is_empty() && assignment.roles.is_empty()) || self.dice.chance(20) {
            assignment.levels = self.levels();
        }
        if self.dice.chance(25) {
            assignment.withheld = self.withheld();
        }
        if self.dice.chance(22) {
            assignment.starts = Some(self.around(-5 * HOUR, 12 * HOUR));
        }
        if self.dice.chance(28) {
            let after = assignment.starts.map_or(self.now.0, |starts| starts.0.max(self.now.0));
            let ends = after + MINUTE + self.dice.number(0..60 * HOUR);
            assignment.ends = Some(self.noisy(ends));
        }
        assignment
    }

    fn usable_role(&mut self, account: Id) -> Option<Id> {
        let places: Vec<Id> = self.book.upwards(account).collect();
        let usable = self.book.roles.iter().filter(|(_, role)| places.contains(&role.account)).map(|(id, _)| *id);
        let usable: Vec<Id> = usable.collect();
        self.dice.pick(usable)
    }

    fn levels(&mut self) -> Vec<(usize, u8)> {
        let mut levels = Vec::new();
        for area in 0..self.catalogue.areas.len() {
            if self.dice.chance(25) {
                levels.extend(self.dice.weighted(&[(3, 1), (3, 2), (4, 3)]).map(|level| (area, level)));
            }
        }
        if levels.is_empty() {
            levels.push((0, 3));
        }
        levels
    }

    fn withheld(&mut self) -> Selection {
        let all = self.catalogue.all;
        if self.dice.chance(15) {
            return Selection::AllBut(self.dice.share_of(all, 20));
        }
        let count = self.dice.number(1..30);
        Selection::Only(self.dice.some_of(all, count))
    }

    pub(super) fn grants(&mut self) -> Grants {
        if self.dice.chance(6) {
            // Reaches nothing below (D4).
            return Grants::of(Bits::PROFILE, Scope::Subtree);
        }
        let all = self.catalogue.all;
        let mut grants = Grants::default();
        for (scope, percent) in [(Scope::Own, 20), (Scope::Account, 25), (Scope::Subtree, 10)] {
            if self.dice.chance(60) {
                grants = grants.union(Grants::of(self.dice.share_of(all, percent), scope));
            }
        }
        grants
    }

    pub(super) fn plan(&mut self) -> Selection {
        let all = self.catalogue.all;
        match self.dice.number(0..10) {
            0..=3 => Selection::EVERYTHING,
            4..=7 => Selection::AllBut(self.dice.share_of(all, 10)),
            _ => Selection::Only(self.dice.share_of(all, 70)),
        }
    }

    pub(super) fn key_settings(&mut self) -> KeySettings {
        let all = self.catalogue.all;
        let cap = match self.dice.number(0..10) {
            0..=3 => all,
            4..=7 => self.dice.share_of(all, 60),
            8 => self.dice.some_of(all, 3),
            _ => Bits::PROFILE,
        };
        let ends = self.dice.chance(30).then(|| self.around(MINUTE, 40 * HOUR));
        KeySettings { subtree: self.dice.chance(60), cap, ends }
    }

    /// An instant so far from now.
    pub(super) fn around(&mut self, from: i64, until: i64) -> Instant {
        let at = self.now.0 + self.dice.number(from..until);
        self.noisy(at)
    }

    /// An instant on a whole minute, or with digits that are cut off (V8).
    fn noisy(&mut self, at: i64) -> Instant {
        let minute = at - at.rem_euclid(MINUTE);
        Instant(if self.dice.chance(70) { minute } else { at })
    }
}
