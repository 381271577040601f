//! Names are text, whatever they say, and in every form.

use sendright::matrix::AccessMatrix;
use sendright::{Grants, Name, Permission, Scope};

use crate::support::properties::cases;

/// Names that mean something to one of the forms, and what each form shows instead.
const HOSTILE: [(&str, &str, &str, &str); 18] = [
    ("a|b", r"a\|b", "a|b", "a|b"),
    ("<b>&amp;", r"\<b\>\&amp;", "\"<b>&amp;\"", "&lt;b&gt;&amp;amp;"),
    ("say \"hi\"", "say \"hi\"", "\"say \"\"hi\"\"\"", "say &quot;hi&quot;"),
    ("it's", "it's", "it's", "it&#39;s"),
    ("a, b", "a, b", "\"a, b\"", "a, b"),
    (r"back\slash", r"back\\slash", r"back\slash", r"back\slash"),
    ("`code`", r"\`code\`", "`code`", "`code`"),
    ("**bold** [x](y)", r"\*\*bold\*\* \[x\](y)", "**bold** [x](y)", "**bold** [x](y)"),
    ("_a_ b_c", r"\_a\_ b_c", "_a_ b_c", "_<wbr/>a_<wbr/> b_<wbr/>c"),
    (
        "a\nb\r\n\tc",
        "a\u{fffd}b\u{fffd}\u{fffd}\u{fffd}c",
        "a\u{fffd}b\u{fffd}\u{fffd}\u{fffd}c",
        "a\u{fffd}b\u{fffd}\u{fffd}\u{fffd}c",
    ),
    (
        "a\u{2028}b\u{202e}c\u{2066}d\0",
        "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}",
        "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}",
        "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}",
    ),
    ("  ends  ", "ends", "ends", "ends"),
    (
        "</th></table><script>",
        r"\</th\>\</table\>\<script\>",
        "</th></table><script>",
        "&lt;/th&gt;&lt;/table&gt;&lt;script&gt;",
    ),
    (
        "see https://evil.example",
        r"see https\://evil.example",
        "see https://evil.example",
        "see https://evil.<wbr/>example",
    ),
    ("WWW.evil.example", r"WWW\.evil.example", "WWW.evil.example", "WWW.<wbr/>evil.<wbr/>example"),
    ("ada@acme.example", r"ada\@acme.example", "ada@acme.example", "ada@<wbr/>acme.<wbr/>example"),
    ("a: b.c www", "a: b.c www", "a: b.c www", "a: b.<wbr/>c www"),
    ("$x$ ~y~", r"\$x\$ \~y\~", "$x$ ~y~", "$x$ ~y~"),
];

#[test]
fn a_name_is_shown_as_it_is_in_every_form() {
    for (name, markdown, csv, html) in HOSTILE {
        let matrix = AccessMatrix::of_roles([(name, Grants::NONE)]);
        let found = matrix.to_markdown().lines().next().unwrap().to_owned();
        assert_eq!(found, format!("| permission | {markdown} |"));
        let found = matrix.to_csv().split("\r\n").next().unwrap().to_owned();
        assert_eq!(found, format!("area,permission,{csv}"));
        let found = matrix.to_html();
        assert!(found.contains(&format!("<th scope=\"col\"><bdi>{html}</bdi></th>")), "{html}");
    }
}

#[test]
fn what_is_escaped_in_markdown_is_read_back() {
    for (name, ..) in HOSTILE {
        let grants = Grants::NONE.with(Permission::SmsSend, Scope::Own);
        let matrix = AccessMatrix::of_roles([(name, grants), ("x", Grants::NONE)]);
        matrix.check_golden(&matrix.to_markdown()).unwrap();
    }
}

#[test]
fn a_title_is_escaped() {
    let html = AccessMatrix::of_presets().titled("</title><script>&\"").to_html();
    assert_eq!(html.matches("&lt;/title&gt;&lt;script&gt;&amp;&quot;").count(), 3, "title, heading, caption");
    assert!(!html.contains("<script"));
}

#[test]
fn no_name_begins_a_formula() {
    let cases = [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-north", "'-north"),
        ("@sum", "'@sum"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠1", "'＠1"),
        ("\"=1", "\"\"\"'=1\""),
        ("'=1", "''=1"),
        ("a;=1", "\"a;'=1\""),
        ("a; -1", "\"a; '-1\""),
        ("a,@b", "\"a,'@b\""),
        ("==1", "'==1"),
        ("a|=1", "a|'=1"),
        ("a=b-c@d", "a=b-c@d"),
        ("\t=1", "'=1"),
    ];
    for (name, field) in cases {
        let csv = AccessMatrix::of_roles([(name, Grants::NONE)]).to_csv();
        assert_eq!(csv.lines().next().unwrap(), format!("area,permission,{field}"), "{name}");
    }
}

/// The fields of RFC 4180, read by its grammar; a byte out of place is a panic.
fn fields(csv: &str) -> Vec<Vec<String>> {
    let mut lines = vec![];
    let (mut line, mut rest) = (vec![], csv);
    while !rest.is_empty() {
        let field = if let Some(quoted) = rest.strip_prefix('"') {
            let mut text = String::new();
            let mut chars = quoted.char_indices().peekable();
            let end = loop {
                match chars.next().unwrap() {
                    (_, '"') if chars.next_if(|(_, c)| *c == '"').is_some() => text.push('"'),
                    (end, '"') => break end,
                    (_, c) => text.push(c),
                }
            };
            rest = &quoted[end + 1..];
            text
        } else {
            let end = rest.find([',', '\r']).unwrap();
            let (text, after) = rest.split_at(end);
            assert!(!text.contains(['"', '\n']), "{text}");
            rest = after;
            text.to_owned()
        };
        line.push(field);
        if let Some(after) = rest.strip_prefix("\r\n") {
            lines.push(std::mem::take(&mut line));
            rest = after;
        } else {
            rest = rest.strip_prefix(',').unwrap();
        }
    }
    assert!(line.is_empty());
    lines
}

#[test]
fn the_csv_is_that_of_rfc_4180() {
    let matrix = AccessMatrix::of_roles(HOSTILE.map(|(name, ..)| (name, Grants::ALL)));
    let lines = fields(&matrix.to_csv());
    assert!(lines.iter().all(|line| line.len() == HOSTILE.len() + 2));
    assert_eq!(lines.len(), 1 + Permission::ALL.len() + 1, "with the heading, and the slots of the application's own");
    let columns: Vec<String> = matrix.columns().collect();
    assert_eq!(lines[0][2..], columns);
}

proptest::proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn no_name_breaks_a_form(name in "[\\PC|<>&\"'`*_=+\\-@;, ]{1,30}") {
        let grants = Grants::NONE.with(Permission::SmsSend, Scope::Account);
        let matrix = AccessMatrix::of_roles([(name.as_str(), grants), ("other", Grants::NONE)]);
        matrix.check_golden(&matrix.to_markdown()).unwrap();
        proptest::prop_assert!(fields(&matrix.to_csv()).iter().all(|line| line.len() == 4));
        super::html_page::assert_well_formed(&matrix.to_html());
        // What a directory takes for a name is shown whole, but for what reorders the text around it.
        if name.parse::<Name>().is_ok() && !name.contains(['\u{2028}', '\u{2029}']) {
            let shown = name.replace(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'), "\u{fffd}");
            proptest::prop_assert_eq!(matrix.columns().next().unwrap(), shown);
        }
    }
}
