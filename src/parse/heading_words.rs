//! The words that people write before numbers, by language: `Question 12`, `Kapitel 3`, `see 4`.
//!
//! One table serves the numbers of headings and the references in prose. It holds no grammar: a word counts only with a
//! number beside it.

mod languages;
pub mod months;
pub mod number_words;

use languages::INFLECTED;
pub use languages::LANGUAGES;

/// What the words of one language are.
#[derive(Debug)]
pub struct Words {
    /// Words before the number of a question: `Question 12`. In lower case.
    pub questions: &'static [&'static str],
    /// Words before the number of a thing to do: `Exercise 12`. In lower case.
    pub exercises: &'static [&'static str],
    /// Words before the number of a section of another name: `Chapter 12`, `Day 3`. In lower case.
    pub sections: &'static [&'static str],
    /// Words before the number of what is mostly inside a section: `Example 1`, `Step 2`. In lower case.
    pub inside: &'static [&'static str],
    /// The abbreviation of "question" before a number: `P` in Spanish (`P1.`). Upper case.
    pub letter: Option<char>,
    /// Words before the number of a section that the prose refers to: `see 4`. In lower case.
    pub references: &'static [&'static str],
}

/// Abbreviations of "number" before a number: `No. 12`. In lower case.
pub const NUMBER_SIGNS: [&str; 13] =
    ["no.", "no", "nr.", "nr", "num.", "núm.", "n.º", "n°", "nº", "n.", "č.", "čís.", "№"];

/// What a word before a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The heading is a question.
    Question,
    /// The heading is something to do: an exercise, a task.
    Exercise,
    /// The heading is a chapter, a lesson, a day.
    Section,
    /// The heading is an example, a step, a figure: a part of a section, where the file has sections of another kind.
    Inside,
}

impl Role {
    /// Whether the heading wants something of the reader.
    #[must_use]
    pub fn asks(self) -> bool {
        matches!(self, Self::Question | Self::Exercise)
    }
}

impl Words {
    /// The words before numbers, by their roles.
    fn by_role(&self) -> [(Role, &'static [&'static str]); 4] {
        [
            (Role::Question, self.questions),
            (Role::Exercise, self.exercises),
            (Role::Section, self.sections),
            (Role::Inside, self.inside),
        ]
    }
}

/// Finds the word at the start of `text` that a number may follow: its role and its length in bytes. Of several the
/// longest. Whether a number follows is the caller's to see.
#[must_use]
pub fn at_start(text: &str) -> Option<(Role, usize)> {
    let first = text.chars().next().filter(|first| first.is_alphabetic())?;
    let folded = lower(first);
    let mut best: Option<(Role, usize)> = None;
    for words in &LANGUAGES {
        for (role, list) in words.by_role() {
            for word in list.iter().filter(|word| word.starts_with(folded)) {
                if let Some(length) = prefix_length(text, word)
                    && best.is_none_or(|(_, longest)| length > longest)
                {
                    best = Some((role, length));
                }
            }
        }
    }
    best
}

/// Other forms of a word before numbers, which is in lower case: `главу` of `глава`.
pub fn inflected(word: &str) -> impl Iterator<Item = &'static &'static str> {
    INFLECTED.iter().filter(move |(nominative, _)| *nominative == word).flat_map(|(_, forms)| *forms)
}

/// Words before the letter of an appendix. In lower case.
#[rustfmt::skip]
const APPENDICES: [&str; 30] = [
    "appendix", "annex", "anhang", "annexe", "apéndice", "anexo", "apêndice", "appendice", "allegato", "bijlage",
    "appendiks", "bilaga", "vedlegg", "bilag", "liite", "załącznik", "dodatek", "příloha", "príloha", "приложение",
    "додаток", "lampiran", "phụ lục", "anexa", "függelék", "παράρτημα", "附录", "附錄", "付録", "부록",
];

/// The length of the word for an appendix at the start of `text`.
#[must_use]
pub fn appendix_at_start(text: &str) -> Option<usize> {
    APPENDICES.iter().filter_map(|word| prefix_length(text, word)).max()
}

/// Words for a step of an instruction. In lower case.
const STEPS: [&str; 24] = [
    "step",
    "schritt",
    "étape",
    "paso",
    "passo",
    "stap",
    "steg",
    "trin",
    "vaihe",
    "krok",
    "шаг",
    "крок",
    "adım",
    "langkah",
    "bước",
    "pasul",
    "lépés",
    "βήμα",
    "korak",
    "الخطوة",
    "שלב",
    "گام",
    "步骤",
    "ステップ",
];

