//! C12: a name shows what it is, in every script.

use sendright::{Name, ParseNameError};

#[track_caller]
fn accepts(names: &[(&str, &str)]) {
    for (name, about) in names {
        assert!(name.parse::<Name>().is_ok_and(|read| read.as_str() == *name), "{about}: {:?}", name.parse::<Name>());
    }
}

#[track_caller]
fn refuses(names: &[(&str, char, &str)]) {
    for (name, c, about) in names {
        assert_eq!(name.parse::<Name>(), Err(ParseNameError::NotShown(*c)), "{about}");
    }
}

#[test]
fn c12_names_of_people_in_every_script_are_accepted() {
    accepts(&[
        ("Zoë O’Brien-Núñez", "Latin, composed"),
        ("Zoe\u{308}", "Latin, with a combining mark"),
        ("Nguyễn Thị Ánh", "Vietnamese"),
        ("Ἀλέξανδρος Σωκράτης", "Greek"),
        ("Елена Ёлкина", "Cyrillic"),
        ("علی\u{200c}رضا", "Persian, with a non-joiner"),
        ("می\u{200c}خواهم زاده", "Persian, with a non-joiner and a space"),
        ("نور\u{200c}الدین", "Persian, a non-joiner after a letter that does not join"),
        ("سوء\u{200c}استفاده", "Persian, a non-joiner after a hamza"),
        ("ه\u{200d}. ا. سایه", "a Persian initial in its initial form"),
        ("عَبْدُ الله", "Arabic, with marks of vowels"),
        ("مُحَمَّد", "Arabic"),
        ("משה בֶּן־גוריון", "Hebrew, with points and a maqaf"),
        ("क्\u{200d}षमा", "Hindi, a half form"),
        ("राजकुमार\u{94d}\u{200c}य", "Hindi, a virama that stays"),
        ("শ্রী র\u{200d}্যাচেল", "Bengali, a joiner before the virama"),
        ("ಸೂರ\u{200d}್ಯ", "Kannada, a joiner before the virama"),
        ("ജയന്\u{200d}", "Malayalam, a joiner at the end"),
        ("ශ්\u{200d}රී", "Sinhala"),
        ("தமிழ்ச்செல்வி", "Tamil"),
        ("సాయి", "Telugu"),
        ("สมชาย ใจดี", "Thai"),
        ("ສົມຈິດ", "Lao"),
        ("ကျော်စွာ", "Burmese"),
        ("សុខា", "Khmer"),
        ("བསྟན་འཛིན", "Tibetan"),
        ("ᠮᠣᠩᠭᠣᠯ\u{180e}ᠠ", "Mongolian, with a vowel separator"),
        ("ᠭ\u{180b}", "Mongolian, with a variant"),
        ("김철수", "Hangul"),
        ("\u{1100}\u{1161}\u{11a8}", "Hangul, decomposed"),
        ("山田\u{3000}太郎", "Japanese, with an ideographic space between the names"),
        ("葛\u{e0100}城", "Japanese, with a variant of an ideograph"),
        ("王小明", "Chinese"),
        ("𠮷野家", "an ideograph beyond the first plane"),
        ("אבּא", "Hebrew, with a mark of another order"),
        ("ወርቅነህ", "Ethiopic"),
        ("გიორგი", "Georgian"),
        ("Հայկ", "Armenian"),
        ("ꯃꯅꯤꯄꯨꯔ", "Meitei"),
        ("ߒߞߏ", "N'Ko"),
        ("ᏣᎳᎩ", "Cherokee"),
        ("𞤀𞤣𞤤𞤢𞤥", "Adlam"),
        ("\u{600}١٢", "an Arabic sign that is written before a number, and shown"),
        ("Louis\u{a0}XIV", "a space that does not break"),
        ("§ 12 (B&B) – №1", "signs"),
    ]);
}

