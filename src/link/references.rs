//! Words that point to a section of the same notebook: `see 47`, `see question 47`, `see sections 48 and 148`, `section 12a`,
//! `#47`.

use crate::parse::heading_words::{self, LANGUAGES, Role, suffix_start};
use crate::parse::{Notebook, Section};
use std::collections::BTreeMap;
use std::ops::Range;

/// A number in prose that points to a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    /// The words that become the link.
    pub range: Range<usize>,
    /// The number as written.
    pub number: &'a str,
    /// Whether the words leave no doubt that a section is meant, so that an unknown number gets a message.
    pub is_certain: bool,
}

/// Words after which numbers are sections. `see` leaves a doubt: "see 3 examples".
const ENGLISH: [(&str, Lead); 6] = [
    ("see sections", Lead::Certain),
    ("see section", Lead::Certain),
    ("sections", Lead::Certain),
    ("section", Lead::Certain),
    ("see also", Lead::Open),
    ("see", Lead::Open),
];

/// The words before the numbers of a notebook's headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnWords {
    /// They refer, in lower case: `chapter`.
    pub words: Vec<String>,
    /// Whether the words for a question or an exercise refer too, in any language. Not in a notebook of chapters.
    pub has_questions: bool,
}

impl OwnWords {
    /// The words of a notebook.
    pub(super) fn of(notebook: &Notebook) -> Self {
        let found: BTreeMap<String, Role> = notebook.sections.iter().filter_map(word_of_heading).collect();
        let has_questions = found.is_empty() || found.values().any(|role| role.asks());
        Self { words: found.into_keys().collect(), has_questions }
    }
}

/// The word before the number of a section, in lower case, and its role.
pub(super) fn word_of_heading(section: &Section) -> Option<(String, Role)> {
    let heading = section.title.full_text.trim_start();
    let is_worded = section.number.is_some() && heading.starts_with(char::is_alphabetic);
    let (role, length) = heading_words::at_start(heading).filter(|_| is_worded)?;
    Some((heading[..length].to_lowercase(), role))
}

/// How much the words before a number say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    /// A section is meant: a number that no section has is worth a message.
    Certain,
    /// A section is meant if a sentence goes on behind the number.
    Open,
    /// The same in another language, whose words are not known.
    Foreign,
    /// A question or an exercise is meant, in any language: `see question 2`. It may be one of another book.
    Question,
}

/// Words that are words of English too, or of many languages: they refer only right behind a bracket, as in `(ver 2)`.
const AMBIGUOUS: [&str; 5] = ["ver", "se", "xem", "vide", "les"];

/// Words before `#12` that make it the number of something else.
const TRACKED: [&str; 18] = [
    "issue", "issues", "pull", "request", "pr", "bug", "ticket", "volume", "episode", "fixes", "closes", "resolves",
    "ranked", "rank", "player", "symphony", "number", "top",
];

/// Words before `see` that make it a verb of a sentence and no advice: "They see 3 as a prime".
const SEERS: [&str; 10] = ["they", "we", "you", "i", "can", "could", "will", "would", "may", "might"];

/// What sections of are in other books.
const OTHER_BOOKS: [&str; 10] =
    ["appendix", "docs", "documentation", "book", "manual", "guide", "rfc", "spec", "specification", "paper"];

/// Finds every reference in `text`, in order. Each has a number, so only the words directly before a digit are looked at.
#[must_use]
pub(super) fn find<'a>(text: &'a str, own: &OwnWords) -> Vec<Reference<'a>> {
    let mut found: Vec<Reference<'_>> = Vec::new();
    let mut done = 0;
    while let Some(distance) = text.as_bytes()[done..].iter().position(u8::is_ascii_digit) {
        let digit = done + distance;
        let new = before_digit(text, done, digit, own);
        done = match new.as_deref() {
            Some([.., last]) => last.range.end,
            _ => digit + text.as_bytes()[digit..].iter().take_while(|byte| byte.is_ascii_digit()).count(),
        };
        found.extend(new.into_iter().flatten());
    }
    found
}

