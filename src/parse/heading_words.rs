//! The words that people write before numbers, by language: `Question 12`, `Kapitel 3`, `see 4`.
//!
//! One table serves the numbers of headings and the references in prose. It holds no grammar: a word counts only with a
//! number beside it.

/// What the words of one language are.
#[derive(Debug)]
pub struct Words {
    /// Words before the number of a question: `Question 12`. In lower case.
    pub questions: &'static [&'static str],
    /// Words before the number of a section of another name: `Chapter 12`, `Day 3`. In lower case.
    pub sections: &'static [&'static str],
    /// The abbreviation of "question" before a number: `P` in Spanish (`P1.`). Upper case.
    pub letter: Option<char>,
    /// Words before the number of a section that the prose refers to: `see 4`. In lower case.
    pub references: &'static [&'static str],
}

/// The commonest languages of notes. Order matters only for speed.
pub const LANGUAGES: [Words; 27] = [
    // English
    Words {
        questions: &["question", "new question", "q", "ques", "problem", "exercise", "task", "quiz"],
        sections: &[
            "section",
            "chapter",
            "lesson",
            "lecture",
            "module",
            "unit",
            "week",
            "day",
            "topic",
            "step",
            "part",
            "item",
            "rule",
            "tip",
            "lab",
            "note",
            "card",
            "session",
            "concept",
            "article",
            "class",
            "assignment",
            "scenario",
            "case",
            "example",
        ],
        letter: Some('Q'),
        // In `link::references`, with what each word says.
        references: &[],
    },
    // German
    Words {
        questions: &["frage", "aufgabe", "übung"],
        sections: &["kapitel", "abschnitt", "lektion", "teil", "thema", "tag", "woche", "schritt", "modul", "einheit"],
        letter: Some('F'),
        references: &["siehe auch", "siehe abschnitt", "siehe", "vgl.", "abschnitt"],
    },
    // French
    Words {
        questions: &["question", "exercice", "problème"],
        sections: &["chapitre", "leçon", "partie", "thème", "jour", "semaine", "étape", "unité", "cours", "séance"],
        letter: Some('Q'),
        references: &["voir aussi", "voir section", "voir la section", "voir", "cf.", "la section"],
    },
    // Spanish
    Words {
        questions: &["pregunta", "ejercicio", "problema"],
        sections: &[
            "capítulo",
            "capitulo",
            "sección",
            "seccion",
            "lección",
            "leccion",
            "tema",
            "parte",
            "día",
            "semana",
            "paso",
            "unidad",
            "módulo",
        ],
        letter: Some('P'),
        references: &["véase", "vea", "ver también", "ver la sección", "ver", "sección"],
    },
    // Portuguese
    Words {
        questions: &["pergunta", "questão", "questao", "exercício", "exercicio"],
        sections: &[
            "capítulo",
            "seção",
            "secção",
            "lição",
            "aula",
            "tema",
            "parte",
            "dia",
            "semana",
            "passo",
            "unidade",
        ],
        letter: Some('P'),
        references: &["veja", "vide", "ver também", "ver", "seção"],
    },
    // Italian
    Words {
        questions: &["domanda", "quesito", "esercizio"],
        sections: &[
            "capitolo",
            "sezione",
            "lezione",
            "parte",
            "argomento",
            "giorno",
            "settimana",
            "passo",
            "unità",
            "modulo",
        ],
        letter: Some('D'),
        references: &["vedi anche", "vedi", "si veda", "sezione"],
    },
    // Dutch
    Words {
        questions: &["vraag", "opgave", "oefening"],
        sections: &["hoofdstuk", "paragraaf", "les", "deel", "onderwerp", "dag", "stap", "eenheid"],
        letter: Some('V'),
        references: &["zie ook", "zie", "paragraaf"],
    },
    // Swedish, Norwegian, Danish
    Words {
        questions: &["fråga", "spørsmål", "spørgsmål", "uppgift", "oppgave", "opgave", "övning"],
        sections: &[
            "kapitel", "kapittel", "avsnitt", "lektion", "leksjon", "del", "dag", "vecka", "uke", "uge", "steg", "trin",
        ],
        letter: None,
        references: &["se även", "se også", "se"],
    },
    // Finnish
    Words {
        questions: &["kysymys", "tehtävä"],
        sections: &["luku", "osa", "oppitunti", "päivä", "viikko", "vaihe"],
        letter: Some('K'),
        references: &["katso", "ks."],
    },
    // Polish
    Words {
        questions: &["pytanie", "zadanie", "ćwiczenie"],
        sections: &["rozdział", "sekcja", "lekcja", "część", "temat", "dzień", "tydzień", "krok", "moduł"],
        letter: Some('P'),
        references: &["zobacz", "patrz", "zob."],
    },
    // Czech, Slovak
    Words {
        questions: &["otázka", "úloha", "cvičení"],
        sections: &["kapitola", "oddíl", "lekce", "lekcia", "část", "časť", "téma", "den", "deň", "týden", "krok"],
        letter: Some('O'),
        references: &["viz", "pozri"],
    },
    // Russian
    Words {
        questions: &["вопрос", "задача", "задание", "упражнение"],
        sections: &["глава", "раздел", "урок", "лекция", "часть", "тема", "день", "неделя", "шаг", "модуль", "билет"],
        letter: Some('В'),
        references: &["смотри", "смотрите", "см."],
    },
    // Ukrainian
    Words {
        questions: &["питання", "завдання", "вправа"],
        sections: &["розділ", "глава", "урок", "лекція", "частина", "тема", "день", "тиждень", "крок"],
        letter: Some('П'),
        references: &["дивись", "див."],
    },
    // Turkish
    Words {
        questions: &["soru", "alıştırma", "problem"],
        sections: &["bölüm", "ders", "konu", "kısım", "gün", "hafta", "adım", "ünite"],
        letter: Some('S'),
        references: &["bkz.", "bakınız"],
    },
    // Indonesian, Malay
    Words {
        questions: &["pertanyaan", "soal", "soalan", "latihan"],
        sections: &["bab", "bagian", "pelajaran", "topik", "hari", "minggu", "langkah", "materi"],
        letter: None,
        references: &["lihat juga", "lihat"],
    },
    // Vietnamese
    Words {
        questions: &["câu hỏi", "câu", "bài tập"],
        sections: &["chương", "phần", "bài", "mục", "chủ đề", "ngày", "tuần", "bước"],
        letter: None,
        references: &["xem thêm", "xem"],
    },
    // Romanian
    Words {
        questions: &["întrebarea", "întrebare", "exercițiul"],
        sections: &["capitolul", "secțiunea", "lecția", "partea", "tema", "ziua", "pasul"],
        letter: None,
        references: &["vezi și", "vezi"],
    },
    // Hungarian
    Words {
        questions: &["kérdés", "feladat"],
        sections: &["fejezet", "szakasz", "lecke", "rész", "téma", "nap", "hét", "lépés"],
        letter: None,
        references: &["lásd még", "lásd"],
    },
    // Greek
    Words {
        questions: &["ερώτηση", "άσκηση"],
        sections: &["κεφάλαιο", "ενότητα", "μάθημα", "μέρος", "θέμα", "ημέρα", "εβδομάδα", "βήμα"],
        letter: Some('Ε'),
        references: &["βλέπε", "δείτε", "βλ."],
    },
    // Albanian, Bosnian, Serbian, Croatian
    Words {
        questions: &["pyetja", "pitanje", "питање", "zadatak"],
        sections: &["kapitulli", "mësimi", "poglavlje", "поглавље", "lekcija", "dio", "dan", "korak"],
        letter: None,
        references: &["shih", "vidi", "види"],
    },
    // Arabic
    Words {
        questions: &["السؤال", "سؤال", "تمرين", "التمرين"],
        sections: &["الفصل", "فصل", "الباب", "القسم", "الدرس", "درس", "الجزء", "الوحدة", "المحاضرة", "اليوم", "الخطوة"],
        letter: Some('س'),
        references: &["انظر", "راجع"],
    },
    // Hebrew
    Words {
        questions: &["שאלה", "תרגיל"],
        sections: &["פרק", "שיעור", "חלק", "נושא", "יום", "שבוע", "שלב", "יחידה", "סעיף"],
        letter: None,
        references: &["ראה", "ראו"],
    },
    // Persian, Urdu
    Words {
        questions: &["پرسش", "سوال", "تمرین"],
        sections: &["فصل", "بخش", "درس", "باب", "جلسه", "روز", "هفته", "گام"],
        letter: None,
        references: &["رجوع کنید به", "ببینید", "دیکھیں"],
    },
    // Hindi
    Words {
        questions: &["प्रश्न", "सवाल", "अभ्यास"],
        sections: &["अध्याय", "पाठ", "भाग", "विषय", "दिन", "सप्ताह", "चरण"],
        letter: None,
        references: &["देखें", "देखिए"],
    },
    // Chinese
    Words {
        questions: &["问题", "問題", "题目", "題目", "问", "問", "题", "題", "例题", "練習", "练习", "试题"],
        sections: &["章节", "章", "节", "課", "课", "步骤", "步驟", "部分", "主题", "主題"],
        letter: None,
        references: &["参见", "參見", "见", "見", "参考", "參考", "详见"],
    },
    // Japanese
    Words {
        questions: &["質問", "問題", "問", "設問", "例題", "演習"],
        sections: &["ステップ", "レッスン", "セクション", "パート", "テーマ", "章", "節"],
        letter: None,
        references: &["参照", "参考"],
    },
    // Korean, Thai
    Words {
        questions: &["문제", "질문", "문항", "연습", "คำถามที่", "คำถาม", "ข้อที่", "ข้อ"],
        sections: &["챕터", "단원", "강의", "주제", "단계", "บทที่", "ตอนที่", "หัวข้อที่"],
        letter: None,
        references: &["참고", "ดูข้อ", "ดู"],
    },
];

/// Abbreviations of "number" before a number: `No. 12`. In lower case.
pub const NUMBER_SIGNS: [&str; 13] =
    ["no.", "no", "nr.", "nr", "num.", "núm.", "n.º", "n°", "nº", "n.", "č.", "čís.", "№"];

/// What a word before a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The heading is a question.
    Question,
    /// The heading is a chapter, a lesson, a step.
    Section,
}

/// Finds the word at the start of `text` that a number may follow: its role and its length in bytes. Of several the
/// longest. Whether a number follows is the caller's to see.
#[must_use]
pub fn at_start(text: &str) -> Option<(Role, usize)> {
    let first = text.chars().next().filter(|first| first.is_alphabetic())?;
    let folded = lower(first);
    let mut best: Option<(Role, usize)> = None;
    for words in &LANGUAGES {
        for (role, list) in [(Role::Question, words.questions), (Role::Section, words.sections)] {
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
    fn words_are_in_lower_case() {
        for words in &LANGUAGES {
            for word in [words.questions, words.sections, words.references].concat() {
                assert!(word.chars().all(|c| lower(c) == c), "{word}");
            }
        }
    }
}
