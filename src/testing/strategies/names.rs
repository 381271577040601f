//! Names, and texts that are none.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Union;

use crate::organization::Name;

/// Names as people write them in many scripts, as regular expressions.
const WRITTEN: [&str; 36] = [
    "[A-Z][a-zà-öø-ÿ]{1,10}[ '’–-][A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{0,10}",
    // Readers take some of these for the same (rule C12).
    "(Ada|ADA|ada|Ａｄａ|Adá|Ada\u{301})",
    // With combining marks, as decomposed text has them.
    "([a-z][\u{300}-\u{33f}]{1,2}){1,6}",
    "[α-ω]{1,12}( [α-ω]{1,12})?",
    "[А-Я][а-я]{1,12} [А-Я][а-я]{1,12}",
    "[ա-ֆ]{1,12}",
    "[א-ת]{1,12}( [א-ת]{1,12})?",
    "[ب-غف-ي]{1,12}( [ب-غف-ي]{1,12})?",
    "([ب-غف-ي][\u{64b}-\u{652}]){1,6}",
    // With a joiner where it shows.
    "[س-غ]{1,6}\u{200c}[س-غ]{1,6}",
    "[क-न]{1,12}[\u{93e}-\u{94c}]?",
    "[क-न]\u{94d}\u{200d}[क-न]",
    "[ক-ন]{1,12}",
    "[ਕ-ਨ]{1,12}",
    "[క-న]{1,12}",
    "[ಕ-ನ]{1,12}",
    "[ക-ന]{1,12}",
    "[අ-ඖ]{1,12}",
    "[ก-ฮ]{1,12}",
    "[က-အ]{1,12}",
    "[ក-អ]{1,12}",
    "[ა-ჰ]{1,12}",
    "[가-힣]{2,4}",
    "[ᄀ-ᄒ][ᅡ-ᅵ][ᆨ-ᇂ]",
    "[あ-ん]{1,6}(\u{3000}[あ-ん]{1,6})?",
    "[ア-ン]{1,8}・[ア-ン]{1,8}",
    "[一-龥]{2,4}",
    "[𠀀-𠀿]{1,4}",
    "葛\u{e0100}[一-龥]{1,2}",
    "[ሀ-ሆ]{1,8}",
    "[Ꭰ-Ᏼ]{1,8}",
    "[𞤢-𞥃]{1,8}",
    "[0-9A-Z&§№(][0-9A-Z&§№(). /-]{0,10}[0-9A-Z)]",
    "[A-Z][a-z]{1,8} [😀-😏🚀]",
    "(I ❤\u{fe0f} Acme|👩\u{200d}👩\u{200d}👧|👍🏽|🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}|🇫🇷)",
    // As long as a name may be, with one, two, three and four bytes a character. Most are fixed, as each that is not
    // takes steps of shrinking, of which there is a limit.
    "([a-z]{4}a{196}|[а-я]{4}я{196}|[一-龥]{4}龥{196}|[😀-😏]{4}😏{196})",
];

/// Names: of three, one is short and in ASCII, and one is written in a script of those that people use, with its combining
/// marks, joiners and variants; among these are emoji, signs, spellings that readers take for the same, and names of
/// [`Name::MAX_LENGTH`] characters. The third has any characters that a name may have. Shrinks to `A`.
///
/// ```
/// use proptest::prelude::*;
/// use sendright::Name;
/// use sendright::testing::strategies;
///
/// proptest!(|(name in strategies::name())| {
///     prop_assert!((1..=Name::MAX_LENGTH).contains(&name.as_str().chars().count()));
///     prop_assert!(!name.as_str().contains('\n'), "a name is one line");
/// });
/// ```
pub fn name() -> impl Strategy<Value = Name> + Clone {
    let any = vec(any::<char>(), 0..20).prop_map(without_what_is_refused);
    prop_oneof!["[A-Z][a-z]{0,7}( [A-Z][a-z]{0,7})?", Union::new(WRITTEN), any]
        .prop_map(|text| text.parse().expect("a text that is written as names are is a name"))
}

/// A name that begins with `A`, and goes on with those characters that may stand between letters.
fn without_what_is_refused(chars: Vec<char>) -> String {
    let may_stand = |c: &char| format!("a{c}a").parse::<Name>().is_ok();
    let kept: String = chars.into_iter().filter(may_stand).collect();
    format!("A{kept}").trim_end().into()
}

/// Texts that are refused as a [`Name`], of every reason: empty, too long, with white space at an end, with a character that
/// breaks the line, changes the direction of text or is not shown, or with a combining mark at the beginning. Shrinks to the
/// empty text.
pub fn refused_name() -> impl Strategy<Value = String> + Clone {
    Union::new(REFUSED)
}

/// Of each reason to refuse a name, what has it.
const REFUSED: [&str; 11] = [
    "",
    "([a-z]{4}a{197,220}|[а-я]{4}я{197}|[😀-😏]{4}😏{197})",
    "[ \u{a0}\u{3000}]{1,3}",
    "([ \u{a0}\u{3000}][a-z]{1,5}|[a-z]{1,5}[ \u{a0}\u{3000}])",
    r"[a-z]{0,4}[\x00-\x1f\x7f-\x9f][a-z]{0,4}",
    "[a-z]{0,4}[\u{2028}-\u{202e}\u{2066}-\u{2069}][a-z]{0,4}",
    "[a-z]{0,4}[\u{ad}\u{61c}\u{200b}\u{200e}\u{200f}\u{2060}\u{2800}\u{3164}\u{feff}\u{ffa0}][a-z]{0,4}",
    "[a-z]{0,4}[\u{e000}-\u{e0ff}\u{fffc}][a-z]{0,4}",
    // Joiners, selectors and tags, where they do not show.
    "[a-z]{0,4}[\u{200c}\u{200d}\u{fe0f}\u{e0100}\u{e0061}][a-z]{0,4}",
    "[\u{300}-\u{33f}][a-z]{0,4}",
    "🏴\u{e0067}\u{e0062}[\u{e0061}-\u{e0064}]\u{e007f}",
];