/// The references whose first number begins at `digit`. What is before `done` is in another one.
fn before_digit<'a>(text: &'a str, done: usize, digit: usize, own: &OwnWords) -> Option<Vec<Reference<'a>>> {
    let words = text[..digit].trim_end_matches(BETWEEN);
    if words.len() == digit && words.ends_with(|c: char| c.is_ascii()) {
        return None;
    }
    // Scripts without spaces have none before `见第3章`.
    let is_ordinal = text[words.len()..digit].contains('第');
    let begins = |at: usize| starts_word(text, at) || (is_ordinal && is_without_spaces(text, at));
    let mut leads: Vec<(usize, Lead)> = leads(words, own).filter(|&(at, _)| at >= done && begins(at)).collect();
    leads.sort_by_key(|&(at, _)| at);
    let led = leads.into_iter().find_map(|(at, lead)| led(text, at, words.len(), lead));
    led.or_else(|| {
        let at =
            digit.checked_sub(1).filter(|&at| at >= done && text.as_bytes()[at] == b'#' && starts_word(text, at))?;
        let end = number(text, digit).filter(|_| !is_tracked(&text[..at]))?;
        Some(vec![Reference { range: at..end, number: &text[digit..end], is_certain: false }])
    })
}

/// Characters between the words that refer and the number.
const BETWEEN: [char; 3] = [' ', '#', '第'];

/// Whether the character at an offset belongs to a script that is written without spaces.
fn is_without_spaces(text: &str, at: usize) -> bool {
    text[at..].starts_with(|c: char| c >= '\u{2E80}')
}

fn starts_word(text: &str, at: usize) -> bool {
    let before = &text[..at];
    // `Cross-section 3`.
    let is_compound = before.strip_suffix('-').is_some_and(|before| before.ends_with(char::is_alphanumeric));
    !is_compound && !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '&' | '#' | '/'))
}

/// Returns whether the words before `#12` say that it is not a section.
fn is_tracked(before: &str) -> bool {
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    TRACKED.iter().any(|tracked| word.eq_ignore_ascii_case(tracked))
}

/// The words at the end of a text after which a number refers: where they begin, and what they say.
fn leads<'a>(text: &'a str, own: &OwnWords) -> impl Iterator<Item = (usize, Lead)> + 'a {
    let is_meant = |at: usize, words: &str| !AMBIGUOUS.contains(&words) || text[..at].ends_with('(');
    let plain = leading(text).filter(move |&(at, words, _)| is_meant(at, words)).map(|(at, _, lead)| (at, lead));
    let before_question = before_question(text, own).into_iter().flat_map(leading);
    plain.chain(before_question.filter(|(.., lead)| *lead != Lead::Certain).map(|(at, ..)| (at, Lead::Question)))
}

/// The words at the end of a text that refer, ambiguous ones included: where they begin, the words, and what they say.
fn leading(text: &str) -> impl Iterator<Item = (usize, &'static str, Lead)> {
    let english = ENGLISH.iter().copied();
    let foreign = LANGUAGES.iter().flat_map(|language| language.references).map(|words| (*words, Lead::Foreign));
    english.chain(foreign).filter_map(|(words, lead)| Some((suffix_start(text, words)?, words, lead)))
}

/// Articles between the words that refer and a question.
const ARTICLES: [&str; 15] =
    ["the", "die", "der", "den", "das", "la", "le", "les", "el", "il", "de", "het", "a", "o", "as"];

/// The text before `question`, `exercise` or such a word of another language at its end, or one of the notebook's own words,
/// and before its article.
fn before_question<'a>(text: &'a str, own: &OwnWords) -> Option<&'a str> {
    let singular = text.strip_suffix(['s', 'n']).unwrap_or(text);
    let questions = || LANGUAGES.iter().flat_map(|language| language.questions.iter().chain(language.exercises));
    let start = |text: &str| {
        let of_questions = questions().filter(|_| own.has_questions).filter_map(|word| suffix_start(text, word));
        of_questions.chain(own.words.iter().filter_map(|word| suffix_start(text, word))).min()
    };
    let before = &text[..start(text).or_else(|| start(singular))?];
    // Scripts without spaces have none here.
    let trimmed = before.trim_end_matches([' ', '第']);
    let is_apart = trimmed.len() < before.len() || text[before.len()..].starts_with(|c: char| c >= '\u{3000}');
    let word_start = trimmed.rfind(' ').map_or(0, |blank| blank + 1);
    let is_article = ARTICLES.iter().any(|article| trimmed[word_start..].eq_ignore_ascii_case(article));
    is_apart.then(|| if is_article { trimmed[..word_start].trim_end() } else { trimmed })
}

