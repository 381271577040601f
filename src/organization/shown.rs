//! What readers see of a name, and which names they take for the same (rule C12). Everything here reads tables that grow
//! with Unicode, so nothing that is stored is judged by it (rule I7).

use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{
    BinaryProperty, CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, EmojiModifier, ExtendedPictographic,
    GeneralCategory, GeneralCategoryGroup, Ideographic, JoiningType, NoncharacterCodePoint, PrependedConcatenationMark,
    Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// ZERO WIDTH NON-JOINER: the letters beside it stay apart.
const NON_JOINER: char = '\u{200c}';
/// ZERO WIDTH JOINER: the letters or emoji beside it are shown as joined.
const JOINER: char = '\u{200d}';
const KEYCAP: char = '\u{20e3}';
const BLACK_FLAG: char = '\u{1f3f4}';

/// What follows a black flag in the three flags that are recommended for interchange (UTS #51): England, Scotland, Wales.
/// Any other sequence of tags shows a black flag, and hides what it says.
const FLAGS: [&str; 3] = [
    "\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];

/// Characters that no property calls invisible, and whose glyph is empty in the code charts.
const BLANKS: [char; 6] = ['\u{2800}', '\u{fffc}', '\u{13441}', '\u{13442}', '\u{16fe4}', '\u{1d159}'];

/// The first character that is a mark, if the text begins with one.
pub(super) fn starts_with_a_mark(text: &str) -> Option<char> {
    text.chars().next().filter(|c| is_mark(*c))
}

/// The first character that readers do not see where it is.
pub(super) fn not_shown(text: &str) -> Option<char> {
    if text.is_ascii() {
        return None;
    }
    let mut places = text.char_indices().map(|(at, c)| {
        let (before, from) = text.split_at(at);
        Place { before, c, from }
    });
    places.find(|place| !place.is_shown()).map(|place| place.c)
}

/// A character of a text, and what is around it.
struct Place<'a> {
    before: &'a str,
    c: char,
    /// The text from the character on.
    from: &'a str,
}

impl Place<'_> {
    fn is_shown(&self) -> bool {
        match self.c {
            NON_JOINER | JOINER => self.joins_emoji() || self.joins_conjuncts() || self.joins_cursive_letters(),
            '\u{fe0e}' | '\u{fe0f}' => self.selects_emoji(),
            '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180f}' => self.selects_variant(),
            '\u{e0020}'..='\u{e007f}' => self.is_of_a_flag(),
            c => !is_invisible(c),
        }
    }

    fn last(&self) -> Option<char> {
        self.before.chars().next_back()
    }

    /// The last character before this one that is neither a mark nor a modifier of an emoji.
    fn base(&self) -> Option<char> {
        let extends = |c: &char| is_mark(*c) || has::<EmojiModifier>(*c);
        self.before.chars().rev().find(|c| !extends(c))
    }

    fn next(&self) -> Option<char> {
        self.from.chars().nth(1)
    }

    /// As in the sequences of UTS #51, such as families.
    fn joins_emoji(&self) -> bool {
        self.c == JOINER
            && self.base().is_some_and(has::<ExtendedPictographic>)
            && self.next().is_some_and(has::<ExtendedPictographic>)
    }

    /// Beside a virama it decides whether a conjunct is shown, a half form, or the virama (UAX #31). A joiner before the
    /// virama is written in Bengali and Kannada; one at the end of a word, in Malayalam.
    fn joins_conjuncts(&self) -> bool {
        let (last, next) = (self.last(), self.next());
        let is_between = last.is_some_and(is_letter) && next.is_some_and(is_virama);
        let follows = last.is_some_and(is_virama);
        (self.c == JOINER && (is_between || follows)) || (follows && next.is_some_and(is_letter))
    }

    /// Between cursive letters. A joiner alone also gives a letter its initial form, as in Persian initials.
    fn joins_cursive_letters(&self) -> bool {
        let Some(base) = self.base() else { return false };
        let joins_what_follows = matches!(joining_type(base), JoiningType::DualJoining | JoiningType::LeftJoining);
        let is_between = is_cursive(base) && self.next().is_some_and(is_cursive);
        is_between || (self.c == JOINER && joins_what_follows)
    }

    /// After `#`, `*` and digits, which are emoji too, only as part of a keycap.
    fn selects_emoji(&self) -> bool {
        let is_emoji = |c: char| has::<Emoji>(c) && (!c.is_ascii() || self.next() == Some(KEYCAP));
        self.last().is_some_and(is_emoji)
    }

    /// The selectors of ideographs (names of people in Japan are told apart by them) and of letters.
    fn selects_variant(&self) -> bool {
        let Some(last) = self.last() else { return false };
        match self.c {
            '\u{180b}'..='\u{180f}' => is_letter(last) && script(last) == Script::Mongolian,
            '\u{fe00}' if script(last) == Script::Myanmar => is_letter(last),
            _ => has::<Ideographic>(last),
        }
    }

    fn is_of_a_flag(&self) -> bool {
        let Some((_, tags)) = self.before.rsplit_once(BLACK_FLAG) else { return false };
        FLAGS
            .iter()
            .any(|flag| flag.strip_prefix(tags).is_some_and(|rest| !rest.is_empty() && self.from.starts_with(rest)))
    }
}

