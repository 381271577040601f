//! Golden files: what the library wrote once.
//!
//! - [`assert_golden`] is for what people read: any difference fails, and names the first line that differs.
//! - `stored` is for what applications store. It tells an addition, which only has to be written down, from a loss: something
//!   that can no longer be read, or would now mean something else.
//!
//! `SENDRIGHT_BLESS=1 cargo test` writes the files anew, and refuses to where stored data would be lost;
//! `SENDRIGHT_BLESS=lossy cargo test` does that too. The difference then shows in review.

#[cfg(feature = "serde")]
mod planted;
#[cfg(feature = "serde")]
pub(crate) mod stored;

/// What `SENDRIGHT_BLESS` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bless {
    Nothing,
    /// Additions, and what people read.
    WithoutLoss,
    Everything,
}

impl Bless {
    pub(crate) fn asked() -> Self {
        match std::env::var("SENDRIGHT_BLESS").as_deref() {
            Err(_) | Ok("") => Self::Nothing,
            Ok("1") => Self::WithoutLoss,
            Ok("lossy") => Self::Everything,
            Ok(other) => panic!("SENDRIGHT_BLESS is `1` or `lossy`, and not `{other}`"),
        }
    }
}

fn path(file: &str) -> String {
    format!("{}/tests/golden/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// A file of `tests/golden`; empty if there is none.
pub(crate) fn read(file: &str) -> String {
    std::fs::read_to_string(path(file)).unwrap_or_default()
}

fn write(file: &str, text: &str) {
    if read(file) != text {
        std::fs::write(path(file), text).unwrap();
    }
}

/// Compares what people read with a file of `tests/golden`.
#[track_caller]
pub(crate) fn assert_golden(file: &str, actual: &str) {
    if Bless::asked() != Bless::Nothing {
        write(file, actual);
    }
    let golden = read(file);
    for (line, (actual, golden)) in (1..).zip(actual.lines().zip(golden.lines())) {
        assert_eq!(actual, golden, "{file}, line {line} differs: SENDRIGHT_BLESS=1 cargo test writes it anew");
    }
    assert!(
        actual == golden,
        "{file} has other lines at its end, or other line breaks: SENDRIGHT_BLESS=1 cargo test writes it anew"
    );
}

/// Compares a part of a page of the repository, between `<!-- mark -->` and `<!-- end of mark -->`, with what the crate says.
#[track_caller]
pub(crate) fn assert_part(page: &str, mark: &str, actual: &str) {
    /// Two tests may write parts of one page.
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let path = format!("{}/{page}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- end of {mark} -->"));
    let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("{page} has no `{mark}`"));
    let (shown, after) = rest.split_once(&end).unwrap_or_else(|| panic!("`{mark}` has no end in {page}"));
    if Bless::asked() != Bless::Nothing {
        std::fs::write(&path, [before, &begin, actual, &end, after].concat()).unwrap();
        return;
    }
    for (line, (actual, shown)) in (1..).zip(actual.lines().zip(shown.lines())) {
        assert_eq!(shown, actual, "{page}, line {line} of `{mark}`: SENDRIGHT_BLESS=1 cargo test writes it anew");
    }
    assert!(
        shown == actual,
        "{page}: `{mark}` has other lines at its end: SENDRIGHT_BLESS=1 cargo test writes it anew"
    );
}
