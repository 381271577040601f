//! The access matrix, by behaviour: what its cells say, its three forms, and the check against a golden text.

mod acme;
mod cells;
mod check_golden;
mod escaping;
mod golden_forms;
mod html_page;
mod member_matrix;
