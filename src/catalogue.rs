//! services.yaml -> [`Catalogue`]: the services that notes name, and every way to name them.

mod entries;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceFile, Span};
use crate::suggest::nearest;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use entries::{AliasInContext, Case, Entry, WrittenAlias};
pub use entries::{BUILT_IN, SCHEMA};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Names a service by its index in [`Catalogue::services`].
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
    /// Which notebooks it is about.
    pub scope: Scope,
}

/// Which notebooks a catalogue is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All: the site has it for its notes.
    #[default]
    Everywhere,
    /// Those that name its vendor or several of its services: the built-in one, which no author asked for.
    WhereNamed,
}

/// One entry of the catalogue.
#[derive(Clone, Debug)]
pub struct Service {
    /// Lower-case letters, digits and hyphens: the file name of its page.
    pub id: String,
    /// Its official name.
    pub name: String,
    /// What it is, in the author's words: `service`, `feature`, `theorem`. Empty where the entry does not say.
    pub kind: String,
    /// What it belongs to.
    pub parent: Option<ServiceId>,
    /// The group that it is listed under.
    pub category: String,
    /// The index of its category among all categories, in the order of the file. Pages colour by it.
    pub category_index: usize,
    /// One sentence.
    pub summary: String,
    /// Its documentation.
    pub docs: String,
    /// Prefixes of IAM actions.
    pub action_prefixes: Vec<String>,
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

/// What an entry without a category is listed under.
pub const NO_CATEGORY: &str = "Other";

/// The page beside those of the services: `services/index.html`.
const LIST: &str = "index";

/// Reads services.yaml. What is wrong with an entry is reported and left out; the rest stands.
#[must_use]
pub fn parse(id: FileId, file: &SourceFile) -> (Catalogue, Vec<Diagnostic>) {
    let (entries, diagnostics) = entries::read(id, &file.text);
    let mut reader =
        Reader { id, text: &file.text, diagnostics, catalogue: Catalogue::default(), by_id: HashMap::new() };
    reader.services(&entries);
    reader.parents(&entries);
    reader.names(&entries);
    let Reader { mut catalogue, mut diagnostics, .. } = reader;
    catalogue.vendors = vendors(&catalogue);
    if !catalogue.aliases.is_empty() {
        let names = catalogue.aliases.iter().map(|alias| alias.text.to_ascii_lowercase());
        match AhoCorasickBuilder::new().match_kind(MatchKind::Standard).build(names) {
            Ok(matcher) => catalogue.matcher = Some(matcher),
            Err(error) => diagnostics.push(
                Diagnostic::error("catalogue-too-large", format!("no names are linked: {error}"))
                    .at(Span::new(id, 0..0))
                    .help("take entries or aliases out"),
            ),
        }
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
    by_id: HashMap<&'a str, ServiceId>,
}

impl<'a> Reader<'a> {
    fn services(&mut self, entries: &'a [Entry]) {
        let mut categories: HashMap<&str, usize> = HashMap::new();
        for entry in entries {
            let is_file_name = !entry.id.is_empty()
                && entry.id.len() <= 100
                && entry.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !is_file_name {
                self.refuse(
                    entry,
                    &entry.id,
                    format!("`{}` cannot be an id", entry.id),
                    "use lower-case letters, digits and hyphens",
                );
                continue;
            }
            if entry.id == LIST {
                let message = format!("`{LIST}` cannot be an id: it is the name of the page that lists all services");
                self.refuse(entry, &entry.id, message, "give it another id");
                continue;
            }
            if self.by_id.contains_key(entry.id.as_str()) {
                self.refuse(
                    entry,
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
                    entry,
                    docs,
                    format!("`{docs}`, the documentation of `{id}`, is not an https address"),
                    "the link is left out",
                );
            }
            self.by_id.insert(&entry.id, ServiceId(self.catalogue.services.len()));
            let category = if entry.category.is_empty() { NO_CATEGORY } else { &entry.category };
            let next_index = categories.len();
            let category_index = *categories.entry(category).or_insert(next_index);
            self.catalogue.services.push(Service {
                id: entry.id.clone(),
                name: entry.name.clone(),
                kind: entry.kind.clone(),
                parent: None,
                category: category.to_owned(),
                category_index,
                summary: entry.summary.clone(),
                docs: if is_address { entry.docs.clone() } else { String::new() },
                action_prefixes: entry.iam.clone(),
            });
        }
    }

    fn parents(&mut self, entries: &'a [Entry]) {
        for entry in entries {
            let (Some(&service), Some(parent)) = (self.by_id.get(entry.id.as_str()), &entry.parent) else { continue };
            if let Some(&parent) = self.by_id.get(parent.as_str()) {
                self.catalogue.services[service.0].parent = Some(parent);
            } else {
                let help = self.suggestion(parent);
                self.refuse(
                    entry,
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
                    if let Some(entry) = entries.iter().find(|entry| entry.id == id) {
                        let help = "a parent must not lead back to its child";
                        self.refuse(entry, &id, format!("`{id}` is its own ancestor"), help);
                    }
                    break;
                }
            }
        }
    }

    fn names(&mut self, entries: &'a [Entry]) {
        let mut claimed = HashMap::new();
        let mut seen = HashSet::new();
        for entry in entries {
            let Some(&service) = self.by_id.get(entry.id.as_str()) else { continue };
            if !seen.insert(service) {
                continue;
            }
            self.aliases(entry, service, &mut claimed);
            self.terms(entry);
            self.action_prefixes(entry, service);
            let types = entry.cfn.iter().map(|name| (name.clone(), service));
            self.catalogue.by_resource_type.extend(types);
        }
    }

    /// Adds the name and the aliases of an entry. `claimed` has the aliases so far by their text in lower case.
    fn aliases(&mut self, entry: &Entry, service: ServiceId, claimed: &mut HashMap<String, Vec<usize>>) {
        let name = WrittenAlias::Plain(entry.name.clone());
        // The name comes last: an alias that spells it out, such as `{text: AWS Config, case: exact}`, replaces it.
        for written in entry.aliases.iter().chain([&name]) {
            let alias = self.alias(entry, written, service);
            if alias.text.trim().is_empty() {
                self.refuse(entry, &entry.id, format!("`{}` has an empty name or alias", entry.id), "take it out");
                continue;
            }
            let others = claimed.entry(alias.text.to_lowercase()).or_default();
            let aliases = &self.catalogue.aliases;
            if others.iter().any(|&other| aliases[other].service == service && aliases[other].after == alias.after) {
                continue; // The name again, or a spelling that differs in case only.
            }
            let in_context =
                |alias: &Alias| !(alias.after.is_empty() && alias.not_after.is_empty() && alias.before.is_empty());
            let clash = others.iter().find(|&&other| !(in_context(&aliases[other]) && in_context(&alias)));
            if let Some(&other) = clash {
                let first = &self.catalogue.get(aliases[other].service).id;
                let message = format!("`{}` of `{}` is already an alias of `{first}`", alias.text, entry.id);
                let help = "an alias names one service; give both a context (`after`, `not_after`) or take one out";
                self.refuse(entry, &alias.text, message, help);
                continue;
            }
            others.push(self.catalogue.aliases.len());
            self.catalogue.aliases.push(alias);
        }
    }

    fn terms(&mut self, entry: &Entry) {
        for (short, long) in &entry.terms {
            let meaning = self.catalogue.terms.entry(short.clone()).or_insert_with(|| long.clone());
            if meaning != long {
                let message = format!("`{short}` of `{}` already means `{meaning}`", entry.id);
                self.refuse(entry, short, message, "a term means one thing; the first entry counts");
            }
        }
    }

    fn action_prefixes(&mut self, entry: &Entry, service: ServiceId) {
        for prefix in &entry.iam {
            if let Some(first) = self.catalogue.by_action_prefix.insert(prefix.clone(), service) {
                let message = format!("the action prefix `{prefix}` belongs to `{}`", self.catalogue.get(first).id);
                self.refuse(entry, prefix, message, "an action prefix names one service");
            }
        }
    }

    fn alias(&mut self, entry: &Entry, written: &WrittenAlias, service: ServiceId) -> Alias {
        let in_context = match written {
            WrittenAlias::Plain(text) => &AliasInContext { text: text.clone(), ..AliasInContext::default() },
            WrittenAlias::InContext(alias) => alias,
        };
        let is_acronym = !in_context.text.contains(|c: char| c.is_lowercase());
        let mut services = |ids: &[String]| -> Vec<ServiceId> {
            ids.iter()
                .filter_map(|id| {
                    let found = self.by_id.get(id.as_str()).copied();
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
    fn refuse(&mut self, entry: &Entry, what: &str, message: String, help: &str) {
        let at = self.text[entry.offset..].find(what).map_or(entry.offset, |length| entry.offset + length);
        let span = Span::new(self.id, at..(at + what.len()).min(self.text.len()));
        self.diagnostics.push(Diagnostic::error("catalogue-invalid", message).at(span).help(help));
    }
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
    }

    fn read(yaml: &str) -> (Vec<String>, Vec<String>) {
        let file = SourceFile::new("services.yaml", yaml);
        let id = crate::source::Sources::default().add(file.clone());
        let (catalogue, _) = parse(id, &file);
        (catalogue.services.into_iter().map(|service| service.id).collect(), messages(yaml))
    }

    #[test]
    fn a_mistake_costs_its_own_key_or_entry() {
        let (services, said) = read(
            "# ours\n- id: a\n  name: A\n  sumary: x\n  kind: [x]\n- id: b\n  nam: B\n- name: C\n- id: [\n- {id: e, name: E, docz: x}\n- id: f\n  name: F: G\n- id: g\n  name: G\n",
        );
        assert_eq!(services, ["a", "e", "g"]);
        let starts = [
            "4: `sumary` is not a key of an entry",
            "5: `kind`: invalid type",
            "7: `nam` is not a key of an entry",
            "8: this entry has no `id`",
            "9: ",
            "10: `docz` is not a key of an entry",
            "12: mapping values are not allowed",
        ];
        assert_eq!(said.len(), starts.len(), "{said:#?}");
        assert!(said.iter().zip(starts).all(|(said, start)| said.starts_with(start)), "{said:#?}");
    }

    #[test]
    fn what_is_no_list_of_entries_is_said_once() {
        assert_eq!(read("services:\n  - id: a\n    name: A\n").1.len(), 1);
        assert_eq!(read("- id: a\n  name: &x A\n- id: b\n  name: *x\n  nam: y\n").1.len(), 1);
        assert_eq!(read("[{id: a, name: A}, {id: b, name: B}]").0, ["a", "b"]);
        assert_eq!(read("---\n- id: a\n  name: A\n  nam: x\n").0, ["a"]);
    }

    #[test]
    fn a_wrong_alias_says_what_is_wrong() {
        let said = messages("- id: a\n  name: A\n  aliases:\n    - X\n    - {text: Y, afer: [b]}\n");
        assert!(said.len() == 1 && said[0].starts_with("5: `aliases`: unknown field `afer`"), "{said:?}");
        assert!(messages("- {id: index, name: Index}\n")[0].contains("cannot be an id"));
    }

    #[test]
    fn nested_brackets_are_refused_and_lone_ones_are_text() {
        let read = |text: &str| {
            let mut sources = crate::source::Sources::default();
            let id = sources.add(SourceFile::new("services.yaml", text));
            parse(id, sources.get(id))
        };
        for deep in ["[".repeat(40_000), "{\"a\":".repeat(40_000), format!("- id: a\n  name: {}", "[".repeat(100))] {
            let (_, diagnostics) = read(&deep);
            assert!(diagnostics[0].message.contains("64 brackets are open"), "{diagnostics:?}");
        }
        let lone: String = (0..100).map(|id| format!("- id: a{id}\n  name: Name {id}\n  summary: x [y\n")).collect();
        let (catalogue, diagnostics) = read(&lone);
        assert_eq!((catalogue.iter().count(), diagnostics.len()), (100, 0));
    }

    #[test]
    fn the_built_in_catalogue_is_flawless() {
        assert_eq!(messages(BUILT_IN), Vec::<String>::new());
    }
}
