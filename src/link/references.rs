//! Words that point to a section of the same notebook: `see 47`, `see question 47`, `see sections 48 and 148`, `section 12a`,
//! `#47`.

mod elsewhere;
mod ranks;
mod words;
mod works;

use crate::parse::heading_words::number_words;
use crate::parse::{SectionNumber, numerals};
use elsewhere::Place;
use std::borrow::Cow;
use std::ops::Range;
use words::{Lead, Leading, leads};
pub(super) use words::{OwnWords, word_of_heading};

/// A number in prose that points to a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    /// The words that become the link.
    pub range: Range<usize>,
    /// The number in digits.
    pub number: Cow<'a, str>,
    /// The number of the part that the words name: `1` in `第1章第2节`.
    pub part: Option<Cow<'a, str>>,
    /// Whether the words leave no doubt that a section is meant, so that an unknown number gets a message.
    pub is_certain: bool,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numeral {
    /// `12`.
    Digits,
    /// `十二`, behind `第`.
    Chinese,
    /// `twelve`, `XII`, behind a word of the notebook's headings.
    Words,
}

/// Finds every reference in `text`, in order. Each has a number, so only the words beside a number are looked at.
#[must_use]
pub(super) fn find<'a>(text: &'a str, own: &OwnWords) -> Vec<Reference<'a>> {
    let mut found: Vec<Reference<'_>> = Vec::new();
    let mut done = 0;
    let mut refused = None;
    for (start, numeral) in numbers(text, own) {
        if start < done {
            continue;
        }
        let new = before_number(text, done, (start, numeral), own)
            .or_else(|| behind_number(text, done, (start, numeral), own));
        let new = new.or_else(|| Some(vec![with_sign(text, done, start, own, &mut refused)?]));
        if let Some([.., last]) = new.as_deref() {
            done = last.range.end;
        }
        found.extend(new.into_iter().flatten());
    }
    found
}

/// Where numbers begin that may be those of sections, in order.
fn numbers(text: &str, own: &OwnWords) -> Vec<(usize, Numeral)> {
    let bytes = text.as_bytes();
    let is_first = |at: &usize| bytes[*at].is_ascii_digit() && (*at == 0 || !bytes[at - 1].is_ascii_digit());
    let mut found: Vec<_> = (0..bytes.len()).filter(is_first).map(|at| (at, Numeral::Digits)).collect();
    let chinese = text.match_indices('第').map(|(at, sign)| at + sign.len());
    found.extend(chinese.filter(|&at| numerals::chinese(&text[at..]).is_some()).map(|at| (at, Numeral::Chinese)));
    if !own.words.is_empty() {
        let words = text.match_indices(' ').filter(|&(at, _)| {
            let before = &text[..at];
            let singular = before.strip_suffix('s').unwrap_or(before);
            own.own_start_at_end(before).or_else(|| own.own_start_at_end(singular)).is_some()
        });
        let words = words.map(|(at, _)| (at + 1, Numeral::Words));
        found.extend(words.filter(|&(at, numeral)| number(text, at, numeral).is_some()));
    }
    found.sort_by_key(|&(at, _)| at);
    found
}

/// The references whose first number is at an offset, behind words that refer. What is before `done` is in another one.
fn before_number<'a>(
    text: &'a str,
    done: usize,
    (at, numeral): (usize, Numeral),
    own: &OwnWords,
) -> Option<Vec<Reference<'a>>> {
    let words = text[..at].trim_end_matches(BETWEEN);
    if words.len() == at && words.ends_with(|c: char| c.is_ascii()) {
        return None;
    }
    // Scripts without spaces have none before `见第3章`.
    let is_ordinal = text[words.len()..at].contains('第');
    let begins = |at: usize| starts_word(text, at) || (is_ordinal && is_without_spaces(text, at));
    let mut leads: Vec<Leading<'a>> =
        leads(words, own).filter(|leading| leading.start >= done && begins(leading.start)).collect();
    leads.sort_by_key(|leading| leading.start);
    let found = leads.into_iter().find_map(|leading| led(text, leading, words.len(), numeral))?;
    let is_article = |reference: &Reference<'_>| text[..reference.range.end].ends_with(is_of_article);
    (own.has_articles || !found.iter().any(is_article)).then_some(found)
}