/// Whether a word before a number says what the section is, so that its title is incomplete without it: a theorem, a figure. A
/// step or a chapter is one of many.
#[must_use]
pub fn says_what_it_is(role: Role, word: &str) -> bool {
    role == Role::Inside && !is_step(word)
}

/// Words and signs before the number of an article of a law or a treaty, whose readers leave many out. In lower case.
const ARTICLES: [&str; 14] = [
    "§",
    "article",
    "art.",
    "artikel",
    "artículo",
    "articulo",
    "artigo",
    "articolo",
    "artykuł",
    "článek",
    "статья",
    "ст.",
    "стаття",
    "madde",
];

/// Whether a heading is an article of a law: `Article 6`, `§ 12`, `第三条`.
#[must_use]
pub fn is_article(heading: &str) -> bool {
    let heading = heading.trim_start();
    let of_number = || heading.strip_prefix('第').is_some_and(|rest| rest.contains(['条', '條']));
    ARTICLES.iter().any(|word| prefix_length(heading, word).is_some()) || of_number()
}

/// Titles of what closes a text. In lower case.
#[rustfmt::skip]
const CLOSING: [&str; 62] = [
    "conclusion", "conclusions", "summary", "references", "bibliography", "further reading", "resources", "license",
    "licence", "acknowledgements", "acknowledgments", "glossary", "next steps", "wrap-up", "wrapping up", "credits",
    "sources", "closing thoughts", "final thoughts", "in summary", "afterword", "epilogue", "about the author",
    "fazit", "zusammenfassung", "literatur", "quellen", "schluss", "lizenz", "glossar", "weiterführendes",
    "bibliographie", "références", "résumé", "glossaire", "conclusión", "conclusiones", "resumen", "referencias",
    "bibliografía", "conclusão", "resumo", "referências", "conclusione", "conclusioni", "riepilogo", "riferimenti",
    "bibliografia", "conclusie", "samenvatting", "slutsats", "sammanfattning", "konklusjon", "заключение", "выводы",
    "литература", "висновки", "sonuç", "总结", "結論", "结论", "参考文献",
];

/// Whether a heading is the title of what closes a text: `Conclusion`, `Further reading`.
#[must_use]
pub fn is_closing(text: &str) -> bool {
    let title = text.trim().trim_end_matches([':', '.']);
    CLOSING.iter().any(|closing| prefix_length(title, closing) == Some(title.len()))
}

/// Titles of what is around numbered chapters or between them, and belongs to none of them. In lower case.
#[rustfmt::skip]
const FRAMES: [&str; 121] = [
    "introduction", "preface", "foreword", "prologue", "preamble", "prelude", "interlude", "intermission", "intermezzo", "epilogue",
    "afterword", "postscript", "postface", "conclusion", "conclusions", "closing remarks", "final remarks", "about this book", "how to use this book",
    "einleitung", "einführung", "vorwort", "prolog", "vorspiel", "zwischenspiel", "epilog", "nachwort", "schlusswort", "schlussbemerkung", "fazit",
    "introduction générale", "préface", "avant-propos", "prologue", "préambule", "interlude", "entracte", "épilogue", "postface", "conclusion générale",
    "introducción", "prefacio", "prólogo", "preámbulo", "interludio", "epílogo", "conclusión", "conclusiones", "posfacio",
    "introdução", "prefácio", "interlúdio", "conclusão", "conclusões", "posfácio", "preâmbulo",
    "introduzione", "prefazione", "premessa", "prologo", "interludio", "epilogo", "conclusione", "conclusioni", "postfazione",
    "inleiding", "voorwoord", "proloog", "tussenspel", "epiloog", "nawoord", "conclusie", "slotwoord",
    "inledning", "förord", "slutord", "innledning", "forord", "etterord", "efterord", "johdanto", "esipuhe", "loppusanat",
    "wstęp", "wprowadzenie", "przedmowa", "posłowie", "zakończenie", "úvod", "předmluva", "doslov", "závěr", "záver",
    "введение", "предисловие", "пролог", "интерлюдия", "эпилог", "послесловие", "заключение", "вступление",
    "вступ", "передмова", "епілог", "післямова", "висновки", "giriş", "önsöz", "sonsöz", "sonuç", "pendahuluan", "penutup",
    "εισαγωγή", "επίλογος", "مقدمة", "خاتمة", "הקדמה", "अंतिम शब्द", "序章", "终章", "終章",
];