/// A list of numbers after words that refer, from `start` to `after`. The words belong to the link of the first number.
fn led(text: &str, start: usize, after: usize, lead: Lead) -> Option<Vec<Reference<'_>>> {
    let mut at = after + text[after..].len() - text[after..].trim_start_matches(BETWEEN).len();
    let is_joined = text[..after].ends_with(|c: char| !c.is_ascii());
    if at == after && !is_joined {
        return None;
    }
    let mut references = Vec::new();
    let mut from = start;
    // `参见第3章`: the counter belongs to the reference.
    let mut has_counter = false;
    while let Some(number_end) = number(text, at) {
        let counter = text[number_end..].chars().next().filter(|c| is_counter(*c) && is_without_spaces(text, start));
        has_counter |= counter.is_some();
        let end = number_end + counter.map_or(0, char::len_utf8);
        let number = &text[at..number_end];
        references.push(Reference { range: from..end, number, is_certain: lead == Lead::Certain });
        let Some(next) = next_in_list(text, end, lead) else { break };
        from = next;
        at = next + usize::from(text[next..].starts_with('#'));
    }
    let last = references.last()?.range.end;
    let rest = &text[last..];
    let may_be_count = references.len() == 1 && lead != Lead::Certain && !has_counter && !ends_reference(rest);
    let is_elsewhere = match lead {
        Lead::Certain => {
            let is_bare = text[start..].get(..3).is_some_and(|word| word.eq_ignore_ascii_case("sec"));
            // `see section 3 (SQS)` says what the section is about.
            let in_brackets = rest.strip_prefix(" (").map(|name| format!(" {name}")).filter(|_| is_bare);
            in_brackets.is_some_and(|name| is_of_law(&name))
                || is_of_law(rest)
                || is_of_standard(text, start)
                || is_in_other_book(rest)
        }
        Lead::Question => {
            is_of_law(rest) || [" in ", " on ", " en ", " do ", " da "].iter().any(|word| rest.starts_with(word))
        }
        Lead::Open => is_seen(&text[..start]),
        Lead::Foreign => is_of_law(rest),
    };
    // `see 2:30` is a time, `see 1/2` a fraction, `参见第1章第2节` a section of a chapter.
    let goes_on =
        |sign: char| rest.strip_prefix(sign).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_longer = goes_on(':') || goes_on('/') || rest.starts_with('第');
    let is_date = is_before_month(rest) || (lead != Lead::Certain && is_ordinal(rest));
    if may_be_count || is_elsewhere || is_longer || is_date || is_of_something_else(rest) {
        return None;
    }
    // What `see` names with more digits is a year or an id.
    let is_short = |number: &str| number.bytes().filter(u8::is_ascii_digit).count() <= 3;
    for reference in &mut references {
        reference.is_certain |= lead == Lead::Open && is_short(reference.number);
    }
    Some(references)
}

/// `section 3 of the Sale Act` and `section 47(1)` are in another book. `section 3 of these notes` is not.
fn is_of_something_else(rest: &str) -> bool {
    if rest.starts_with('(') {
        return true;
    }
    let Some(of) = rest.strip_prefix(" of ") else { return false };
    let mut words = of.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let is_ours = matches!(first, "this" | "these" | "our" | "my")
        || ["notes", "notebook", "page", "document"].iter().any(|ours| words.clone().take(3).any(|word| word == *ours));
    !is_ours
}

/// Whether a sentence is about seeing: the words before `see` are no end of a sentence.
fn is_seen(before: &str) -> bool {
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    SEERS.iter().any(|seer| word.eq_ignore_ascii_case(seer))
}