/// Words of languages that have the verb at the end, behind the number: `第3章を参照`, `3장 참고`, `अध्याय 3 देखें`.
#[rustfmt::skip]
const BEHIND: [&str; 15] = [
    "を参照", "をご覧", "を見よ", "も参照", "参照", "을 참고", "를 참고", "을 참조", "를 참조", " 참고", " 참조", "을 보", "를 보", " देखें", " देखिए",
];

/// What has numbered chapters but is not these notes, before `第3条`: a law, a rule, something of another thing.
const OF_OTHERS: [&str; 8] = ["法", "規則", "規約", "条例", "の", "법", "의", "法律"];

/// The reference whose number is at an offset, before words that refer.
fn behind_number<'a>(
    text: &'a str,
    done: usize,
    (at, numeral): (usize, Numeral),
    own: &OwnWords,
) -> Option<Vec<Reference<'a>>> {
    let (number_end, number) = number(text, at, numeral)?;
    let counter = text[number_end..].chars().next().filter(|c| is_counter(*c));
    let end = number_end + counter.map_or(0, char::len_utf8);
    if !BEHIND.iter().any(|words| text[end..].starts_with(words)) {
        return None;
    }
    let before = text[..at].trim_end_matches(' ');
    let ordinal = text[..at].strip_suffix('第').or_else(|| text[..at].strip_suffix('제')).map(str::len);
    let start = own.start_at_end(before).or(ordinal).or(counter.map(|_| at)).filter(|&start| start >= done)?;
    let is_other = OF_OTHERS.iter().any(|other| text[..start].trim_end().ends_with(other));
    (!is_other && (own.has_articles || !counter.is_some_and(is_of_article)))
        .then(|| vec![Reference { range: start..end, number, part: None, is_certain: false }])
}

/// `#12`, with its number at an offset. `refused` is the end of the last one that is not a section: its list is not one either.
fn with_sign<'a>(
    text: &'a str,
    done: usize,
    at: usize,
    own: &OwnWords,
    refused: &mut Option<usize>,
) -> Option<Reference<'a>> {
    let sign =
        at.checked_sub(1).filter(|&sign| sign >= done && text.as_bytes()[sign] == b'#' && starts_word(text, sign))?;
    let (end, number) = number(text, at, Numeral::Digits)?;
    let is_joint = |between: &str| JOINTS.contains(&between) || matches!(between, " to " | "–" | "-");
    let is_listed = refused.is_some_and(|refused| is_joint(&text[refused..sign]));
    if is_listed || !ranks::is_section(text, sign, end, own) {
        *refused = Some(end);
        return None;
    }
    Some(Reference { range: sign..end, number, part: None, is_certain: false })
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

/// A list of numbers behind words that refer, which end at `after`. The words belong to the link of the first number.
fn led<'a>(text: &'a str, leading: Leading<'a>, after: usize, numeral: Numeral) -> Option<Vec<Reference<'a>>> {
    let Leading { start, lead, mut part } = leading;
    let mut at = after + text[after..].len() - text[after..].trim_start_matches(BETWEEN).len();
    let is_joined = text[..after].ends_with(|c: char| !c.is_ascii());
    if at == after && !is_joined {
        return None;
    }
    let mut references = Vec::new();
    let mut from = start;
    // `参见第3章`: the counter belongs to the reference.
    let mut has_counter = false;
    while let Some((number_end, mut named)) = number(text, at, numeral) {
        let mut end = number_end + counter_length(text, number_end, start);
        has_counter |= end > number_end;
        // `第1章第2节`: the first number is that of a part.
        if let Some((inner_end, inner)) = inner_number(text, end).filter(|_| end > number_end) {
            part = Some(std::mem::replace(&mut named, inner));
            end = inner_end + counter_length(text, inner_end, start);
        }
        let is_certain = lead == Lead::Certain && numeral == Numeral::Digits;
        references.push(Reference { range: from..end, number: named, part: part.clone(), is_certain });
        let Some(next) = next_in_list(text, end, (lead, numeral)) else { break };
        from = next;
        at = next + usize::from(text[next..].starts_with('#'));
    }
    let end = references.last()?.range.end;
    if matches!(lead, Lead::Certain | Lead::Foreign) && works::is_named_before(text, start) {
        return None;
    }
    let is_plain = references.len() == 1 && (lead != Lead::Certain || numeral == Numeral::Words);
    if (is_plain && !has_counter && !ends_reference(&text[end..])) || (Place { text, start, end, lead }).is_elsewhere()
    {
        return None;
    }
    // What `see` names with more digits is a year or an id.
    let is_short = |number: &str| number.bytes().filter(u8::is_ascii_digit).count() <= 3;
    for reference in &mut references {
        reference.is_certain |= lead == Lead::Open && is_short(&reference.number);
    }
    Some(references)
}

