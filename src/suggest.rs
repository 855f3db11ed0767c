//! "Did you mean …?": finds the known name that is nearest to a misspelt one. Takes names, gives a name; reports
//! nothing itself.

/// Returns the known name that is nearest by edit distance, if one is near enough.
pub fn nearest<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let found_in_lower_case = found.to_lowercase();
    let length = found_in_lower_case.chars().count();
    let found_letters = letters(&found_in_lower_case);
    let distance = |name: &str| {
        let most = 2.max(name.len() / 3).min(name.len().checked_sub(1)?);
        // One edit brings one letter at most: the letters of a text that is far away tell it much faster than the distance.
        let name_letters = letters(name);
        let strange = (name_letters & !found_letters).count_ones().max((found_letters & !name_letters).count_ones());
        if name.is_ascii() && strange as usize > most {
            return None;
        }
        let name = name.to_lowercase();
        // The distance is at least the difference of the lengths, too.
        (name.chars().count().abs_diff(length) <= most)
            .then(|| strsim::damerau_levenshtein(&found_in_lower_case, &name))
            .filter(|&distance| distance <= most)
    };
    known
        .filter_map(|name| Some((distance(name)?, name)))
        // Ties go to the name with the same first letter: `nam` means `name` rather than `iam`.
        .min_by_key(|&(distance, name)| (distance, !starts_alike(name, found), name))
        .map(|(_, name)| name)
}

/// The ASCII letters of a text in any case, a bit for each.
fn letters(text: &str) -> u32 {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic);
    letters.fold(0, |bits, letter| bits | 1 << (letter.to_ascii_lowercase() - b'a'))
}

fn starts_alike(a: &str, b: &str) -> bool {
    a.chars().next().map(|c| c.to_ascii_lowercase()) == b.chars().next().map(|c| c.to_ascii_lowercase())
}
