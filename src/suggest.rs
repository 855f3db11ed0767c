//! "Did you mean …?": the known name that is nearest to a misspelt one.

/// The known name that a misspelt one most likely means.
pub fn nearest<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| (strsim::damerau_levenshtein(&found.to_lowercase(), &name.to_lowercase()), name))
        .filter(|&(distance, name)| distance <= 2.max(name.len() / 3) && distance < name.len())
        // Of two that are as near, `nam` is rather `name` than `iam`: the first letter is seldom the wrong one.
        .min_by_key(|&(distance, name)| (distance, !starts_alike(name, found), name))
        .map(|(_, name)| name)
}

fn starts_alike(a: &str, b: &str) -> bool {
    a.chars().next().map(|c| c.to_ascii_lowercase()) == b.chars().next().map(|c| c.to_ascii_lowercase())
}
