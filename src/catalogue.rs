//! services.yaml -> [`Catalogue`]: the services that notes name, and every way to name them.

use crate::config::nearest;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceFile, Span};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// Names a service by its place in [`Catalogue::services`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(pub usize);

/// The services of a subject and the ways to name them.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// All services, in the order of the file.
    pub services: Vec<Service>,
    /// Every alias; a pattern of `matcher` has the same index.
    pub(crate) aliases: Vec<Alias>,
    /// Finds the aliases in a text in lower case; case and context are checked afterwards. (An automaton that ignores
    /// case itself has twice the transitions.)
    pub(crate) matcher: Option<AhoCorasick>,
    /// Services by IAM action prefix.
    pub(crate) by_action_prefix: HashMap<String, ServiceId>,
    /// Services by CloudFormation namespace or type.
    pub(crate) by_resource_type: HashMap<String, ServiceId>,
    /// Short names of things that are no services, and their long ones: `IGW`, `internet gateway`. Search knows both.
    pub(crate) terms: BTreeMap<String, String>,
    /// Words such as `AWS` that may precede any alias: the first word of five or more names whose rest is an alias.
    pub(crate) vendors: Vec<String>,
}

/// One entry of the catalogue.
#[derive(Clone, Debug)]
pub struct Service {
    /// Lower-case letters, digits and hyphens: the file name of its page.
    pub id: String,
    /// Its official name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What it belongs to.
    pub parent: Option<ServiceId>,
    /// The group that it is listed under.
    pub category: String,
    /// The place of its category among all categories, in the order of the file: pages colour by it.
    pub category_place: usize,
    /// One sentence.
    pub summary: String,
    /// Its documentation.
    pub docs: String,
    /// Prefixes of IAM actions.
    pub action_prefixes: Vec<String>,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A service of its own.
    #[default]
    Service,
    /// A part of a service with a name of its own.
    Feature,
    /// A program or a library.
    Tool,
}

/// A way to name a service.
#[derive(Clone, Debug)]
pub(crate) struct Alias {
    pub text: String,
    pub service: ServiceId,
    /// Acronyms match their case exactly: SAR is not in `necessary`.
    pub is_exact: bool,
    /// Counts only when the service named last before it is one of these.
    pub after: Vec<ServiceId>,
    /// Does not count when the service named last before it is one of these.
    pub not_after: Vec<ServiceId>,
    /// Counts only when one of these words follows.
    pub before: Vec<String>,
    /// Does not count when one of these words follows.
    pub not_before: Vec<String>,
}

impl Alias {
    fn is_common_word(&self) -> bool {
        let has_context = !(self.after.is_empty() && self.before.is_empty());
        let is_one_word = !self.text.contains(' ') && self.text.contains(|c: char| c.is_lowercase());
        has_context || (self.is_exact && is_one_word)
    }
}

/// An entry as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    #[serde(default)]
    kind: Kind,
    parent: Option<String>,
    #[serde(default)]
    category: String,
    #[serde(default)]
    aliases: Vec<WrittenAlias>,
    #[serde(default)]
    iam: Vec<String>,
    #[serde(default)]
    cfn: Vec<String>,
    #[serde(default)]
    terms: BTreeMap<String, String>,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    docs: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenAlias {
    Plain(String),
    InContext(AliasInContext),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct AliasInContext {
    text: String,
    #[serde(default)]
    case: Case,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    not_after: Vec<String>,
    #[serde(default)]
    before: Vec<String>,
    #[serde(default)]
    not_before: Vec<String>,
}

#[derive(Deserialize, Default, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Case {
    /// Exact for acronyms, any for names.
    #[default]
    Auto,
    Exact,
    Any,
}

/// What an entry without a category is listed under.
pub const NO_CATEGORY: &str = "Other";

