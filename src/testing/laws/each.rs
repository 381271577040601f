/// Writes a test for each law that an application's own things keep.
///
/// Each line is a law of [`testing::laws`](crate::testing::laws), the name of the test, and the thing: an expression, as the
/// function of the law takes it.
///
/// ```
/// mod guard {
///     use sendright::testing::Question;
///     use sendright::{Denial, Directory};
///
///     pub fn decide(directory: &Directory, question: &Question) -> Result<(), Denial> {
///         directory.authorize(&question.request()).map(|_| ())
///     }
/// }
///
/// sendright::laws! {
///     /// Every route asks it.
///     decision our_guard = guard::decide;
///     listing our_lists = |directory, list| Some(list.allowed(directory));
/// }
/// ```
#[macro_export]
macro_rules! laws {
    ($($(#[$attribute:meta])* $law:ident $name:ident = $thing:expr;)*) => {$(
        $(#[$attribute])*
        #[test]
        fn $name() {
            $crate::testing::laws::$law($thing);
        }
    )*};
}