/// The length of the counter behind a number, in scripts without spaces.
fn counter_length(text: &str, at: usize, start: usize) -> usize {
    let counter = text[at..].chars().next().filter(|c| is_counter(*c) && is_without_spaces(text, start));
    counter.map_or(0, char::len_utf8)
}

/// The number behind `第` at an offset, with `的` before it or without: where it ends, and the number.
fn inner_number(text: &str, at: usize) -> Option<(usize, Cow<'_, str>)> {
    let rest = text[at..].strip_prefix('的').unwrap_or(&text[at..]).strip_prefix('第')?;
    let start = text.len() - rest.len();
    number(text, start, Numeral::Digits).or_else(|| number(text, start, Numeral::Chinese))
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

/// What joins the numbers of a list.
#[rustfmt::skip]
const JOINTS: [&str; 21] = [
    ", and ", ", or ", " and ", " or ", " & ", ", ", " und ", " oder ", " sowie ", " et ", " ou ", " y ", " o ", " e ", " en ", " och ",
    " og ", " и ", " или ", " та ", "、",
];

/// Where the next number of `48, 49 and #148` begins, after the one that ends at `end`.
fn next_in_list(text: &str, end: usize, (lead, numeral): (Lead, Numeral)) -> Option<usize> {
    let rest = &text[end..];
    let slash = || rest.strip_prefix('/').filter(|_| lead == Lead::Certain);
    let joined = JOINTS.iter().find_map(|joint| rest.strip_prefix(joint)).or_else(slash)?;
    let joined = joined.strip_prefix("section ").unwrap_or(joined);
    let at = text.len() - joined.len();
    let (number_end, _) = number(text, at + usize::from(joined.starts_with('#')), numeral)?;
    // `see 47, 3 more` counts something; in a list of sections every number is followed like a reference.
    (ends_reference(&text[number_end..]) || next_in_list(text, number_end, (lead, numeral)).is_some()).then_some(at)
}

/// What is counted by a number behind `第`.
fn is_counter(character: char) -> bool {
    matches!(
        character,
        '节' | '節'
            | '章'
            | '题'
            | '題'
            | '項'
            | '课'
            | '課'
            | '讲'
            | '講'
            | '回'
            | '条'
            | '條'
            | '問'
            | '장'
            | '절'
            | '과'
            | '강'
    )
}

/// What counts the articles of a law and their parts.
fn is_of_article(character: char) -> bool {
    matches!(character, '条' | '條' | '項')
}

/// The section number that begins at `start`: where it ends, and its digits.
fn number(text: &str, start: usize, numeral: Numeral) -> Option<(usize, Cow<'_, str>)> {
    let rest = text.get(start..)?;
    let in_digits = |(value, length): (u64, usize)| (start + length, Cow::Owned(value.to_string()));
    match numeral {
        Numeral::Chinese => return numerals::chinese(rest).map(in_digits),
        Numeral::Words => return numerals::roman(rest).or_else(|| number_words::number(rest)).map(in_digits),
        Numeral::Digits => {}
    }
    let mut length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
    while rest[..length].ends_with('.') {
        length -= 1;
    }
    let belongs = |c: char| (c.is_alphanumeric() && !is_counter(c)) || matches!(c, '_' | '%' | '-');
    let is_before_verb = BEHIND.iter().any(|words| rest[length..].starts_with(words));
    let is_alone = !rest[length..].starts_with(belongs) || is_before_verb;
    (is_alone && SectionNumber::named(&rest[..length]).is_some())
        .then(|| (start + length, Cow::Borrowed(&rest[..length])))
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::parse::heading_words::LANGUAGES;
    use words::{ENGLISH, questions};

    fn plain() -> OwnWords {
        OwnWords { words: Vec::new(), questions: questions(), has_articles: false }
    }

    fn found(text: &str) -> Vec<(String, &str)> {
        let found = find(text, &plain()).into_iter();
        found.map(|reference| (reference.number.into_owned(), &text[reference.range])).collect()
    }

    fn links(found: &[(&'static str, &'static str)]) -> Vec<(String, &'static str)> {
        found.iter().map(|&(number, words)| (number.to_owned(), words)).collect()
    }

    #[test]
    fn sections_of_other_works() {
        for text in [
            "In the Rust Book, section 2 explains ownership.",
            "AWS docs, section 3.",
            "Smith (2010), section 2.",
            "Smith et al., section 2.",
            "The GDPR says in section 3 that data is protected.",
            "See the Kubernetes documentation section 2.",
            "In SICP, see section 3.",
            "It is in the Constitution, section 3.",
            "Read man bash section 3.",
            "Question No.#2",
            "siehe 2. Aufl., und",
            "vgl. 3. Buch, und",
            "im Buch Abschnitt 2.",
            "参见第二条。",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        for text in [
            "In this book, section 2 explains it.",
            "In these docs, see section 3.",
            "In Rome, see section 3.",
            "As it says in section 3, yes.",
            "For queues, section 4.",
            "参见第二章。",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn references() {
        assert_eq!(found("Backoff helps (see 48)."), links(&[("48", "see 48")]));
        assert_eq!(
            found("See sections 53, 111 and 144."),
            links(&[("53", "See sections 53"), ("111", "111"), ("144", "144")])
        );
        assert_eq!(found("as in section 2.1.5, or #17a"), links(&[("2.1.5", "section 2.1.5"), ("17a", "#17a")]));
        assert_eq!(found("see 4 (shards)"), links(&[("4", "see 4")]));
        assert_eq!(found("see 4 for shards"), links(&[("4", "see 4")]));
        assert_eq!(found("see 20 and 64"), links(&[("20", "see 20"), ("64", "64")]));
        assert_eq!(found("see also 7, below"), links(&[("7", "see also 7")]));
        assert_eq!(found("section 3 of these notes"), links(&[("3", "section 3")]));
        assert_eq!(found("siehe 2."), links(&[("2", "siehe 2")]));
        assert_eq!(found("(voir 1)"), links(&[("1", "voir 1")]));
        assert_eq!(found("(ver 4)"), links(&[("4", "ver 4")]));
        assert_eq!(found("см. 5."), links(&[("5", "см. 5")]));
        assert_eq!(found("参见第3节。"), links(&[("3", "参见第3节")]));
        assert_eq!(found("请见第2章的图。"), links(&[("2", "见第2章")]));
        assert_eq!(found("siehe 2. Danach kommt 3."), links(&[("2", "siehe 2")]));
        assert_eq!(found("is in section 4, EBS volumes in 5"), links(&[("4", "section 4")]));
        assert_eq!(found("For EBS, section 4 helps"), links(&[("4", "section 4")]));
        assert_eq!(found("see sections 4/5"), links(&[("4", "see sections 4"), ("5", "5")]));
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
            assert_eq!(found(&format!("{text}.")), links(&[("2", text)]), "{text}");
        }
        assert_eq!(found("see questions 2 and 3"), links(&[("2", "see questions 2"), ("3", "3")]));
    }

    #[test]
    fn the_words_of_the_notebook_refer() {
        let own = OwnWords {
            words: vec!["kapitel".to_owned(), "chapter".to_owned()],
            questions: Vec::new(),
            has_articles: false,
        };
        for (text, expected) in [
            ("Siehe Kapitel 2.", vec!["2"]),
            ("See the chapters 2 and 3.", vec!["2", "3"]),
            ("Siehe Frage 2.", vec![]),
            ("Kapitel 2 ist lang.", vec![]),
            ("see 2.", vec!["2"]),
        ] {
            let found: Vec<_> = find(text, &own).into_iter().map(|reference| reference.number).collect();
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
        let is_certain = |text| find(text, &plain()).iter().all(|reference| reference.is_certain);
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
            "意见3，可见2种，见第一次。",
            "民法第3条を参照、その第2章を参照",
            "They see 3, and we see 4.",
            "Section 8 housing, Section 230 protections, Section 508 compliance, section 21 notices",
            "pursuant to section 4, under Section 7, a violation of section 3",
            "voir section 3 de la loi, voir section 2 du traité, section 4 des statuts",
            "siehe Abschnitt 3 der Verordnung, siehe 3 und 4 des Gesetzes, siehe Abschnitt 2 in der Norm",
            "ver sección 3 en la ley, vedi sezione 2 della legge",
            "See exercise 2, verse 3. See section 12, row 5. See section 3, p. 7",
            "See 1, 2, and 3 May. siehe 1.–3. Mai. See 4,000 of them.",
            "#1, #2 and #3 in the charts, the #1, #2 and #3, up from #3 to #1.",
            "See part 2 about it; see chapter 1, verse 2",
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
            assert_eq!(found(text), links(&[]), "{text}");
        }
    }
}