/// Reads services.yaml. What is wrong with an entry is reported and left out; the rest stands.
#[must_use]
pub fn parse(id: FileId, file: &SourceFile) -> (Catalogue, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let entries = match serde_yaml::from_str::<Option<Vec<Entry>>>(&file.text) {
        Ok(entries) => entries.unwrap_or_default(),
        Err(error) => {
            let at = error.location().map_or(0, |place| place.index().min(file.text.len()));
            let message = crate::parse::yaml_message(&error);
            // The library begins with the path of the entry, `.[3]: `, which the place says better.
            let message =
                message.strip_prefix('.').and_then(|rest| rest.split_once(": ")).map_or(&*message, |(_, rest)| rest);
            diagnostics.push(
                Diagnostic::error("catalogue-invalid", message)
                    .at(Span::new(id, at..at))
                    .help("each entry is a mapping that begins with `- id: …` and has a `name`"),
            );
            Vec::new()
        }
    };
    let mut reader =
        Reader { id, text: &file.text, diagnostics, catalogue: Catalogue::default(), places: HashMap::new() };
    reader.services(&entries);
    reader.parents(&entries);
    reader.names(&entries);
    let Reader { mut catalogue, diagnostics, .. } = reader;
    catalogue.vendors = vendors(&catalogue);
    if !catalogue.aliases.is_empty() {
        catalogue.matcher = AhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .build(catalogue.aliases.iter().map(|alias| alias.text.to_ascii_lowercase()))
            .ok();
    }
    (catalogue, diagnostics)
}

impl Catalogue {
    /// The entry that `id` names.
    #[must_use]
    pub fn get(&self, id: ServiceId) -> &Service {
        &self.services[id.0]
    }

    /// Every entry with its name.
    pub fn iter(&self) -> impl Iterator<Item = (ServiceId, &Service)> {
        self.services.iter().enumerate().map(|(index, service)| (ServiceId(index), service))
    }

    /// Names that mean a service wherever they are typed: those without a context, and no common word that only its
    /// capital makes a name.
    pub(crate) fn unconditional_aliases(&self) -> impl Iterator<Item = (ServiceId, &str)> {
        self.aliases.iter().filter(|alias| !alias.is_common_word()).map(|alias| (alias.service, alias.text.as_str()))
    }

    /// The service whose actions begin with `prefix:`.
    #[must_use]
    pub fn by_action_prefix(&self, prefix: &str) -> Option<ServiceId> {
        self.by_action_prefix.get(prefix).copied()
    }
}

/// Checks entries and collects them.
struct Reader<'a> {
    id: FileId,
    text: &'a str,
    diagnostics: Vec<Diagnostic>,
    catalogue: Catalogue,
    /// Services by id.
    places: HashMap<&'a str, ServiceId>,
}