/// The form in which names are compared: without what is ignored, in NFKC, case folded, with one space for several. It
/// follows Unicode's compatibility caseless match (D146).
pub(super) fn comparison_key(text: &str) -> String {
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    let shown: String = text.chars().filter(|c| !is_ignored(*c)).collect();
    let folded = CaseMapper::new().fold_string(&nfkc.normalize(&shown)).into_owned();
    let words: Vec<&str> = folded.split_whitespace().collect();
    nfkc.normalize(&words.join(" ")).into_owned()
}

/// Joiners and selectors, and whatever else does not show; but the tags of a flag do.
fn is_ignored(c: char) -> bool {
    has::<DefaultIgnorableCodePoint>(c) && !matches!(c, '\u{e0020}'..='\u{e007f}')
}

fn is_invisible(c: char) -> bool {
    let format = || general_category(c) == GeneralCategory::Format && !has::<PrependedConcatenationMark>(c);
    has::<DefaultIgnorableCodePoint>(c)
        || format()
        || general_category(c) == GeneralCategory::PrivateUse
        || has::<NoncharacterCodePoint>(c)
        || BLANKS.contains(&c)
}

fn is_mark(c: char) -> bool {
    GeneralCategoryGroup::Mark.contains(general_category(c))
}

fn is_letter(c: char) -> bool {
    GeneralCategoryGroup::Letter.contains(general_category(c))
}

/// A letter that is joined to others, or stands among them as the Arabic hamza does.
fn is_cursive(c: char) -> bool {
    let joins = !matches!(joining_type(c), JoiningType::NonJoining | JoiningType::Transparent);
    is_letter(c) && (joins || script(c) == Script::Arabic)
}

fn is_virama(c: char) -> bool {
    CodePointMapData::<CanonicalCombiningClass>::new().get(c) == CanonicalCombiningClass::Virama
}

fn has<P: BinaryProperty>(c: char) -> bool {
    CodePointSetData::new::<P>().contains(c)
}

fn general_category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

fn joining_type(c: char) -> JoiningType {
    CodePointMapData::<JoiningType>::new().get(c)
}

fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Else two names could be the same as a third, and not as each other. Among these are all characters that change.
    #[test]
    fn c12_a_comparison_key_is_its_own_key() {
        let changing = ['\0'..='\u{33ff}', '\u{a640}'..='\u{abff}', '\u{f900}'..='\u{ffff}', '\u{10400}'..='\u{10dff}'];
        let more = ['\u{16e00}'..='\u{16eff}', '\u{1bc00}'..='\u{1f2ff}', '\u{2f800}'..='\u{2fa1f}'];
        for c in changing.into_iter().chain(more).flatten() {
            for text in [format!("a{c}b"), format!("{c}\u{345}\u{301}")] {
                let key = comparison_key(&text);
                assert_eq!(comparison_key(&key), key, "{text:?}");
            }
        }
    }
}