/// More such titles, in scripts without capital letters: they are the whole heading.
const FRAMES_WITHOUT_SPACES: [&str; 20] = [
    "序",
    "序言",
    "前言",
    "引言",
    "导言",
    "導言",
    "楔子",
    "尾声",
    "尾聲",
    "后记",
    "後記",
    "结语",
    "結語",
    "はじめに",
    "まえがき",
    "おわりに",
    "あとがき",
    "머리말",
    "들어가며",
    "맺음말",
];

/// Whether a heading is the title of what frames numbered chapters: `Prologue`, `Introduction: the sea`, `Appendix 1`.
#[must_use]
pub fn is_frame(text: &str) -> bool {
    let title = text.trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '）');
    let ends = |length: usize| {
        let rest = title[length..].trim_start();
        rest.is_empty() || rest.starts_with([':', '：', '-', '–', '—', '.'])
    };
    // Scripts without spaces have none before the number of an appendix.
    let is_word = |rest: &str| !rest.starts_with(|c: char| c.is_alphabetic() && c < '\u{2E80}');
    let is_appendix = appendix_at_start(title).is_some_and(|length| is_word(&title[length..]));
    is_appendix
        || FRAMES_WITHOUT_SPACES.contains(&title)
        || FRAMES.iter().any(|word| prefix_length(title, word).is_some_and(ends))
}

/// Whether a heading begins with a word for a step.
#[must_use]
pub fn is_step(text: &str) -> bool {
    STEPS
        .iter()
        .any(|step| prefix_length(text, step).is_some_and(|length| !text[length..].starts_with(char::is_alphabetic)))
}

/// Whether a text is nothing but the word "question" of some language: `Question`, `Soru`. `Problem` may be a title.
#[must_use]
pub fn is_question(text: &str) -> bool {
    let is_word = |word: &str| prefix_length(text, word) == Some(text.len());
    LANGUAGES.iter().filter_map(|language| language.questions.first()).any(|word| is_word(word))
}

/// The length of the start of `text` that is `word`, which is in lower case, in any case of letters.
#[must_use]
pub fn prefix_length(text: &str, word: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    for wanted in word.chars() {
        let (_, found) = rest.next()?;
        if lower(found) != wanted {
            return None;
        }
    }
    Some(text.len() - rest.as_str().len())
}

/// Where the end of `text` that is `word` begins. `word` is in lower case; `text` may be in any case of letters.
#[must_use]
pub fn suffix_start(text: &str, word: &str) -> Option<usize> {
    let mut rest = text.chars();
    for wanted in word.chars().rev() {
        if lower(rest.next_back()?) != wanted {
            return None;
        }
    }
    Some(rest.as_str().len())
}

/// Lower case of one character. Turkish capital `İ` and other letters whose lower case is longer keep their first part.
fn lower(character: char) -> char {
    if character.is_ascii() {
        character.to_ascii_lowercase()
    } else {
        character.to_lowercase().next().unwrap_or(character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_counts() {
        assert_eq!(at_start("Question 1"), Some((Role::Question, 8)));
        assert_eq!(at_start("Kapitel 1"), Some((Role::Section, 7)));
        assert_eq!(at_start("ГЛАВА 1"), Some((Role::Section, 10)));
        assert_eq!(at_start("問題1"), Some((Role::Question, 6)));
        assert_eq!(at_start("12"), None);
        assert_eq!(at_start("Zebra 1"), None);
        assert!(
            is_question("Soru") && is_question("Kérdés") && !is_question("Problem") && !is_question("Question two")
        );
    }

    #[test]
    fn frames_are_titles_of_their_own() {
        for text in [
            "Prologue",
            "Introduction: the sea",
            "Epilogue – a night",
            "Appendix 1",
            "Anhang B: Tabellen",
            "🌊 Conclusion",
            "附录一",
            "序章",
        ] {
            assert!(is_frame(text), "{text}");
        }
        for text in
            ["Introduction to waves", "Conclusions drawn from tides", "Appendixes", "Summary", "Anhangskupplung", ""]
        {
            assert!(!is_frame(text), "{text}");
        }
    }

    #[test]
    fn words_are_in_lower_case() {
        let inflected = INFLECTED.iter().flat_map(|(word, forms)| forms.iter().chain([word]));
        for word in inflected {
            assert!(word.chars().all(|c| lower(c) == c), "{word}");
        }
        for words in &LANGUAGES {
            let before_numbers = words.by_role().map(|(_, list)| list).concat();
            for word in before_numbers.iter().chain(words.references) {
                assert!(word.chars().all(|c| lower(c) == c), "{word}");
            }
        }
    }
}