impl<'a> Reader<'a> {
    fn services(&mut self, entries: &'a [Entry]) {
        let mut categories: HashMap<&str, usize> = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let is_file_name = !entry.id.is_empty()
                && entry.id.len() <= 100
                && entry.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !is_file_name {
                self.refuse(
                    index,
                    &entry.id,
                    format!("`{}` cannot be an id", entry.id),
                    "use lower-case letters, digits and hyphens",
                );
                continue;
            }
            if self.places.contains_key(entry.id.as_str()) {
                self.refuse(
                    index,
                    &entry.id,
                    format!("the id `{}` is there twice", entry.id),
                    "the first entry counts",
                );
                continue;
            }
            let is_address = entry.docs.strip_prefix("https://").is_some_and(|rest| {
                !rest.is_empty()
                    && !rest.starts_with('/')
                    && !rest.contains(|c: char| c.is_whitespace() || c == '<' || c == '"')
            });
            if !is_address && !entry.docs.is_empty() {
                let (id, docs) = (&entry.id, &entry.docs);
                self.refuse(
                    index,
                    docs,
                    format!("`{docs}`, the documentation of `{id}`, is not an https address"),
                    "the link is left out",
                );
            }
            self.places.insert(&entry.id, ServiceId(self.catalogue.services.len()));
            let category = if entry.category.is_empty() { NO_CATEGORY } else { &entry.category };
            let next_place = categories.len();
            let category_place = *categories.entry(category).or_insert(next_place);
            self.catalogue.services.push(Service {
                id: entry.id.clone(),
                name: entry.name.clone(),
                kind: entry.kind,
                parent: None,
                category: category.to_owned(),
                category_place,
                summary: entry.summary.clone(),
                docs: if is_address { entry.docs.clone() } else { String::new() },
                action_prefixes: entry.iam.clone(),
            });
        }
    }

    fn parents(&mut self, entries: &'a [Entry]) {
        for (index, entry) in entries.iter().enumerate() {
            let (Some(&service), Some(parent)) = (self.places.get(entry.id.as_str()), &entry.parent) else { continue };
            if let Some(&parent) = self.places.get(parent.as_str()) {
                self.catalogue.services[service.0].parent = Some(parent);
            } else {
                let help = self.suggestion(parent);
                self.refuse(
                    index,
                    parent,
                    format!("`{}` has the parent `{parent}`, which is not in the catalogue", entry.id),
                    &help,
                );
            }
        }
        for index in 0..self.catalogue.services.len() {
            let mut above = self.catalogue.services[index].parent;
            let mut steps = 0;
            while let Some(parent) = above.filter(|_| steps <= self.catalogue.services.len()) {
                above = self.catalogue.get(parent).parent;
                steps += 1;
                if parent.0 == index {
                    let id = self.catalogue.services[index].id.clone();
                    self.catalogue.services[index].parent = None;
                    let entry = entries.iter().position(|entry| entry.id == id).unwrap_or(0);
                    let help = "a parent must not lead back to its child";
                    self.refuse(entry, &id, format!("`{id}` is its own ancestor"), help);
                    break;
                }
            }
        }
    }

    fn names(&mut self, entries: &'a [Entry]) {
        let mut claimed: HashMap<String, Vec<usize>> = HashMap::new();
        let mut prefixes = HashMap::new();
        let mut types = HashMap::new();
        let mut seen = std::collections::HashSet::new();
        for (index, entry) in entries.iter().enumerate() {
            let Some(&service) = self.places.get(entry.id.as_str()) else { continue };
            if !seen.insert(service) {
                continue;
            }
            let name = WrittenAlias::Plain(entry.name.clone());
            // The name comes last: an alias that spells it out, such as `{text: AWS Config, case: exact}`, stands for it.
            for written in entry.aliases.iter().chain([&name]) {
                let alias = self.alias(index, written, service);
                if alias.text.trim().is_empty() {
                    self.refuse(index, &entry.id, format!("`{}` has an empty name or alias", entry.id), "take it out");
                    continue;
                }
                let others = claimed.entry(alias.text.to_lowercase()).or_default();
                let aliases = &self.catalogue.aliases;
                if others.iter().any(|&other| aliases[other].service == service && aliases[other].after == alias.after)
                {
                    continue; // The name again, or a spelling that differs in case only.
                }
                let in_context =
                    |alias: &Alias| !(alias.after.is_empty() && alias.not_after.is_empty() && alias.before.is_empty());
                let clash = others.iter().find(|&&other| !(in_context(&aliases[other]) && in_context(&alias)));
                if let Some(&other) = clash {
                    let first = self.catalogue.get(aliases[other].service).id.clone();
                    self.refuse(
                        index,
                        &alias.text,
                        format!("`{}` of `{}` is already an alias of `{first}`", alias.text, entry.id),
                        "an alias names one service; give both a context (`after`, `not_after`) or take one out",
                    );
                    continue;
                }
                others.push(self.catalogue.aliases.len());
                self.catalogue.aliases.push(alias);
            }
            for (short, long) in &entry.terms {
                let meaning = self.catalogue.terms.entry(short.clone()).or_insert_with(|| long.clone());
                if meaning != long {
                    let message = format!("`{short}` of `{}` already means `{meaning}`", entry.id);
                    self.refuse(index, short, message, "a term means one thing; the first entry counts");
                }
            }
            for prefix in &entry.iam {
                if let Some(first) = prefixes.insert(prefix.clone(), service) {
                    let first = self.catalogue.get(first).id.clone();
                    self.refuse(
                        index,
                        prefix,
                        format!("the action prefix `{prefix}` belongs to `{first}`"),
                        "an action prefix names one service",
                    );
                }
            }
            types.extend(entry.cfn.iter().map(|name| (name.clone(), service)));
        }
        self.catalogue.by_action_prefix = prefixes;
        self.catalogue.by_resource_type = types;
    }

    fn alias(&mut self, entry: usize, written: &WrittenAlias, service: ServiceId) -> Alias {
        let in_context = match written {
            WrittenAlias::Plain(text) => &AliasInContext { text: text.clone(), ..AliasInContext::default() },
            WrittenAlias::InContext(alias) => alias,
        };
        let is_acronym = !in_context.text.contains(|c: char| c.is_lowercase());
        let mut services = |ids: &[String]| -> Vec<ServiceId> {
            ids.iter()
                .filter_map(|id| {
                    let found = self.places.get(id.as_str()).copied();
                    if found.is_none() {
                        let help = self.suggestion(id);
                        self.refuse(
                            entry,
                            id,
                            format!("`{id}`, a context of `{}`, is not in the catalogue", in_context.text),
                            &help,
                        );
                    }
                    found
                })
                .collect()
        };
        Alias {
            text: in_context.text.clone(),
            service,
            is_exact: in_context.case == Case::Exact || (in_context.case == Case::Auto && is_acronym),
            after: services(&in_context.after),
            not_after: services(&in_context.not_after),
            before: in_context.before.clone(),
            not_before: in_context.not_before.clone(),
        }
    }

    fn suggestion(&self, id: &str) -> String {
        match nearest(id, self.catalogue.services.iter().map(|service| service.id.as_str())) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "use the id of another entry".into(),
        }
    }

    /// Reports a mistake where an entry says `what`.
    fn refuse(&mut self, entry: usize, what: &str, message: String, help: &str) {
        let start = entry_start(self.text, entry);
        let at = self.text[start..].find(what).map_or(start, |length| start + length);
        let span = Span::new(self.id, at..(at + what.len()).min(self.text.len()));
        self.diagnostics.push(Diagnostic::error("catalogue-invalid", message).at(span).help(help));
    }
}

