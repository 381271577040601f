//! The page that lists campaigns, and the answers of the product's routes.

use sendright::Directory;
use sendright::testing::laws::Response;
use sendright::testing::{About, List, Question};

use super::guard;

/// The rows of the table that are on the page: here in memory, in a product by the SQL condition of [`Listing`](sendright::Listing).
pub(crate) fn rows(directory: &Directory, list: &List) -> Vec<usize> {
    let listing = directory.listing(list.principal, list.required, list.account, list.at);
    let Ok(listing) = listing else { return Vec::new() };
    let rows = list.rows.iter().enumerate();
    let shown = rows.filter(|(_, listed)| listing.contains(listed.account, listed.row.owner));
    shown.map(|(place, _)| place).collect()
}

/// A request of a client for one campaign, and what it is answered.
pub(crate) fn route(directory: &Directory, question: &Question) -> Option<Response> {
    let About::Row(row) = question.about else { return None };
    let campaign = guard::campaign(question, row);
    let decided = guard::may(directory, guard::caller(question), question.required, &campaign, question.at);
    Some(match decided {
        Ok(()) => Response::new(200, "{}"),
        Err(denial) => {
            let (code, status) = (denial.code(), denial.http_status());
            Response::new(status, format!(r#"{{"code":"{code}","status":{status},"detail":"{denial}"}}"#))
        }
    })
}
