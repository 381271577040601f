//! The codes and the HTTP statuses of reasons: one table, of which the methods and their documentation are made.

/// Gives an enum of reasons its stable codes and its HTTP statuses. A variant after an arrow holds another reason, and has its
/// code and its status.
macro_rules! statuses {
    (
        $(#[$code_docs:meta])* code;
        $(#[$status_docs:meta])* http_status;
        $(=> $inner:ident $inner_words:literal;)?
        $($variant:ident = $code:literal, $status:literal;)+
    ) => {
        $(#[$code_docs])*
        #[must_use]
        pub const fn code(&self) -> &'static str {
            match self {
                $(Self::$inner(inner) => inner.code(),)?
                $(Self::$variant { .. } => $code,)+
            }
        }

        $(#[$status_docs])*
        ///
        /// | reason | code | status |
        /// | --- | --- | --- |
        $(#[doc = concat!("| [`", stringify!($inner), "`](Self::", stringify!($inner), ") | ", $inner_words, " | ", $inner_words, " |")])?
        $(#[doc = concat!("| [`", stringify!($variant), "`](Self::", stringify!($variant), ") | `", $code, "` | ", $status, " |")])+
        #[must_use]
        pub const fn http_status(&self) -> u16 {
            match self {
                $(Self::$inner(inner) => inner.http_status(),)?
                $(Self::$variant { .. } => $status,)+
            }
        }
    };
}
pub(crate) use statuses;
