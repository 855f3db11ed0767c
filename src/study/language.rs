//! What cards need to know of languages: the words for "explain" and "answer", and which language a text is in.

use crate::language;

/// Language and the word that asks to explain a title.
const EXPLAIN: [(&str, &str); 24] = [
    ("en", "Explain"),
    ("ar", "اشرح"),
    ("bs", "Objasni"),
    ("de", "Erkläre"),
    ("es", "Explica"),
    ("fr", "Explique"),
    ("hi", "समझाइए"),
    ("id", "Jelaskan"),
    ("it", "Spiega"),
    ("ja", "説明してください"),
    ("ko", "설명하세요"),
    ("nl", "Leg uit"),
    ("pl", "Wyjaśnij"),
    ("pt", "Explique"),
    ("ro", "Explică"),
    ("ru", "Объясните"),
    ("sq", "Shpjego"),
    ("sv", "Förklara"),
    ("th", "อธิบาย"),
    ("tr", "Açıkla"),
    ("uk", "Поясніть"),
    ("vi", "Giải thích"),
    ("zh", "请解释"),
    ("fa", "توضیح دهید"),
];

/// Words that announce the right answer of a quiz, in lower case.
pub(super) const ANSWER_WORDS: [&str; 32] = [
    "answer",
    "answers",
    "solution",
    "答え",
    "答案",
    "正解",
    "回答",
    "解答",
    "resposta",
    "respostas",
    "respuesta",
    "réponse",
    "antwort",
    "lösung",
    "risposta",
    "antwoord",
    "jawaban",
    "odpowiedź",
    "ответ",
    "відповідь",
    "cevap",
    "đáp án",
    "정답",
    "답",
    "คำตอบ",
    "răspuns",
    "odgovor",
    "përgjigja",
    "الإجابة",
    "الاجابة",
    "svar",
    "उत्तर",
];

/// Words that announce the explanation of an answer.
pub(super) const EXPLANATION_WORDS: [&str; 10] = [
    "explanation",
    "reference",
    "erklärung",
    "explicação",
    "explicación",
    "explication",
    "spiegazione",
    "解説",
    "解析",
    "설명",
];

/// The word that asks to explain something in the language of `tag`.
#[must_use]
pub fn explain(tag: &str) -> &'static str {
    let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    EXPLAIN.iter().find(|(language, _)| *language == primary).map_or("Explain", |(_, word)| word)
}

/// The language of a text: what its tag says, unless its letters or its common words clearly say otherwise. Sites forget
/// tags.
#[must_use]
pub fn of(tag: &str, text: &str) -> String {
    let guessed = language::guess(text).filter(|guessed| tag.split('-').next() != Some(guessed));
    guessed.unwrap_or(tag).to_owned()
}
