//! Whether the JSON Schema of site.toml says what [`Config`] reads.

use super::{Config, SCHEMA, TABLES};
use serde_json::{Map, Value, json};

/// What serde expects where it finds an unknown key or value: the names between backticks behind the first.
fn expected(toml: &str) -> Vec<String> {
    let error = toml::from_str::<Config>(toml).expect_err(toml).message().to_owned();
    error.split('`').skip(3).step_by(2).map(ToOwned::to_owned).collect()
}

fn properties(of: &Value) -> &Map<String, Value> {
    of["properties"].as_object().expect("keys")
}

#[test]
fn every_table_has_the_keys_of_the_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    assert_eq!(properties(&schema).keys().collect::<Vec<_>>(), TABLES);
    for (table, about) in properties(&schema) {
        let keys: Vec<&String> = properties(about).keys().collect();
        let unknown = expected(&format!("[{table}]\nof_no_kind = 1\n"));
        assert_eq!(about["additionalProperties"], false);
        assert_eq!(unknown.iter().collect::<Vec<_>>(), keys, "{table}");
    }
}

#[test]
fn every_value_of_the_schema_is_read_and_every_default_is_the_default() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    for (table, about) in properties(&schema) {
        for (key, about) in properties(about) {
            let write = |value: &Value| {
                let value = toml::Value::try_from(value).expect("a value");
                format!("[{table}]\n{key} = {value}\n")
            };
            let values = match (about["enum"].as_array(), about["type"].as_str()) {
                (Some(values), _) => values.clone(),
                (_, Some("string")) => vec!["x".into()],
                (_, Some("integer")) => vec![about["minimum"].clone()],
                (_, Some("boolean")) => vec![true.into(), false.into()],
                (_, Some("array")) => vec![json!([])],
                (_, Some("object")) => vec![json!({ "a": ["b"] })],
                _ => panic!("{table}.{key} has no type"),
            };
            for value in &values {
                assert!(toml::from_str::<Config>(&write(value)).is_ok(), "{table}.{key}: {value}");
            }
            if about["enum"].is_array() {
                let named: Vec<Value> = expected(&write(&"of-no-kind".into())).into_iter().map(Value::from).collect();
                assert_eq!(named, values, "{table}.{key}");
            }
            if let Some(default) = about.get("default") {
                let read = toml::from_str::<Config>(&write(default)).expect("a default");
                assert_eq!(read, Config::default(), "{table}.{key}");
            }
        }
    }
}

#[test]
fn a_header_rule_has_the_keys_of_the_schema() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("JSON");
    let rule = &schema["properties"]["deploy"]["properties"]["headers"]["items"];
    let keys: Vec<&String> = properties(rule).keys().collect();
    assert_eq!(expected("[[deploy.headers]]\nof_no_kind = 1\n").iter().collect::<Vec<_>>(), keys);
}
