//! Telephone numbers, and texts that are none.

use proptest::prelude::*;
use proptest::strategy::Union;

use crate::organization::Phone;

/// Telephone numbers of 7 to 15 digits. Shrinks to `+1000000`.
///
/// ```
/// use proptest::prelude::*;
/// use sendright::Phone;
/// use sendright::testing::strategies;
///
/// proptest!(|(phone in strategies::phone())| {
///     let (country, rest) = phone.as_str().split_at(3);
///     prop_assert_eq!(format!("{country} {rest}").parse::<Phone>(), Ok(phone), "spaces are left out");
/// });
/// ```
pub fn phone() -> impl Strategy<Value = Phone> + Clone {
    r"\+[1-9][0-9]{6,14}".prop_map(|text| text.parse().expect("a plus and 7 to 15 digits are a number"))
}

/// Texts that are refused as a [`Phone`], of every reason: without a country code, with too few or too many digits, with the
/// `(0)` that is dialled within a country, with an extension, letters, other digits or other separators, with brackets that are
/// empty or do not match, or too long. Shrinks to the empty text.
pub fn refused_phone() -> impl Strategy<Value = String> + Clone {
    Union::new(REFUSED)
}

/// Of each reason to refuse a number, what has it.
const REFUSED: [&str; 15] = [
    "",
    "[1-9][0-9]{6,14}",
    "00[1-9][0-9]{6,12}",
    r"\+0[0-9]{6,13}",
    r"\+[1-9][0-9]{0,5}",
    r"\+[1-9][0-9]{15,20}",
    r"\+49 ?\(0\) ?30 ?[0-9]{6}",
    r"\+49 \( ?\) ?30 [0-9]{6}",
    r"\+49 (\(30 [0-9]{6}|30\) [0-9]{6}|\(\(30\)\) [0-9]{6})",
    r"\+1 [2-9][0-9]{9}(;ext=|,|#|\*| x)[0-9]{1,4}",
    r"\+1 [2-9][0-9]{2} [A-Z]{3}[0-9]{4}",
    r"\+[٠-٩]{8}",
    "\\+49[/_\t\u{a0}]30[0-9]{6}",
    r"(\+\+49 30|\+49 \+30|49\+30) [0-9]{6}",
    r"\+1 {60,80}[2-9][0-9]{9}",
];
