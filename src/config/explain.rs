//! What every key of site.toml means, for the terminal.

/// The README, whose table of keys is the only description of them for users.
const README: &str = include_str!("../../README.md");

/// Every key with its default and its meaning.
#[must_use]
pub fn explained() -> String {
    let rows = README.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split(" | ");
        let key = cells.next()?.trim_end_matches('`');
        let default = cells.next()?.trim_matches('`');
        let meaning = cells.next()?.trim_end_matches('|').trim_end().replace('`', "");
        let (table, name) = key.split_once('.')?;
        Some((table, name, default, meaning))
    });
    let mut text = String::from("# site.toml: every key with its default\n");
    let mut last = "";
    for (table, name, default, meaning) in rows {
        if table != last {
            text.push_str(&format!("\n[{table}]\n"));
            last = table;
        }
        let value = if default == "none" { format!("# {name} = …") } else { format!("{name} = {default}") };
        text.push_str(&format!("{value}\n    # {meaning}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::TABLES;

    #[test]
    fn every_table_is_there_once() {
        let text = explained();
        for table in TABLES {
            assert_eq!(text.matches(&format!("\n[{table}]\n")).count(), 1, "{table} in {text}");
        }
        assert!(text.contains("title = \"Study notes\"\n    # the name of the site\n"), "{text}");
    }
}
