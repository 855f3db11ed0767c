//! Names of months, by language, and days that are written with them: `3 May`, `3. Mai`, `1 de enero`.

/// The names and abbreviations of the months, in lower case, as they are written behind a day. The English name comes first.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "januar", "jänner", "janvier", "januari", "gennaio", "enero", "janeiro", "ocak", "января", "січня", "stycznia",
        "ledna", "januára", "tammikuuta", "ianuarie", "január", "ιανουαρίου", "siječnja", "يناير", "ינואר",
    ],
    &[
        "february", "feb", "februar", "februari", "février", "febbraio", "febrero", "fevereiro", "şubat", "февраля", "лютого", "lutego",
        "února", "februára", "helmikuuta", "februarie", "február", "φεβρουαρίου", "veljače", "فبراير", "פברואר",
    ],
    &[
        "march", "mar", "märz", "mars", "maart", "marts", "marzo", "março", "mart", "maret", "марта", "березня", "marca", "března",
        "maaliskuuta", "martie", "március", "μαρτίου", "ožujka", "مارس", "מרץ",
    ],
    &[
        "april", "apr", "avril", "aprile", "abril", "nisan", "апреля", "квітня", "kwietnia", "dubna", "apríla", "huhtikuuta", "aprilie",
        "április", "απριλίου", "travnja", "أبريل", "אפריל",
    ],
    &[
        "may", "mai", "mei", "maj", "maggio", "mayo", "maio", "mayıs", "мая", "травня", "maja", "května", "mája", "toukokuuta", "május",
        "μαΐου", "svibnja", "مايو", "מאי",
    ],
    &[
        "june", "jun", "juni", "juin", "giugno", "junio", "junho", "haziran", "июня", "червня", "czerwca", "června", "júna", "kesäkuuta",
        "iunie", "június", "ιουνίου", "lipnja", "يونيو", "יוני",
    ],
    &[
        "july", "jul", "juli", "juillet", "luglio", "julio", "julho", "temmuz", "июля", "липня", "lipca", "července", "júla", "heinäkuuta",
        "iulie", "július", "ιουλίου", "srpnja", "يوليو", "יולי",
    ],
    &[
        "august", "aug", "août", "augustus", "augusti", "agosto", "ağustos", "agustus", "августа", "серпня", "sierpnia", "srpna",
        "augusta", "elokuuta", "augusztus", "αυγούστου", "kolovoza", "أغسطس", "אוגוסט",
    ],
    &[
        "september", "sep", "sept", "septembre", "settembre", "septiembre", "setembro", "eylül", "сентября", "вересня", "września", "září",
        "septembra", "syyskuuta", "septembrie", "szeptember", "σεπτεμβρίου", "rujna", "سبتمبر", "ספטמבר",
    ],
    &[
        "october", "oct", "oktober", "okt", "octobre", "ottobre", "octubre", "outubro", "ekim", "октября", "жовтня", "października",
        "října", "októbra", "lokakuuta", "octombrie", "október", "οκτωβρίου", "listopada", "أكتوبر", "אוקטובר",
    ],
    &[
        "november", "nov", "novembre", "noviembre", "novembro", "kasım", "ноября", "листопада", "listopadu", "novembra",
        "marraskuuta", "noiembrie", "νοεμβρίου", "studenoga", "نوفمبر", "נובמבר",
    ],
    &[
        "december", "dec", "dezember", "dez", "décembre", "desember", "dicembre", "diciembre", "dezembro", "aralık", "декабря", "грудня",
        "grudnia", "prosince", "decembra", "joulukuuta", "decembrie", "δεκεμβρίου", "prosinca", "ديسمبر", "דצמבר",
    ],
];

/// The number of the month that a word names, in any case of letters: 5 of `May` and `Mai`.
#[must_use]
pub fn month(word: &str) -> Option<u64> {
    let word = word.to_lowercase();
    MONTHS.iter().zip(1..).find_map(|(names, month)| names.contains(&word.as_str()).then_some(month))
}

/// The English name of a month from 1 to 12, in lower case.
#[must_use]
pub fn english(month: usize) -> Option<&'static str> {
    MONTHS.get(month.checked_sub(1)?)?.first().copied()
}

/// Names of months that only English has, where no dot is written behind a day: `1. March` is a chapter.
const WITHOUT_DOT: [&str; 7] = ["january", "february", "march", "may", "june", "july", "october"];