#[test]
fn c12_emoji_and_their_sequences_are_accepted() {
    accepts(&[
        ("🚀", "an emoji"),
        ("I ❤\u{fe0f} Acme", "a selector"),
        ("❤\u{fe0e}", "the other selector"),
        ("👍🏽", "a skin tone"),
        ("👩\u{200d}👩\u{200d}👧\u{200d}👦", "a family"),
        ("👩🏽\u{200d}🚀", "a skin tone and a joiner"),
        ("🏳\u{fe0f}\u{200d}🌈", "a selector and a joiner"),
        ("❤\u{fe0f}\u{200d}🔥", "the same"),
        ("1\u{fe0f}\u{20e3}#\u{fe0f}\u{20e3}", "keycaps"),
        ("🇫🇷", "a flag of regional indicators"),
        ("🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}", "the flag of Scotland"),
        ("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} FC", "the flag of England"),
    ]);
}

#[test]
fn c12_what_readers_do_not_see_is_refused() {
    refuses(&[
        ("A\u{200b}da", '\u{200b}', "a space of no width"),
        ("Ada\u{ad}", '\u{ad}', "a soft hyphen"),
        ("Ada\u{2060}", '\u{2060}', "a word joiner"),
        ("\u{feff}Ada", '\u{feff}', "a mark of byte order"),
        ("Ada\u{200e}", '\u{200e}', "a mark of direction"),
        ("א\u{200f}", '\u{200f}', "a mark of direction, in Hebrew too"),
        ("ع\u{61c}", '\u{61c}', "a mark of direction, in Arabic too"),
        ("Ada\u{34f}", '\u{34f}', "a grapheme joiner"),
        ("\u{3164}", '\u{3164}', "the Hangul filler, alone"),
        ("김\u{3164}", '\u{3164}', "and within a name"),
        ("\u{115f}\u{1160}", '\u{115f}', "the fillers of jamos"),
        ("가\u{ffa0}", '\u{ffa0}', "the halfwidth filler"),
        ("ក\u{17b4}", '\u{17b4}', "a Khmer vowel that is not shown"),
        ("\u{2800}", '\u{2800}', "braille without dots, alone"),
        ("⠁\u{2800}⠁", '\u{2800}', "and within a name"),
        ("Ada \u{fffc}", '\u{fffc}', "the place of an object"),
        ("\u{1d159}", '\u{1d159}', "a note without a head"),
        ("\u{13441}", '\u{13441}', "a blank hieroglyph"),
        ("Ada\u{fff9}", '\u{fff9}', "an annotation's anchor"),
        ("Ada\u{206a}", '\u{206a}', "a deprecated format character"),
        ("Ada\u{2065}", '\u{2065}', "no character yet, and never to be shown"),
        ("Ada\u{e000}", '\u{e000}', "private use"),
        ("Ada\u{10ffff}", '\u{10ffff}', "no character"),
        ("Ada\u{e0001}", '\u{e0001}', "a tag"),
        ("Ada\u{e0061}", '\u{e0061}', "a tag without a flag"),
    ]);
}

