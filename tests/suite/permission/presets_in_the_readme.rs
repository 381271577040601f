//! The matrix of presets in the README is the one that the crate answers with.

use sendright::matrix::AccessMatrix;

use crate::support::golden::Bless;

const BEGIN: &str = "<!-- presets -->\n";
const END: &str = "<!-- end of presets -->";

#[test]
fn the_readme_shows_the_presets() {
    let matrix = format!("\n{}\n", AccessMatrix::of_presets().to_markdown());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (shown, after) = rest.split_once(END).unwrap();
    match Bless::asked() {
        Bless::Nothing => {
            assert_eq!(shown, matrix, "the README's matrix is old: SENDRIGHT_BLESS=1 cargo test writes it anew");
        }
        Bless::WithoutLoss | Bless::Everything => {
            std::fs::write(path, [before, BEGIN, &matrix, END, after].concat()).unwrap();
        }
    }
}