/// `section 3 in the documentation`.
fn is_in_other_book(rest: &str) -> bool {
    let Some(book) = rest.strip_prefix(" in ") else { return false };
    let book = book.strip_prefix("the ").or_else(|| book.strip_prefix("its ")).unwrap_or(book);
    let word = book.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    OTHER_BOOKS.iter().any(|other| word.eq_ignore_ascii_case(other))
}

/// `section 3 BGB`, `section 3, GDPR`, `section 3, Sale of Goods Act`: a law or a standard follows. `section 22, EBS volumes`
/// goes on with something else.
fn is_of_law(rest: &str) -> bool {
    let (name, is_apart) = match rest.strip_prefix(", ") {
        Some(name) => (name, true),
        None => (rest.strip_prefix(' ').unwrap_or_default(), false),
    };
    let name = name.strip_prefix("the ").unwrap_or(name);
    let word = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_abbreviation = word.len() >= 2 && word.chars().all(char::is_uppercase);
    if is_abbreviation {
        return !is_apart || LAWS_IN_SHORT.contains(&word);
    }
    let is_of_name = |word: &&str| word.starts_with(char::is_uppercase) || matches!(*word, "of" | "on" | "and" | "the");
    let sentence = name.split(['.', ',', ';', ':', '(', ')', '\n']).next().unwrap_or_default();
    let mut words = sentence.split(' ').take(MOST_WORDS_OF_LAW).take_while(is_of_name);
    words.any(|word| LAWS.contains(&word))
}

/// Laws and standards by their letters.
#[rustfmt::skip]
const LAWS_IN_SHORT: [&str; 40] = [
    "GDPR", "HIPAA", "CCPA", "CPRA", "FERPA", "COPPA", "SOX", "DMCA", "UCC", "USC", "CFR", "IRC", "FRE", "FRCP", "TFEU", "TEU",
    "ECHR", "ICCPR", "CISG", "DSGVO", "BDSG", "BGB", "HGB", "GG", "ZPO", "AO", "RGPD", "LOPD", "LGPD", "AVG", "NIST", "ISO",
    "IEC", "IEEE", "ANSI", "DIN", "RFC", "PCI", "WCAG", "OWASP",
];

/// Words of the name of a law that are looked through.
const MOST_WORDS_OF_LAW: usize = 8;

/// What laws are called.
const LAWS: [&str; 10] =
    ["Act", "Code", "Regulation", "Directive", "Law", "Treaty", "Constitution", "Convention", "Statute", "Ordinance"];

/// `siehe 3. Mai`, `see 3 May`: the number is a day.
fn is_before_month(rest: &str) -> bool {
    let word = rest.strip_prefix('.').unwrap_or(rest).strip_prefix(' ').unwrap_or_default();
    let word = word.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    MONTHS.contains(&word.as_str())
}

/// Names of months in languages that write them behind the day, in lower case.
#[rustfmt::skip]
const MONTHS: [&str; 95] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "januar", "jänner", "februar", "märz", "mai", "juni", "juli", "oktober", "dezember", "okt", "dez",
    "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    "januari", "februari", "maart", "mei", "augustus", "maj", "augusti", "desember",
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "dicembre",
    "enero", "febrero", "abril", "mayo", "junio", "julio", "septiembre", "octubre", "noviembre", "diciembre",
    "janeiro", "fevereiro", "março", "maio", "junho", "julho", "setembro", "outubro", "novembro", "dezembro",
    "ocak", "şubat", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım",
];

/// `siehe 1. und 2. Auflage`: the number is an ordinal one.
fn is_ordinal(rest: &str) -> bool {
    let Some(word) = rest.strip_prefix(". ") else { return false };
    let word = word.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word.starts_with(char::is_lowercase) || COUNTED.contains(&word)
}

/// German nouns that mostly have an ordinal number.
const COUNTED: [&str; 14] = [
    "Weltkrieg",
    "Auflage",
    "Semester",
    "Quartal",
    "Jahrhundert",
    "Klasse",
    "Stock",
    "Etage",
    "OG",
    "UG",
    "Bundesliga",
    "Korinther",
    "Mose",
    "Halbjahr",
];

