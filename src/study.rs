//! Study: cards, quizzes, numbers, confusables, the lock and the plan, made from plain notes without markup.
//!
//! Everything here is a pure function of parsed notes: the clock and the reader's review log are elsewhere. The rules that
//! make a question of a title are written for English; notebooks in other languages get what needs no grammar.

mod asking;
pub mod blocks;
pub mod cards;
mod cloze;
pub mod confusables;
pub mod data_files;
mod decisive;
pub mod deck;
pub mod export;
mod gist;
mod grammar;
mod label;
mod labels;
pub mod language;
mod leaning;
pub mod lock;
pub mod numbers;
pub mod plan;
mod question;
mod quizzes;
mod scenario;
mod sentences;
mod spoken;
pub mod subject;
mod vague;
mod which;
mod words;
mod wrong;

pub use crate::site::card::{Card, Kind};

/// A key from the first words of a text that carry its subject: lower-case words joined by hyphens. Texts without Latin
/// letters get a hash (FNV-1a, 32 bits, base 36).
#[must_use]
pub fn key(text: &str, most_words: usize) -> String {
    let is_latin = text.is_ascii() || text.chars().filter(|c| c.is_alphabetic()).all(|c| u32::from(c) < 0x250);
    let words: Vec<String> = words::content_words(text)
        .map(|word| hyphened(&word))
        .filter(|word| !word.is_empty())
        .take(most_words)
        .collect();
    if words.is_empty() || !is_latin { hash(text) } else { words.join("-") }
}

/// The ASCII letters and digits of a word, with a hyphen for what is between them.
fn hyphened(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    for c in word.chars() {
        if c.is_ascii_alphanumeric() {
            text.push(c);
        } else if !text.is_empty() && !text.ends_with('-') {
            text.push('-');
        }
    }
    if text.ends_with('-') {
        text.pop();
    }
    text
}

/// FNV-1a, 32 bits, in base 36.
#[must_use]
pub fn hash(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    base36(hash.into())
}

/// A number in base 36.
fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(u32::try_from(number % 36).unwrap_or(0), 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            break;
        }
    }
    digits.iter().rev().collect()
}

#[cfg(test)]
mod tests;
