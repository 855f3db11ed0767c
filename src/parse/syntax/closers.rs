//! Looks for what closes a construct. A text can have thousands of openers and one closer at its end, or none, so what was looked
//! for is remembered.

use std::ops::Range;

/// What was found behind an offset of one text.
#[derive(Debug)]
struct Looked {
    closer: &'static str,
    /// From where to where was looked.
    range: Range<usize>,
    found: Option<usize>,
}

/// Closers of one text, whose openers are read in order.
#[derive(Debug, Default)]
pub(super) struct Closers {
    looked: Vec<Looked>,
}

impl Closers {
    /// The offset of the first closer in a range of the text.
    pub(super) fn find(&mut self, text: &str, range: Range<usize>, closer: &'static str) -> Option<usize> {
        self.find_by(closer, range.clone(), |from| text.get(from..range.end)?.find(closer).map(|length| from + length))
    }

    /// Like [`Self::find`] for a closer that only `find` knows: the offset of the first one from an offset on, inside the range.
    /// It must be the same for every offset up to the one that it gives.
    pub(super) fn find_by(
        &mut self,
        closer: &'static str,
        range: Range<usize>,
        find: impl FnOnce(usize) -> Option<usize>,
    ) -> Option<usize> {
        let known = self.looked.iter().position(|looked| looked.closer == closer);
        if let Some(looked) = known.map(|index| &self.looked[index])
            && looked.range.contains(&range.start)
            && looked.range.end == range.end
        {
            match looked.found {
                None => return None,
                Some(found) if found >= range.start => return Some(found),
                Some(_) => {}
            }
        }
        let found = find(range.start);
        let looked = Looked { closer, range, found };
        match known {
            Some(index) => self.looked[index] = looked,
            None => self.looked.push(looked),
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closer_is_looked_for_once() {
        let text = "a b ) c )";
        let mut closers = Closers::default();
        assert_eq!(closers.find(text, 0..text.len(), ")"), Some(4));
        // What was found is known up to there.
        assert_eq!(closers.find_by(")", 2..text.len(), |_| panic!("it is known")), Some(4));
        assert_eq!(closers.find(text, 5..text.len(), ")"), Some(8));
        assert_eq!(closers.find(text, 5..7, ")"), None);
        assert_eq!(closers.find_by(")", 6..7, |_| panic!("it is known")), None);
        assert_eq!(closers.find(text, 6..9, ")"), Some(8));
        assert_eq!(closers.find(text, 0..9, "]"), None);
    }
}