/// `RFC 793 section 3`, `ISO 27001, section 4`, `GDPR section 3`: a standard or a law comes before `section` at `start`.
fn is_of_standard(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches([' ', ',']);
    let is_named = text[start..].get(..3).is_some_and(|word| word.eq_ignore_ascii_case("sec"));
    let number = before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | ':'));
    let letters = number.trim_end();
    let name = letters.len() - letters.trim_end_matches(|c: char| c.is_ascii_uppercase()).len();
    let is_joined = letters.len() == number.len();
    let is_apart = text[..start].trim_end().ends_with(',');
    let letters = &before[before.len() - name..];
    let is_law = number.len() == before.len()
        && starts_word(before, before.len() - name)
        && if is_apart { LAWS_IN_SHORT.contains(&letters) } else { name >= 3 };
    is_named && (is_law || number.len() < before.len() && name >= 2 + usize::from(is_joined))
}

/// After `see 47` a sentence ends or goes on; after `see 3` of `see 3 examples` a noun follows.
fn ends_reference(rest: &str) -> bool {
    const GOES_ON: [&str; 27] = [
        "for", "to", "on", "in", "and", "or", "about", "below", "above", "where", "which", "as", "if", "when", "how",
        "und", "oder", "für", "et", "ou", "pour", "para", "per", "en", "voor", "и", "или",
    ];
    match rest.trim_start().chars().next() {
        None
        | Some(
            '.' | ',' | ';' | ':' | '(' | ')' | ']' | '!' | '?' | '—' | '–' | '\n' | '。' | '，' | '、' | '）' | '；'
            | '节' | '節' | '章' | '题' | '題',
        ) => true,
        _ => GOES_ON.contains(&rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()),
    }
}

/// Where the next number of `48, 49 and #148` begins, after the one that ends at `end`.
fn next_in_list(text: &str, end: usize, lead: Lead) -> Option<usize> {
    let rest = &text[end..];
    let joints = [", and ", ", or ", " and ", " or ", " & ", ", "];
    let slash = || rest.strip_prefix('/').filter(|_| lead == Lead::Certain);
    let joined = joints.iter().find_map(|joint| rest.strip_prefix(joint)).or_else(slash)?;
    let joined = joined.strip_prefix("section ").unwrap_or(joined);
    let at = text.len() - joined.len();
    let number_end = number(text, at + usize::from(joined.starts_with('#')))?;
    // `see 47, 3 more` counts something; in a list of sections every number is followed like a reference.
    (ends_reference(&text[number_end..]) || next_in_list(text, number_end, lead).is_some()).then_some(at)
}

/// What is counted by a number behind `第`.
fn is_counter(character: char) -> bool {
    matches!(character, '节' | '節' | '章' | '题' | '題' | '項' | '课' | '課' | '讲' | '講' | '回' | '条' | '條' | '問')
}

