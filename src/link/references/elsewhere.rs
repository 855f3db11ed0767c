//! Whether a number that looks like that of a section names something else: a paragraph of a law, a chapter of another book, a
//! day, a verse.

use super::starts_word;
use super::words::Lead;
use crate::parse::heading_words::months;

/// Where a list of numbers is in its text, with the words before it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The text.
    pub text: &'a str,
    /// Where the words begin.
    pub start: usize,
    /// Where the last number of the list ends.
    pub end: usize,
    /// What the words say.
    pub lead: Lead,
}

impl Place<'_> {
    /// Whether the numbers are not those of sections of this notebook.
    pub(super) fn is_elsewhere(self) -> bool {
        let rest = &self.text[self.end..];
        // `see 2:30` is a time, `see 1/2` a fraction, `see 4,000` a count.
        let goes_on =
            |sign: char| rest.strip_prefix(sign).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let is_count =
            rest.strip_prefix(',').is_some_and(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() == 3);
        goes_on(':')
            || goes_on('/')
            || is_count
            || rest.starts_with('第')
            || self.is_said_behind()
            || self.is_of_other_text()
            || is_divided(rest)
    }

    fn is_of_other_text(self) -> bool {
        let (text, start, rest) = (self.text, self.start, &self.text[self.end..]);
        match self.lead {
            Lead::Certain => {
                let is_bare = text[start..].get(..3).is_some_and(|word| word.eq_ignore_ascii_case("sec"));
                // `see section 3 (SQS)` says what the section is about.
                let in_brackets = rest.strip_prefix(" (").map(|name| format!(" {name}")).filter(|_| is_bare);
                in_brackets.is_some_and(|name| is_of_law(&name))
                    || is_of_law(rest)
                    || is_of_standard(text, start)
                    || is_in_other_book(rest)
                    || is_thing_of_law(rest)
                    || is_broken_or_kept(text, start)
            }
            Lead::Question => {
                is_of_law(rest)
                    || [
                        " in ", " on ", " en ", " do ", " da ", " em ", " dans ", " w ", " в ", " у ", " v ", " nel ",
                        " på ",
                    ]
                    .iter()
                    .any(|word| rest.starts_with(word))
            }
            Lead::Open => is_seen(&text[..start]) || is_in_other_book(rest),
            Lead::Foreign => is_of_law(rest) || is_in_other_book(rest),
        }
    }

    /// `siehe 3. Mai`, `see 1, 2 and 3 May`, `siehe 3 und 4 des Gesetzes`: what follows the last number of the list says it.
    fn is_said_behind(self) -> bool {
        const JOINTS: [&str; 14] =
            [", and ", ", or ", " and ", " or ", " & ", ", ", "–", "-", " – ", " to ", " und ", " bis ", " et ", " y "];
        let mut rest = &self.text[self.end..];
        loop {
            let is_day = is_before_month(rest) || (self.lead != Lead::Certain && is_ordinal(rest));
            if is_day || is_of_something_else(rest, self.lead) {
                return true;
            }
            let apart = rest.strip_prefix('.').unwrap_or(rest);
            let Some(next) = JOINTS.iter().find_map(|joint| apart.strip_prefix(joint)) else { return false };
            let digits = next.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 || digits > 2 {
                return false;
            }
            rest = &next[digits..];
        }
    }
}

/// What parts a chapter of another book, or a seat: `chapter 2, verse 3`, `section 12, row 5`. In lower case.
#[rustfmt::skip]
const DIVISIONS: [&str; 39] = [
    "verse", "verses", "v", "vv", "page", "pages", "p", "pp", "paragraph", "para", "subsection", "clause", "subparagraph", "row",
    "seat", "vers", "seite", "s", "absatz", "abs", "satz", "verset", "versets", "alinéa", "versículo", "versículos", "página",
    "versetto", "versetti", "pagina", "comma", "verzen", "lid", "стих", "стихи", "стр", "страница", "werset", "strona",
];