#[test]
fn c12_joiners_and_selectors_only_where_they_show() {
    refuses(&[
        ("A\u{200d}da", '\u{200d}', "between Latin letters"),
        ("A\u{200c}da", '\u{200c}', "the same"),
        ("Е\u{200d}лена", '\u{200d}', "between Cyrillic letters"),
        ("王\u{200d}小", '\u{200d}', "between ideographs"),
        ("א\u{200d}ב", '\u{200d}', "between Hebrew letters"),
        ("ส\u{200c}ม", '\u{200c}', "between Thai letters"),
        ("क\u{200d}ष", '\u{200d}', "between Devanagari letters, without a virama"),
        ("علی\u{200c}", '\u{200c}', "at the end"),
        ("علی\u{200c} رضا", '\u{200c}', "before a space"),
        ("علی\u{200c}\u{200c}رضا", '\u{200c}', "twice"),
        ("\u{200c}علی", '\u{200c}', "at the beginning"),
        ("دار\u{200d}", '\u{200d}', "after a letter that joins nothing that follows"),
        ("क्\u{200c}", '\u{200c}', "after the last virama, which is shown anyway"),
        ("🚀\u{200d}", '\u{200d}', "after an emoji, before none"),
        ("🚀\u{200d}A", '\u{200d}', "between an emoji and a letter"),
        ("A\u{200d}🚀", '\u{200d}', "between a letter and an emoji"),
        ("A\u{fe0f}", '\u{fe0f}', "a selector after a letter"),
        ("1\u{fe0f}", '\u{fe0f}', "a selector after a digit that is no keycap"),
        ("❤\u{fe0f}\u{fe0f}", '\u{fe0f}', "twice"),
        ("A\u{e0100}", '\u{e0100}', "the selector of an ideograph after a letter"),
        ("葛\u{e0100}\u{e0101}", '\u{e0101}', "two of them"),
        ("A\u{180b}", '\u{180b}', "the selector of a Mongolian letter after another"),
        ("A\u{fe00}", '\u{fe00}', "another selector"),
        ("葛\u{fe05}", '\u{fe05}', "a selector that no sequence has"),
        ("🏴\u{e0067}\u{e0062}\u{e007f}", '\u{e0067}', "tags of no flag"),
        ("🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}", '\u{e0067}', "a flag without an end"),
        ("🚀\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}", '\u{e0067}', "tags without a flag"),
        (
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}\u{e007f}",
            '\u{e007f}',
            "tags beyond the end of a flag",
        ),
    ]);
}

#[test]
fn c12_a_name_does_not_begin_with_a_mark_or_a_space() {
    for (name, mark) in
        [("\u{301}", '\u{301}'), ("\u{301}\u{302}", '\u{301}'), ("\u{20dd}A", '\u{20dd}'), ("\u{93e}क", '\u{93e}')]
    {
        assert_eq!(name.parse::<Name>(), Err(ParseNameError::Mark(mark)));
    }
    for space in "\t\u{20}\u{85}\u{a0}\u{1680}\u{2000}\u{2003}\u{200a}\u{2028}\u{202f}\u{205f}\u{3000}".chars() {
        for name in [format!("{space}"), format!("{space}Ada"), format!("Ada{space}")] {
            let error = name.parse::<Name>().unwrap_err();
            assert!(matches!(error, ParseNameError::Space | ParseNameError::Control(_)), "{name:?}: {error}");
        }
    }
}

/// The library's list of spaces never grows, and is that of the first version.
#[test]
fn c12_every_space_of_today_is_refused_at_the_ends() {
    for space in ('\0'..=char::MAX).filter(|c| c.is_whitespace()) {
        assert!(format!("Ada{space}").parse::<Name>().is_err(), "{space:?}");
    }
}

/// A later version may know more characters that are not shown, and must read what was stored (rule I7).
#[test]
#[cfg(feature = "serde")]
fn c12_i7_a_stored_name_is_read_whatever_it_shows() {
    for stored in ["\u{3164}", "A\u{200b}da", "\u{301}", "🏴\u{e0061}", "Ada\u{e000}", "A\u{200d}da"] {
        assert!(stored.parse::<Name>().is_err());
        let read: Name = serde_json::from_value(stored.into()).unwrap();
        assert_eq!(read.as_str(), stored);
        assert_eq!(serde_json::to_value(&read).unwrap(), stored);
    }
    let long = "x".repeat(201);
    for never in ["", " Ada", "Ada\u{3000}", "A\nda", "Ada\u{202e}", "Ada\u{2028}x", &long] {
        assert!(serde_json::from_value::<Name>(never.into()).is_err(), "{never:?}");
    }
}

#[test]
fn c12_the_errors_name_the_character_and_the_way_out() {
    let cases = [
        ("A\u{200b}da", "a name must not contain U+200B where readers do not see it: leave it out"),
        ("\u{1d159}", "a name must not contain U+1D159 where readers do not see it: leave it out"),
        ("\u{301}a", "a name must not begin with the combining mark U+0301: begin with a letter"),
    ];
    for (name, sentence) in cases {
        assert_eq!(name.parse::<Name>().unwrap_err().to_string(), sentence);
    }
}