/// The end of the section number that begins at `start`.
fn number(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let mut length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
    while rest[..length].ends_with('.') {
        length -= 1;
    }
    let belongs = |c: char| (c.is_alphanumeric() && !is_counter(c)) || matches!(c, '_' | '%' | '-');
    let is_alone = !rest[length..].starts_with(belongs);
    (is_alone && crate::parse::SectionNumber::named(&rest[..length]).is_some()).then_some(start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: OwnWords = OwnWords { words: Vec::new(), has_questions: true };

    fn found(text: &str) -> Vec<(&str, &str)> {
        find(text, &PLAIN).into_iter().map(|reference| (reference.number, &text[reference.range])).collect()
    }

    #[test]
    fn references() {
        assert_eq!(found("Backoff helps (see 48)."), [("48", "see 48")]);
        assert_eq!(found("See sections 53, 111 and 144."), [("53", "See sections 53"), ("111", "111"), ("144", "144")]);
        assert_eq!(found("as in section 2.1.5, or #17a"), [("2.1.5", "section 2.1.5"), ("17a", "#17a")]);
        assert_eq!(found("see 4 (shards)"), [("4", "see 4")]);
        assert_eq!(found("see 4 for shards"), [("4", "see 4")]);
        assert_eq!(found("see 20 and 64"), [("20", "see 20"), ("64", "64")]);
        assert_eq!(found("see also 7, below"), [("7", "see also 7")]);
        assert_eq!(found("section 3 of these notes"), [("3", "section 3")]);
        assert_eq!(found("siehe 2."), [("2", "siehe 2")]);
        assert_eq!(found("(voir 1)"), [("1", "voir 1")]);
        assert_eq!(found("(ver 4)"), [("4", "ver 4")]);
        assert_eq!(found("см. 5."), [("5", "см. 5")]);
        assert_eq!(found("参见第3节。"), [("3", "参见第3节")]);
        assert_eq!(found("请见第2章的图。"), [("2", "见第2章")]);
        assert_eq!(found("siehe 2. Danach kommt 3."), [("2", "siehe 2")]);
        assert_eq!(found("is in section 4, EBS volumes in 5"), [("4", "section 4")]);
        assert_eq!(found("For EBS, section 4 helps"), [("4", "section 4")]);
        assert_eq!(found("see sections 4/5"), [("4", "see sections 4"), ("5", "5")]);
        for text in [
            "See question 2",
            "siehe Frage 2",
            "voir la question 2",
            "см. вопрос 2",
            "vea la pregunta 2",
            "ver questão 2",
            "Zie vraag 2",
            "参见问题2",
            "see the exercise 2",
        ] {
            assert_eq!(found(&format!("{text}.")), [("2", text)], "{text}");
        }
        assert_eq!(found("see questions 2 and 3"), [("2", "see questions 2"), ("3", "3")]);
    }

    #[test]
    fn the_words_of_the_notebook_refer() {
        let own = OwnWords { words: vec!["kapitel".to_owned(), "chapter".to_owned()], has_questions: false };
        for (text, expected) in [
            ("Siehe Kapitel 2.", vec!["2"]),
            ("See the chapters 2 and 3.", vec!["2", "3"]),
            ("Siehe Frage 2.", vec![]),
            ("Kapitel 2 ist lang.", vec![]),
            ("see 2.", vec!["2"]),
        ] {
            let found: Vec<&str> = find(text, &own).into_iter().map(|reference| reference.number).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_words_of_every_language_are_found() {
        let words = LANGUAGES.iter().flat_map(|language| language.references.iter().copied());
        for words in words.chain(ENGLISH.iter().map(|(words, _)| *words)) {
            let gap = " ".repeat(200);
            let text = format!("{gap}({words}{gap}7) 8 9.");
            assert_eq!(found(&text).len(), 1, "{words}");
        }
    }

    #[test]
    fn unknown_numbers_get_a_message() {
        let is_certain = |text| find(text, &PLAIN).iter().all(|reference| reference.is_certain);
        assert!(is_certain("see 99.") && is_certain("section 2024") && is_certain("see 98 and 99"));
        assert!(!is_certain("see 2024.") && !is_certain("#99"));
    }

    #[test]
    fn what_is_no_reference() {
        for text in [
            "see 1/2 of it, see 2/3.",
            "siehe 3. Mai, siehe 1. und 2. Auflage, Vgl. 2. Korinther",
            "see 3 May, see 3. May",
            "See 3/2026.",
            "Section 3, GDPR, and section 4 GDPR",
            "GDPR section 3 and GDPR, section 4, Section 5 (GDPR)",
            "section 2, Sale of Goods Act 1979",
            "意见3，可见2种，参见第1章第2节。",
            "They see 3, and we see 4.",
            "see 2:30",
            "Cross-section 3, C-section 2",
            "Player #2 won, ranked #3",
            "See section 3 in the docs.",
            "siehe 3 Beispiele",
            "issue #3 of it",
            "section 3 of the Sale Act",
            "section 47(1)(b)",
            "section 3 BGB",
            "RFC 793 section 3",
            "as in ISO 27001, section 4",
            "RFC793 section 3",
            "§ 3",
            "Chapter 5 of the book",
            "see chapter 5.",
            "See question 2 of the exam",
            "see question 2 in the book",
            "siehe Frage 2 der Prüfung",
            "Question 2.",
            "Kafka ver 2.",
            "see 3 examples",
            "C#47",
            "oversee 47.",
            "section",
            "see 47%",
            "colour &#47;",
            "intersection 4",
            "see S3.",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