/// Whether a division of a chapter follows, with a number: `, verse 3`, `, p. 7`, `, § 2`.
fn is_divided(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(", ") else { return false };
    if rest.starts_with('§') {
        return true;
    }
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let behind = rest[word.len()..].trim_start_matches(['.', ' ']);
    behind.starts_with(|c: char| c.is_ascii_digit()) && DIVISIONS.contains(&word.to_lowercase().as_str())
}

/// Endings of what a law gives, asks or forbids: `section 179 deduction`, `section 508 compliance`.
const ENDINGS: [&str; 14] = [
    "tion", "tions", "sion", "ment", "ments", "ance", "ances", "ence", "ity", "ities", "ship", "ing", "holder",
    "holders",
];

/// Words with such an ending that tell what a section does: `section 3 covering tides`.
#[rustfmt::skip]
const TELLING: [&str; 17] = [
    "covering", "describing", "dealing", "including", "explaining", "showing", "being", "containing", "regarding", "concerning",
    "using", "discussing", "listing", "having", "following", "during", "starting",
];

/// Other things of laws.
#[rustfmt::skip]
const THINGS_OF_LAWS: [&str; 45] = [
    "voucher", "vouchers", "tenant", "tenants", "landlord", "landlords", "notice", "notices", "plan", "plans", "status", "tariff",
    "tariffs", "claim", "claims", "order", "orders", "company", "companies", "rights", "right", "rent", "rental", "rentals", "visa",
    "benefits", "tax", "taxes", "lawsuit", "lawsuits", "case", "cases", "program", "programs", "programme", "programmes", "student",
    "students", "apartment", "apartments", "agreement", "property", "trust", "powers", "charges",
];

/// `Section 8 housing`, `Section 230 protections`: the law has given its number to something.
fn is_thing_of_law(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(' ') else { return false };
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    let has_ending = word.len() > 4 && ENDINGS.iter().any(|ending| word.ends_with(ending));
    (has_ending && !TELLING.contains(&word.as_str())) || THINGS_OF_LAWS.contains(&word.as_str())
}

/// The longest of the words before a section that are looked at, in bytes.
const LONGEST_VERB: usize = 24;

/// `pursuant to Section 5`, `a violation of section 2`, `under Section 230`: what people do with laws. Our own sections are
/// written without a capital letter in a sentence, or not done so with.
fn is_broken_or_kept(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end();
    let before = before[before.floor_char_boundary(before.len().saturating_sub(LONGEST_VERB))..].to_lowercase();
    let is_capitalised = text[start..].starts_with('S');
    let always =
        ["pursuant to", "violation of", "violations of", "violates", "violated", "violating", "breach of", "repeal of"];
    always.iter().any(|words| before.ends_with(words))
        || (is_capitalised
            && ["under", "invoke", "invoked", "invokes", "repeal", "repealed"]
                .iter()
                .any(|word| before.strip_suffix(word).is_some_and(|before| !before.ends_with(char::is_alphanumeric))))
}

/// Words before `see` that make it a verb of a sentence and no advice: "They see 3 as a prime".
const SEERS: [&str; 10] = ["they", "we", "you", "i", "can", "could", "will", "would", "may", "might"];

/// What sections of are in other books, in lower case. The words of a language may go on behind them.
#[rustfmt::skip]
pub(super) const OTHER_BOOKS: [&str; 58] = [
    "appendix", "docs", "documentation", "book", "manual", "guide", "rfc", "spec", "specification", "paper", "act", "law", "treaty",
    "constitution", "statute", "regulation", "directive", "contract", "lease", "handbook", "textbook", "standard", "report", "bible",
    "gesetz", "verordnung", "anhang", "handbuch", "lehrbuch", "buch", "dokumentation", "vertrag", "norm", "loi", "règlement", "annexe",
    "livre", "manuel", "traité", "contrat", "ley", "reglamento", "libro", "anexo", "tratado", "contrato", "lei", "regulamento", "livro",
    "legge", "regolamento", "trattato", "wet", "verdrag", "boek", "закон", "закона", "книге",
];

