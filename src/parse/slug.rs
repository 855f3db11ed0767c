//! Words of a title as a file name and as a fragment.

use std::collections::HashMap;
use unicode_normalization::char::is_combining_mark;

/// Longest slug in bytes: with a suffix and `.html` it stays far below the 255 bytes of a file name.
const LONGEST: usize = 80;

/// A slug of `title` for a file name and a URL: letters and digits of any script in lower case with their marks, joined by
/// hyphens.
/// Empty for a title without any.
#[must_use]
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    let words = title.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    for word in words.map(|word| word.trim_start_matches(is_combining_mark)).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        if !slug.is_empty() {
            if slug.len() + 1 + word.len() > LONGEST {
                break;
            }
            slug.push('-');
        }
        let mut end = word.len().min(LONGEST);
        while !word.is_char_boundary(end) {
            end -= 1;
        }
        slug.push_str(&word[..end]);
    }
    slug
}

/// The fragment that GitHub gives a heading, which authors use in their tables of contents: lower case, spaces to
/// hyphens, all other punctuation dropped (github.com/gjtorikian/html-pipeline, "TableOfContentsFilter"). Vowel signs, accents
/// and the marks of emoji stay.
#[must_use]
pub fn github_fragment(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' | '-' => Some('-'),
            c if c.is_alphanumeric() || c == '_' || is_combining_mark(c) => Some(c),
            _ => None,
        })
        .collect()
}

/// Hands out names that differ from each other, also where upper and lower case are the same.
#[derive(Debug, Default)]
pub struct Names {
    taken: HashMap<String, u32>,
}

/// A name that was free, or the number that had to be added to a taken one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// The name was free.
    Free(String),
    /// The name was taken: a number is added.
    Numbered(String),
}

impl Names {
    /// Takes `wanted`, or `wanted-2`, `wanted-3` … where it is taken.
    pub fn take(&mut self, wanted: &str, first_suffix: u32) -> Name {
        let key = wanted.to_lowercase();
        if self.is_new(&key, first_suffix) {
            return Name::Free(wanted.to_owned());
        }
        loop {
            let next = self.taken.entry(key.clone()).or_insert(first_suffix);
            let name = format!("{wanted}-{next}");
            *next += 1;
            if self.is_new(&name.to_lowercase(), first_suffix) {
                return Name::Numbered(name);
            }
        }
    }

    /// Takes a name that something else has.
    pub fn add(&mut self, taken: &str) {
        self.is_new(&taken.to_lowercase(), 1);
    }

    fn is_new(&mut self, key: &str, first_suffix: u32) -> bool {
        let is_new = !self.taken.contains_key(key);
        if is_new {
            self.taken.insert(key.to_owned(), first_suffix);
        }
        is_new
    }
}

impl Name {
    /// The name itself.
    #[must_use]
    pub fn into_string(self) -> String {
        match self {
            Self::Free(name) | Self::Numbered(name) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_short_and_harmless() {
        assert_eq!(slug("Create a namespace called 'mynamespace'"), "create-a-namespace-called-mynamespace");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("日本語 テスト"), "日本語-テスト");
        assert_eq!(slug("नमक क्या है"), "नमक-क्या-है");
        assert_eq!(slug("⚙\u{FE0F} Setup"), "setup");
        assert_eq!(slug("?!"), "");
        assert!(slug(&"x".repeat(100_000)).len() <= LONGEST && slug(&"é ".repeat(1000)).len() <= LONGEST);
    }

    #[test]
    fn fragments_are_github_s() {
        assert_eq!(github_fragment("12. What is Amazon EC2?"), "12-what-is-amazon-ec2");
        assert_eq!(github_fragment("EC2 Sizing & Configuration"), "ec2-sizing--configuration");
        assert_eq!(github_fragment("नमक क्या है?"), "नमक-क्या-है");
        assert_eq!(github_fragment("⚙\u{FE0F} Setup"), "\u{FE0F}-setup");
    }

    #[test]
    fn names_never_clash() {
        let mut names = Names::default();
        assert_eq!(names.take("290", 2), Name::Free("290".into()));
        assert_eq!(names.take("290", 2), Name::Numbered("290-2".into()));
        assert_eq!(names.take("290-2", 2), Name::Numbered("290-2-2".into()));
        assert_eq!(names.take("290", 2), Name::Numbered("290-3".into()));
        assert_eq!(names.take("17A", 2).into_string(), "17A");
        assert_eq!(names.take("17a", 2).into_string(), "17a-2");
    }
}
