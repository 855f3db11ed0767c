//! Numerals that are no ASCII digits: digits of other scripts, keycap emoji, Chinese and Roman numerals.

/// Finds a run of digits of any script at the start of `text`, keycap emoji included: the digits in ASCII and the length
/// in bytes. `None` without a digit.
#[must_use]
pub(super) fn digits(text: &str) -> Option<(String, usize)> {
    let mut found = String::new();
    let mut length = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let Some(digit) = digit(character) else { break };
        found.push(digit);
        length = at + character.len_utf8();
        // A keycap is a digit, a variation selector, and an enclosing keycap (Unicode Technical Standard 51).
        while let Some(&(at, mark)) = characters.peek().filter(|(_, mark)| matches!(mark, '\u{FE0F}' | '\u{20E3}')) {
            length = at + mark.len_utf8();
            characters.next();
        }
    }
    (!found.is_empty()).then_some((found, length))
}

/// The first code point of each block of ten decimal digits that notes are numbered with (Unicode, category Nd).
const ZEROS: [char; 9] =
    ['0', '\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{BE6}', '\u{E50}', '\u{FF10}', '\u{1D7EC}'];

fn digit(character: char) -> Option<char> {
    ZEROS.iter().find_map(|&zero| {
        let value = u32::from(character).checked_sub(u32::from(zero)).filter(|&value| value < 10)?;
        char::from_digit(value, 10)
    })
}

/// Finds a Chinese numeral below 1000 at the start of `text`: its value and its length in bytes.
#[must_use]
pub(crate) fn chinese(text: &str) -> Option<(u64, usize)> {
    let mut total = 0;
    let mut pending: Option<u64> = None;
    let mut length = 0;
    for (at, character) in text.char_indices() {
        let one = |digit: Option<u64>| digit.unwrap_or(1);
        match character {
            '十' => total += one(pending.take()) * 10,
            '百' => total += one(pending.take()) * 100,
            _ => match "〇一二三四五六七八九".chars().position(|c| c == character).map(|at| at as u64).or(
                match character {
                    '零' => Some(0),
                    '两' | '兩' => Some(2),
                    _ => None,
                },
            ) {
                Some(digit) => {
                    pending = Some(pending.filter(|&above| above < 100).map_or(digit, |above| above * 10 + digit));
                }
                None => break,
            },
        }
        length = at + character.len_utf8();
    }
    (length > 0).then_some((total + pending.unwrap_or(0), length))
}

/// Finds a Roman numeral in capitals at the start of `text`: its value and its length in bytes. Only numerals in their
/// regular form below 100, so that `MIX`, `IIX` and the start of `Ideas` are words.
#[must_use]
pub(crate) fn roman(text: &str) -> Option<(u64, usize)> {
    let length = text.bytes().take_while(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L')).count();
    let is_alone = !text[length..].starts_with(char::is_alphanumeric);
    let value = (1..100).find(|&value| as_roman(value) == text[..length]).filter(|_| length > 0 && is_alone)?;
    Some((value, length))
}

fn as_roman(mut value: u64) -> String {
    const SIGNS: [(u64, &str); 7] = [(90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")];
    let mut numeral = String::new();
    for (worth, sign) in SIGNS {
        while value >= worth {
            numeral.push_str(sign);
            value -= worth;
        }
    }
    numeral.push_str(&"I".repeat(usize::try_from(value).unwrap_or(0)));
    numeral
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_many_scripts() {
        for (text, number) in
            [("12 a", "12"), ("１２．", "12"), ("٣. س", "3"), ("۴ ", "4"), ("1️⃣ a", "1"), ("1️⃣0️⃣ a", "10"), ("२.", "2")]
        {
            assert_eq!(digits(text).map(|(digits, _)| digits).as_deref(), Some(number), "{text}");
        }
        assert_eq!(digits("a1"), None);
    }

    #[test]
    fn numerals() {
        for (text, value) in
            [("一、", 1), ("十", 10), ("十二章", 12), ("二十", 20), ("二十三", 23), ("一百零五", 105), ("一〇", 10)]
        {
            assert_eq!(chinese(text).map(|(value, _)| value), Some(value), "{text}");
        }
        for (text, value) in [("I. a", 1), ("IV) a", 4), ("XIX. a", 19), ("XL.", 40)] {
            assert_eq!(roman(text).map(|(value, _)| value), Some(value), "{text}");
        }
        for text in ["IIX.", "Ideas", "", "VX.", "IIII."] {
            assert_eq!(roman(text), None, "{text}");
        }
    }
}
