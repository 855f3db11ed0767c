//! The regions and partitions of AWS (AWS General Reference, "Regions and endpoints"), as of the day that the table of actions
//! has.

use crate::suggest::nearest;

/// The partitions of AWS (AWS General Reference, "Amazon Resource Names").
pub(super) const PARTITIONS: [&str; 9] =
    ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc", "aws-eusc-b"];

const REGIONS: [&str; 47] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "sa-west-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
];

/// What the text at the position of a region says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    /// A region of the list, or a word that may stand for one.
    Fine,
    /// An availability zone of this region.
    Zone(&'static str),
    /// A misspelt region, with the right name.
    Misspelt(&'static str),
    /// It has the form of a region, and the list does not have it.
    Unlisted,
}

/// Reads the text at the position of a region.
pub(super) fn read(text: &str) -> Region {
    let known = |text: &str| REGIONS.into_iter().find(|region| *region == text);
    if text.is_empty() || known(text).is_some() || text.contains("region") || text.contains(['*', '?']) {
        return Region::Fine;
    }
    let zone = text.strip_suffix(|letter: char| letter.is_ascii_lowercase()).and_then(known);
    if let Some(region) = zone {
        return Region::Zone(region);
    }
    if has_form(text) {
        return Region::Unlisted;
    }
    let near = nearest(text, REGIONS.into_iter());
    let near = near.filter(|near| strsim::damerau_levenshtein(&text.to_ascii_lowercase(), near) <= 2);
    near.map_or(Region::Fine, Region::Misspelt)
}

/// `us-east-9`: letters of a country, a direction and a number.
fn has_form(text: &str) -> bool {
    const DIRECTIONS: [&str; 9] =
        ["central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west"];
    let parts: Vec<&str> = text.split('-').collect();
    let [country, .., direction, number] = parts.as_slice() else { return false };
    let is_country = REGIONS.iter().any(|region| region.split('-').next() == Some(country));
    let is_number = number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_country && DIRECTIONS.contains(direction) && is_number && parts.len() <= 4
}

/// The partition of a region.
pub(super) fn partition(region: &str) -> Option<&'static str> {
    let starts = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("us-iso-", "aws-iso"),
        ("eu-isoe-", "aws-iso-e"),
        ("eusc-", "aws-eusc"),
    ];
    let found = starts.iter().find(|(start, _)| region.starts_with(start)).map(|(_, partition)| *partition);
    found.or_else(|| (read(region) == Region::Fine && has_form(region)).then_some("aws"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_differ_from_other_words() {
        for fine in ["", "us-east-1", "us-west-2", "*", "us-*", "region", "your-region", "aws-global", "x"] {
            assert_eq!(read(fine), Region::Fine, "{fine}");
        }
        assert_eq!(read("us-east-1a"), Region::Zone("us-east-1"));
        assert_eq!(read("us-est-1"), Region::Misspelt("us-east-1"));
        assert_eq!(read("eu-cental-1"), Region::Misspelt("eu-central-1"));
        assert_eq!(read("us-east-9"), Region::Unlisted);
        assert_eq!((partition("cn-north-1"), partition("us-gov-west-1")), (Some("aws-cn"), Some("aws-us-gov")));
        assert_eq!((partition("eu-west-1"), partition("x")), (Some("aws"), None));
        assert!(REGIONS.is_sorted());
    }
}
