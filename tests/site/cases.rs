//! The cases, one per line. The lists of folders and lines must agree.

use super::harness::{cases, check};

macro_rules! cases {
    ($($test:ident $name:literal,)*) => {
        $(#[test] fn $test() { check($name); })*

        #[test]
        fn every_folder_is_listed() {
            let mut listed = vec![$($name,)*];
            let mut folders: Vec<String> = std::fs::read_dir(cases())
                .expect("the cases")
                .map(|entry| entry.expect("a case").file_name().to_string_lossy().into_owned())
                .filter(|name| !name.starts_with('.'))
                .collect();
            folders.sort();
            listed.sort_unstable();
            assert_eq!(folders, listed);
        }
    };
}

cases! {
    boxes "boxes",
    catalogue_broken "catalogue-broken",
    catalogue_one_wrong "catalogue-one-wrong",
    catalogue_wrong "catalogue-wrong",
    check_fix "check-fix",
    check_fix_crlf "check-fix-crlf",
    check_fix_list "check-fix-list",
    clean_text "clean-text",
    code_languages "code-languages",
    config_css "config-css",
    config_deploy_wrong "config-deploy-wrong",
    config_full "config-full",
    config_wrong "config-wrong",
    definition_lists "definition-lists",
    drafts_in_every_dress "drafts-in-every-dress",
    folder_numbered "folder-numbered",
    folder_parted "folder-parted",
    folder_summary "folder-summary",
    footnotes "footnotes",
    formulas "formulas",
    front_matter "front-matter",
    front_matter_drafts "front-matter-drafts",
    front_matter_of_other_tools "front-matter-of-other-tools",
    front_matter_wrong "front-matter-wrong",
    home_by_folder "home-by-folder",
    html_allow "html-allow",
    html_block_tags "html-block-tags",
    html_document "html-document",
    html_escape "html-escape",
    html_sanitize "html-sanitize",
    html_unquoted "html-unquoted",
    html_unquoted_allow "html-unquoted-allow",
    input_bom "input-bom",
    input_crlf "input-crlf",
    input_empty "input-empty",
    input_etc "input-etc",
    input_legacy "input-legacy",
    input_not_utf_8 "input-not-utf-8",
    input_nul "input-nul",
    input_returns "input-returns",
    input_utf_16 "input-utf-16",
    input_yaml_bomb "input-yaml-bomb",
    labels "labels",
    languages "languages",
    level_by_votes "level-by-votes",
    links "links",
    links_as_github "links-as-github",
    links_dead "links-dead",
    links_not_read "links-not-read",
    links_of_obsidian "links-of-obsidian",
    markdown "markdown",
    mdx "mdx",
    mentions "mentions",
    names_reserved "names-reserved",
    no_numbers "no-numbers",
    number_lists "number-lists",
    numbers_after_anchors_and_images "numbers-after-anchors-and-images",
    numbers_in_list_items "numbers-in-list-items",
    numbers_outline "numbers-outline",
    numbers_setext "numbers-setext",
    numbers_styles "numbers-styles",
    numbers_words "numbers-words",
    numbers_wrong "numbers-wrong",
    parts "parts",
    pictures_in_notes "pictures-in-notes",
    policy "policy",
    policy_allowed "policy-allowed",
    policy_dresses "policy-dresses",
    policy_fragments "policy-fragments",
    policy_misspelt_action "policy-misspelt-action",
    policy_sentences "policy-sentences",
    policy_wrong "policy-wrong",
    private_comments "private-comments",
    private_excluded "private-excluded",
    private_folders "private-folders",
    references_escaped "references-escaped",
    references_wrong "references-wrong",
    repair_asterisks "repair-asterisks",
    repair_bullets "repair-bullets",
    repair_fence "repair-fence",
    repair_html "repair-html",
    repair_html_fence "repair-html-fence",
    repair_json "repair-json",
    repair_json_in_containers "repair-json-in-containers",
    repair_mojibake "repair-mojibake",
    repair_none_for_east_asian "repair-none-for-east-asian",
    repair_none_for_markup "repair-none-for-markup",
    repair_spaces "repair-spaces",
    repair_tables "repair-tables",
    repair_words_as_tags "repair-words-as-tags",
    scripts "scripts",
    sections_list "sections-list",
    study_cards "study-cards",
    study_languages "study-languages",
    template_broken "template-broken",
    template_missing_field "template-missing-field",
    template_own "template-own",
    text_that_looks_like_code "text-that-looks-like-code",
    title_over_parts "title-over-parts",
    unclosed "unclosed",
    wiki_links "wiki-links",
}
