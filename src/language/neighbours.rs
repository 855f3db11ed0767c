//! Languages that share a script and nearly all letters: Serbian and Macedonian, Hindi, Marathi and Nepali. Common words,
//! endings and letters that only one of them has tell them apart. A text without any has no language, only a script.

/// A language among its neighbours. What it has is not found in the others.
struct Neighbour {
    tag: &'static str,
    /// Common words, parted by blanks.
    words: &'static str,
    /// Endings of words.
    endings: &'static [&'static str],
    /// Letters, in lower case.
    letters: &'static [char],
}

const SOUTH_SLAVIC: [Neighbour; 2] = [
    Neighbour {
        tag: "sr",
        words: "је су сам си смо сте није нису који која које коју којих којој у са ће где када бити био било због али још могу \
                између после пре код овај ово тај оно свих све њих њега јер док ако људи дан реч речи језик поглавље хвала",
        endings: &["ћи"],
        letters: &['ђ', 'ћ'],
    },
    Neighbour {
        tag: "mk",
        words: "е во со го ги ќе или тоа овој оваа таа тие дека каде кога биде бил зошто бидејќи меѓу потоа кај секој сите нивните \
                неговата но уште можат луѓе ден збор зборови јазик поглавје",
        endings: &["јќи", "ците", "ењето", "ањето"],
        letters: &['ѓ', 'ќ', 'ѕ'],
    },
];

const DEVANAGARI: [Neighbour; 3] = [
    Neighbour {
        tag: "hi",
        words: "है हैं और में के का की को से नहीं यह वह ये वे था थी थे किया करते करना करें कर लिए साथ जो भी इस उस अपने रहा रही \
                रहे गया बहुत क्या कैसे द्वारा",
        endings: &[],
        letters: &[],
    },
    Neighbour {
        tag: "mr",
        words: "आहे आहेत आणि मध्ये नाही हा ही हे ते त्या असते असतो असतात करणे करून केले साठी पासून म्हणजे म्हणून किंवा परंतु पण \
                ज्या आपण तसेच येथे काय कसे द्वारे चे ची चा च्या मी तुम्ही",
        endings: &["च्या", "ांना", "ामध्ये", "ण्यासाठी", "ांचे", "ांची", "ांचा"],
        letters: &['ळ'],
    },
    Neighbour {
        tag: "ne",
        words: "छ छन् र हुन् मा लाई गर्छ गर्न गर्ने गरेको भएको हुन्छ हुन्छन् थियो यो त्यो यस पनि वा बाट लागि साथै भने छैन कसरी",
        endings: &["हरू", "हरु", "हरूको", "हरूमा", "लाई", "न्छ", "न्छन्"],
        letters: &[],
    },
];

/// The language of a text among those that are written like the guessed one, or a language that is not determined in their
/// script (RFC 5646, section 4.1; ISO 15924). The guess, if it has no such neighbours.
pub(super) fn among(guessed: &'static str, text: &str) -> &'static str {
    match guessed {
        "sr" | "mk" => language_of(text, &SOUTH_SLAVIC).unwrap_or("und-Cyrl"),
        "hi" => language_of(text, &DEVANAGARI).unwrap_or("und-Deva"),
        other => other,
    }
}

/// The neighbour that most words of a text speak for. None if several do alike.
fn language_of(text: &str, neighbours: &[Neighbour]) -> Option<&'static str> {
    let mut counts = vec![0_usize; neighbours.len()];
    // The vowels of Devanagari are marks.
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '\u{900}'..='\u{963}');
    for word in text.split(|c| !is_letter(c)).filter(|word| !word.is_ascii()) {
        let word = word.to_lowercase();
        for (count, neighbour) in counts.iter_mut().zip(neighbours) {
            let is_its = neighbour.words.split(' ').any(|common| common == word)
                || neighbour.endings.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending))
                || word.contains(neighbour.letters);
            *count += usize::from(is_its);
        }
    }
    let most = counts.iter().copied().max().filter(|&most| most > 0)?;
    let mut best = neighbours.iter().zip(counts).filter(|(_, count)| *count == most);
    match (best.next(), best.next()) {
        (Some((neighbour, _)), None) => Some(neighbour.tag),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn neighbours_are_kept_apart() {
        for (guessed, text, language) in [
            ("mk", "Вода је течна и нема боју.", "sr"),
            ("mk", "Ћелија", "sr"),
            ("mk", "Клетката е најмалата единица на животот", "mk"),
            ("mk", "Јаболка", "und-Cyrl"),
            ("hi", "समुद्र की लहरें", "hi"),
            ("hi", "पाणी हे जीवन आहे", "mr"),
            ("hi", "समुद्राच्या लाटा", "mr"),
            ("hi", "पानी जीवन हो र यो नदीमा बग्छ", "ne"),
            ("hi", "अध्याय", "und-Deva"),
            ("ru", "Вода", "ru"),
        ] {
            assert_eq!(among(guessed, text), language, "{text}");
        }
    }

    #[test]
    fn no_word_belongs_to_two_neighbours() {
        for neighbours in [&SOUTH_SLAVIC[..], &DEVANAGARI[..]] {
            let mut seen = HashSet::new();
            for word in neighbours.iter().flat_map(|neighbour| neighbour.words.split(' ').collect::<HashSet<_>>()) {
                assert!(seen.insert(word), "{word}");
            }
        }
    }
}