/// Where the entry of this index begins: at its `id:`, which every entry has once.
fn entry_start(text: &str, entry: usize) -> usize {
    let keys = text.match_indices("id:").filter(|(at, _)| {
        let is_key = text[..*at].ends_with(|c: char| c.is_whitespace() || matches!(c, '{' | ','));
        let line_start = text[..*at].rfind('\n').map_or(0, |newline| newline + 1);
        is_key && !text[line_start..*at].trim_start().starts_with('#')
    });
    keys.map(|(at, _)| at + "id:".len()).nth(entry).unwrap_or(0)
}

fn vendors(catalogue: &Catalogue) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for alias in &catalogue.aliases {
        let name = &catalogue.get(alias.service).name;
        if let Some(vendor) = name.strip_suffix(&alias.text).and_then(|vendor| vendor.strip_suffix(' '))
            && !vendor.contains(' ')
        {
            *counts.entry(vendor).or_default() += 1;
        }
    }
    let mut vendors: Vec<String> =
        counts.into_iter().filter(|&(_, count)| count >= 5).map(|(vendor, _)| vendor.to_owned()).collect();
    vendors.sort();
    vendors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(yaml: &str) -> Vec<String> {
        let file = SourceFile::new("services.yaml", yaml);
        let id = crate::source::Sources::default().add(file.clone());
        parse(id, &file)
            .1
            .iter()
            .map(|d| format!("{}: {}", file.line_column(d.span.map_or(0, |span| span.start)).0, d.message))
            .collect()
    }

    #[test]
    fn mistakes_are_found_at_their_lines() {
        assert_eq!(messages("- id: a\n  name: A\n  parent: b\n- id: b\n  name: B\n  parent: a\n").len(), 1);
        assert_eq!(
            messages("- id: sqs\n  name: SQS\n  parent: sns\n- id: sn\n  name: SN\n"),
            ["3: `sqs` has the parent `sns`, which is not in the catalogue"]
        );
        assert_eq!(
            messages("- {id: a, name: A, aliases: [X]}\n- {id: b, name: B, aliases: [X]}\n"),
            ["2: `X` of `b` is already an alias of `a`"]
        );
        assert_eq!(
            messages("- {id: a, name: A, terms: {X: ex}}\n- {id: b, name: B, terms: {X: exit}}\n"),
            ["2: `X` of `b` already means `ex`"]
        );
        assert_eq!(messages("- {id: a, name: A, docs: 'javascript:x'}\n").len(), 1);
        assert_eq!(messages("- {id: ../a, name: A}\n- {id: b, name: B}\n- {id: b, name: B2}\n").len(), 2);
        assert!(messages("- id: a\n  nam: A\n")[0].contains("unknown field `nam`"));
    }

    #[test]
    fn the_built_in_catalogue_is_flawless() {
        assert_eq!(messages(include_str!("../notes/services.yaml")), Vec::<String>::new());
    }
}