/// Names of months that are other words, too: `2 March orders`.
const OTHER_WORDS: [&str; 9] = ["march", "mar", "mars", "may", "mai", "mei", "maj", "sept", "dec"];

/// A day that a heading begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// 1 to 31.
    pub day: u64,
    /// 1 to 12.
    pub month: u64,
}

/// The day that a heading begins with: `3. Mai`, `1 January 2024: Snow`, `1er mai`, `1 de enero`, `01.02.2024`. `2024-01-02` and
/// `May 3` begin with no number of a section, and are not looked for.
#[must_use]
pub fn day_at_start(heading: &str) -> Option<Day> {
    let text = heading.trim_start_matches(|c: char| !c.is_alphanumeric());
    let (day, behind) = number_at_start(text, 2).filter(|(day, _)| (1..=31).contains(day))?;
    if let Some(month) = month_in_digits(day, behind) {
        return Some(month);
    }
    let is_dotted = behind.starts_with('.');
    let suffix =
        [".", "er", "º", "ª", "°", "-е", "-го", "st", "nd", "rd", "th"].iter().find_map(|s| behind.strip_prefix(s));
    let words = suffix.unwrap_or(behind);
    let name = words.trim_start_matches([' ', '\u{A0}']);
    if name.len() == words.len() {
        return None;
    }
    let name = ["de ", "of ", "di ", "d'", "d’"].iter().find_map(|of| name.strip_prefix(of)).unwrap_or(name);
    let end = name.find(|c: char| !c.is_alphabetic()).unwrap_or(name.len());
    let month = month(&name[..end])?;
    let word = name[..end].to_lowercase();
    let rest = name[end..].trim_start_matches('.');
    let is_over = !rest.trim_start().starts_with(char::is_alphabetic) || is_year(rest);
    let is_title = !is_over && (is_dotted || OTHER_WORDS.contains(&word.as_str()));
    let is_chapter = is_dotted && WITHOUT_DOT.contains(&word.as_str());
    (!is_title && !is_chapter).then_some(Day { day, month })
}

/// Whether a year follows, with a word before it: ` de 2024`.
fn is_year(rest: &str) -> bool {
    let year = [" de ", " del ", " do "].iter().find_map(|of| rest.strip_prefix(of));
    year.is_some_and(|year| year.starts_with(|c: char| c.is_ascii_digit()))
}

/// `.02.2024`, `/31/2024` behind a number, which may be the month as well.
fn month_in_digits(first: u64, behind: &str) -> Option<Day> {
    let sign = behind.chars().next().filter(|sign| matches!(sign, '.' | '/' | '-'))?;
    let (second, behind) = number_at_start(&behind[1..], 2)?;
    let (year, rest) = number_at_start(behind.strip_prefix(sign)?, 4)?;
    let is_year = year >= 1000 && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.');
    let (day, month) = if second > 12 { (second, first) } else { (first, second) };
    (is_year && (1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Day { day, month })
}

/// The number of no more than `most` digits that a text begins with, and what is behind it.
fn number_at_start(text: &str, most: usize) -> Option<(u64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (digits <= most).then(|| Some((text[..digits].parse().ok()?, &text[digits..]))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_many_languages() {
        for (heading, day, month) in [
            ("1 January 2024", 1, 1),
            ("3. Mai", 3, 5),
            ("10. Juni: Regen", 10, 6),
            ("1 de enero de 2024", 1, 1),
            ("1er mai", 1, 5),
            ("5 мая", 5, 5),
            ("2 March", 2, 3),
            ("01.02.2024", 1, 2),
            ("12/31/2024 Party", 31, 12),
        ] {
            assert_eq!(day_at_start(heading), Some(Day { day, month }), "{heading}");
        }
        for heading in [
            "1. March",
            "2 March orders",
            "32 May",
            "3 Maybe",
            "1.2.3 Silt",
            "3 tides",
            "2024-01-02",
            "Mai",
            "",
            "4. April fools",
        ] {
            assert_eq!(day_at_start(heading), None, "{heading}");
        }
    }

    #[test]
    fn names_are_in_lower_case() {
        for name in MONTHS.iter().flat_map(|names| names.iter()) {
            assert_eq!(name.to_lowercase(), **name);
        }
    }
}
