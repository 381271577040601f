use crate::directory::Directory;
use crate::testing::random::{List, Scenario};

use super::broken::Broken;
use super::tally::{Counting, Fault, Tally, worst};
use super::trial::Trial;

/// A filter of lists gives exactly the rows that the directory allows one by one: none too many, none too few, none twice.
///
/// The filter is given a directory and a [`List`], whose rows it may put in a table of a database, and returns the places of the
/// rows that it lists, in any order. `None` for what can't be asked of it.
///
/// ```
/// use sendright::testing::laws;
///
/// laws::listing(|directory, list| {
///     // What is denied shows no rows.
///     let Ok(listing) = directory.listing(list.principal, list.required, list.account, list.at) else {
///         return Some(Vec::new());
///     };
///     let rows = list.rows.iter().enumerate();
///     Some(rows.filter(|(_, listed)| listing.contains(listed.account, listed.row.owner)).map(|(place, _)| place).collect())
/// });
/// ```
///
/// A filter by account alone, which takes one's own rows for all of the account's, is found:
///
/// ```should_panic
/// # use sendright::testing::laws;
/// laws::listing(|directory, list| {
///     let Ok(listing) = directory.listing(list.principal, list.required, list.account, list.at) else {
///         return Some(Vec::new());
///     };
///     let listed = |id| listing.accounts().contains(&id) || listing.own_accounts().contains(&id);
///     let rows = list.rows.iter().enumerate();
///     Some(rows.filter(|(_, row)| listed(row.account)).map(|(place, _)| place).collect())
/// });
/// ```
///
/// # Panics
///
/// If the law does not hold, with the least case in which it fails.
#[track_caller]
pub fn listing(filter: impl Fn(&Directory, &List) -> Option<Vec<usize>>) {
    super::hold(Trial::new().listing(filter));
}

impl Trial {
    /// Tries the law [`listing`].
    ///
    /// # Errors
    ///
    /// [`Broken`], if it does not hold.
    pub fn listing(&self, filter: impl Fn(&Directory, &List) -> Option<Vec<usize>>) -> Result<Tally, Broken> {
        let counting = Counting::default();
        self.run("listing", self.parts.div_ceil(4), &counting, |scenario: &Scenario<List>| {
            let directory = scenario.world().directory();
            worst(scenario.parts().iter().filter_map(|list| {
                let listed = filter(directory, list)?;
                let allowed = list.allowed(directory);
                (0..list.rows.len()).for_each(|place| counting.asked(allowed.contains(&place)));
                wrong(listed, &allowed, list)
            }))
        })
    }
}

fn wrong(mut listed: Vec<usize>, allowed: &[usize], list: &List) -> Option<Fault> {
    listed.sort_unstable();
    let place = |place: &usize| format!("row {place} of {}", list.rows.len());
    if let Some(more) = listed.iter().find(|place| !allowed.contains(place)) {
        return Some(Fault::opening(format!("it lists {}, which the directory denies", place(more))));
    }
    let twice = listed.windows(2).find(|pair| matches!(pair, [one, next] if one == next));
    if let Some([one, ..]) = twice {
        return Some(format!("it lists {} twice", place(one)).into());
    }
    let less = allowed.iter().find(|place| !listed.contains(place));
    less.map(|less| format!("it leaves out {}, which the directory allows", place(less)).into())
}
