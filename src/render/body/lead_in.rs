//! Lead-ins with an icon: items and paragraphs that begin with `**Trap:**`, `**Limit:**` or `**Example:**`, in the languages of
//! the interface. It takes pieces of a body, and gives a class; the style sheet draws the icon.

use crate::parse::Piece;
use pulldown_cmark::{Event, Tag};

/// Longest label, in bytes.
const LONGEST: usize = 40;

/// The class of a lead-in, and its labels in lower case.
const KINDS: [(&str, &[&str]); 3] = [
    (
        "trap",
        &[
            "trap",
            "traps",
            "exam trap",
            "pitfall",
            "pitfalls",
            "gotcha",
            "gotchas",
            "watch out",
            "falle",
            "fallen",
            "fallstrick",
            "fallstricke",
            "stolperfalle",
            "achtung",
            "vorsicht",
            "piège",
            "pièges",
            "trampa",
            "trampas",
            "cuidado",
            "ojo",
            "armadilha",
            "armadilhas",
            "trappola",
            "trappole",
            "attenzione",
            "valkuil",
            "valkuilen",
            "let op",
            "pułapka",
            "pułapki",
            "uwaga",
            "tuzak",
            "tuzaklar",
            "dikkat",
            "ловушка",
            "ловушки",
            "осторожно",
            "пастка",
            "пастки",
            "обережно",
            "罠",
            "落とし穴",
            "陷阱",
            "함정",
            "فخ",
            "الفخ",
            "מלכודת",
            "जाल",
            "सावधान",
        ],
    ),
    (
        "limit",
        &[
            "limit",
            "limits",
            "quota",
            "quotas",
            "grenze",
            "grenzen",
            "obergrenze",
            "limite",
            "limites",
            "límite",
            "límites",
            "limiti",
            "limiet",
            "limieten",
            "limity",
            "sınır",
            "sınırlar",
            "лимит",
            "лимиты",
            "ограничение",
            "ограничения",
            "ліміт",
            "ліміти",
            "обмеження",
            "制限",
            "上限",
            "限制",
            "제한",
            "한도",
            "الحد",
            "حد",
            "حدود",
            "الحدود",
            "מגבלה",
            "מגבלות",
            "सीमा",
            "सीमाएँ",
        ],
    ),
    (
        "example",
        &[
            "example",
            "examples",
            "for example",
            "beispiel",
            "beispiele",
            "zum beispiel",
            "exemple",
            "exemples",
            "par exemple",
            "ejemplo",
            "ejemplos",
            "por ejemplo",
            "exemplo",
            "exemplos",
            "por exemplo",
            "esempio",
            "esempi",
            "voorbeeld",
            "voorbeelden",
            "przykład",
            "przykłady",
            "örnek",
            "örnekler",
            "пример",
            "примеры",
            "приклад",
            "приклади",
            "例",
            "例子",
            "示例",
            "範例",
            "예",
            "예시",
            "مثال",
            "أمثلة",
            "דוגמה",
            "דוגמאות",
            "उदाहरण",
        ],
    ),
];

/// Returns the class of the bold text that begins at a piece, if it is such a label at the beginning of an item or a paragraph.
pub(super) fn class(pieces: &[Piece], strong: usize) -> Option<&'static str> {
    let before = pieces.get(strong.checked_sub(1)?);
    if !matches!(before, Some(Piece::Markdown(Event::Start(Tag::Item | Tag::Paragraph)))) {
        return None;
    }
    let Some([Piece::Markdown(Event::Text(text)), Piece::Markdown(Event::End(_))]) = pieces.get(strong + 1..strong + 3)
    else {
        return None;
    };
    if text.len() > LONGEST {
        return None;
    }
    let label = text.trim().trim_end_matches([':', '：', '.', '!', '！']).trim_end().to_lowercase();
    KINDS.iter().find(|(_, labels)| labels.contains(&label.as_str())).map(|(class, _)| *class)
}