/// Words that lead into another book, and articles behind them.
#[rustfmt::skip]
const INTO: [&str; 14] = [
    " in ", " en ", " em ", " dans ", " nel ", " nella ", " na ", " no ", " w ", " в ", " im ", " à ", " på ", " i ",
];

const ARTICLES_OF_BOOKS: [&str; 20] = [
    "the", "its", "a", "an", "der", "die", "das", "dem", "den", "la", "le", "l", "el", "los", "de", "het", "il", "lo",
    "o", "un",
];

/// Words of several languages that make a text ours: `section 3 of these notes`, `section 3 de ces notes`.
#[rustfmt::skip]
pub(super) const OURS: [&str; 44] = [
    "this", "these", "our", "my", "ce", "cet", "cette", "ces", "notre", "nos", "mon", "mes", "diese", "dieser", "dieses", "diesem",
    "diesen", "unserer", "unseres", "meiner", "meines", "este", "esta", "estas", "estos", "nuestra", "nuestras", "mis", "deste", "desta",
    "destas", "nossas", "minhas", "questo", "questa", "questi", "queste", "miei", "nostri", "deze", "dit", "mijn", "onze", "tych",
];

/// Words between a section and what it is a section of.
const OF: [&str; 6] = [" of ", " de ", " du ", " des ", " d'", " d’"];

/// More of them. Some are words of English too.
const OF_FOREIGN: [&str; 17] = [
    " del ", " della ", " dello ", " dell'", " dei ", " delle ", " da ", " do ", " dos ", " der ", " dem ", " van ",
    " von ", " vom ", " af ", " av ", " från ",
];

/// `section 3 of the Sale Act` and `section 47(1)` are in another book. `section 3 of these notes` is not.
fn is_of_something_else(rest: &str, lead: Lead) -> bool {
    if rest.starts_with('(') {
        return true;
    }
    let foreign = OF_FOREIGN.iter().filter(|_| lead != Lead::Certain);
    let Some(of) = OF.iter().chain(foreign).find_map(|of| rest.strip_prefix(of)) else { return false };
    let mut words = of.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let is_ours = OURS.contains(&first)
        || ["notes", "notebook", "page", "document", "notas", "notizen", "Notizen", "appunti", "apuntes"]
            .iter()
            .any(|ours| words.clone().take(3).any(|word| word == *ours));
    !is_ours
}

/// Whether a sentence is about seeing: the words before `see` are no end of a sentence.
fn is_seen(before: &str) -> bool {
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    SEERS.iter().any(|seer| word.eq_ignore_ascii_case(seer))
}

/// `section 3 in the documentation`, `Abschnitt 3 in der Verordnung`.
fn is_in_other_book(rest: &str) -> bool {
    let Some(book) = INTO.iter().find_map(|into| rest.strip_prefix(into)) else { return false };
    let mut words = book.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let first = words.next().unwrap_or_default();
    let word = if ARTICLES_OF_BOOKS.contains(&first.as_str()) { words.next().unwrap_or_default() } else { first };
    OTHER_BOOKS.contains(&word.as_str())
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
pub(super) const LAWS_IN_SHORT: [&str; 40] = [
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
    months::month(word.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default()).is_some()
}

/// `siehe 1. und 2. Auflage`: the number is an ordinal one.
fn is_ordinal(rest: &str) -> bool {
    let Some(word) = rest.strip_prefix(". ") else { return false };
    let word = word.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word.starts_with(char::is_lowercase) || COUNTED.contains(&word)
}

/// German nouns that mostly have an ordinal number.
const COUNTED: [&str; 19] = [
    "Aufl",
    "Buch",
    "Band",
    "Ausgabe",
    "Senat",
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
