//! "Did you mean …?": finds the known name that is nearest to a misspelt one. Takes names, gives a name; reports
//! nothing itself.

/// Returns the known name that is nearest by edit distance, if one is near enough.
pub fn nearest<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| (strsim::damerau_levenshtein(&found.to_lowercase(), &name.to_lowercase()), name))
        .filter(|&(distance, name)| distance <= 2.max(name.len() / 3) && distance < name.len())
        // Ties go to the name with the same first letter: `nam` means `name` rather than `iam`.
        .min_by_key(|&(distance, name)| (distance, !starts_alike(name, found), name))
        .map(|(_, name)| name)
}

fn starts_alike(a: &str, b: &str) -> bool {
    a.chars().next().map(|c| c.to_ascii_lowercase()) == b.chars().next().map(|c| c.to_ascii_lowercase())
}
