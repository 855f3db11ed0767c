//! Tests of highlighting: our readers give what the syntax definitions give.

mod pieces;

use super::*;
use pieces::{JS_MARKS, JS_PIECES, JS_TEXTS, PYTHON_MARKS, PYTHON_PIECES, PYTHON_TEXTS, SHELL_PIECES, YAML_PIECES};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// The tokens that a syntax definition gives, as HTML.
fn by_definition(code: &str, language: &str) -> String {
    static SYNTAXES: OnceLock<Syntaxes> = OnceLock::new();
    let syntaxes = SYNTAXES.get_or_init(|| Syntaxes::new(SyntaxSet::load_defaults_newlines()));
    let syntax = syntaxes.set.find_syntax_by_token(language).expect("syntect knows the language");
    let tokens = syntaxes.tokens(code, syntax).expect("the definition works");
    writer::with_tokens(code, &tokens, &[])
}

/// The tokens of a reader of our own as HTML, if it reads the code.
fn by_us(code: &str, language: &str) -> Option<String> {
    let tokens = match language {
        "json" => json::tokens(code),
        "yaml" => yaml::tokens(code),
        "python" => python::tokens(code),
        "js" => javascript::tokens(code),
        _ => shell::tokens(code),
    };
    Some(writer::with_tokens(code, &tokens?, &[]))
}

#[test]
fn every_promised_language_is_known() {
    let highlighter = Highlighter::default();
    for language in [
        "json",
        "yaml",
        "yml",
        "bash",
        "sh",
        "shell",
        "python",
        "py",
        "javascript",
        "js",
        "typescript",
        "ts",
        "java",
        "go",
        "rust",
        "sql",
        "hcl",
        "terraform",
        "dockerfile",
        "docker",
        "toml",
        "xml",
        "html",
        "diff",
        "ini",
        "jsx",
        "tsx",
        "console",
        "http",
        "nginx",
        "kotlin",
        "swift",
        "csharp",
        "php",
        "ruby",
        "lua",
        "r",
        "scala",
        "pycon",
        "powershell",
        "ps1",
    ] {
        assert_eq!(highlighter.highlight("a = 1", Some(language), &[]).1, Outcome::Done, "{language}");
    }
    assert_eq!(highlighter.highlight("a", Some("klingon"), &[]).1, Outcome::UnknownLanguage);
    for (written, known) in [("pyhton", "python"), ("jsno", "json"), ("javscript", "javascript"), ("yalm", "yaml")] {
        assert_eq!(highlighter.nearest(written).as_deref(), Some(known), "{written}");
    }
    for other in ["vtl", "ps2", "cue", "mdx", "abap", "basic", "gams", "vba", "hlsl"] {
        assert_eq!(highlighter.nearest(other), None, "{other}");
    }
}

#[test]
fn json_has_keys_strings_and_links() {
    let code = "{\n  \"Action\": \"kms:Decrypt\",\n  \"n\": [1, true]\n}";
    let at = code.find("kms").expect("it is there");
    let links = [CodeLink { range: at..at + 3, href: "k.html".into() }];
    let (html, _) = Highlighter::default().highlight(code, Some("json"), &links);
    assert!(html.contains("<span class=\"a\">\"Action\"</span>"), "{html}");
    assert!(
        html.contains("<span class=\"s\">\"<a class=\"service\" href=\"k.html\">kms</a>:Decrypt\"</span>"),
        "{html}"
    );
    assert!(html.contains("<span class=\"n\">1</span>") && html.contains("<span class=\"l\">true</span>"), "{html}");
}

/// JSON texts of any shape, with blanks and escapes in any position.
fn json_texts() -> impl Strategy<Value = String> {
    let blank = || proptest::sample::select(vec!["", " ", "\n", "\n  ", "\t"]);
    let character =
        proptest::sample::select(vec!["a", "s3:Get*", ":", "é", "{", "\\\"", "\\u00e9", "\\n", "//", "", " ", "<b>"]);
    let string =
        move || proptest::collection::vec(character.clone(), 0..5).prop_map(|parts| format!("\"{}\"", parts.concat()));
    let plain = proptest::sample::select(vec!["0", "-1", "12.5", "1e9", "-2.5E-3", "true", "false", "null"]);
    let leaf = prop_oneof![plain.prop_map(str::to_owned), string()];
    let text = leaf.prop_recursive(4, 24, 4, move |inner| {
        let item = (blank(), inner, blank()).prop_map(|(before, item, after)| format!("{before}{item}{after}"));
        let entry = (blank(), string(), blank(), item.clone())
            .prop_map(|(before, key, after, item)| format!("{before}{key}{after}:{item}"));
        prop_oneof![
            proptest::collection::vec(item, 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            proptest::collection::vec(entry, 0..4).prop_map(|entries| format!("{{{}}}", entries.join(","))),
        ]
    });
    (text, blank()).prop_map(|(text, after)| format!("{text}{after}"))
}

/// Texts of a few pieces in any order. Most of them are no sense: the definitions have rules for those, too.
fn pieces(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(pieces), 1..12).prop_map(|pieces| pieces.concat())
}

/// Texts between marks, such as quotes.
fn inside(
    texts: &'static [&'static str],
    marks: &'static [(&'static str, &'static str)],
) -> impl Strategy<Value = String> {
    (pieces(texts), proptest::sample::select(marks)).prop_map(|(text, (open, close))| format!("{open}{text}{close}"))
}

/// Code as notes have it, with a stretch that is taken out or written twice.
fn changed() -> impl Strategy<Value = (&'static str, String)> {
    let code = prop_oneof![
        proptest::sample::select(&PYTHON_NOTES[..]).prop_map(|code| ("python", code)),
        proptest::sample::select(&JS_NOTES[..]).prop_map(|code| ("js", code)),
    ];
    (code, any::<proptest::sample::Index>(), 0..12_usize, any::<bool>()).prop_map(
        |((language, code), at, length, is_twice)| {
            let start = code.floor_char_boundary(at.index(code.len()));
            let end = code.floor_char_boundary((start + length).min(code.len()));
            let again = if is_twice { &code[start..end] } else { "" };
            (language, format!("{}{again}{again}{}", &code[..start], &code[end..]))
        },
    )
}

const PYTHON_NOTES: [&str; 3] = [
    "import boto3\nfrom botocore.config import Config as C\n\ns3 = boto3.client(\"s3\", config=C(retries={\"mode\": \"standard\"}))\n",
    "def handler(event, context):\n    \"\"\"Copies each object.\"\"\"\n    for record in event[\"Records\"]:\n        key = record[\"s3\"][\"object\"][\"key\"]  # encoded\n        if not key.endswith('.csv') and len(key) > 0:\n            continue\n        print(f\"{key}: {len(key):>5}\")\n    return {\"statusCode\": 200, \"body\": None}\n",
    "class Limiter:\n    def __init__(self, rate=0.5, *args, **kwargs):\n        self.rate = rate\n\n    @property\n    def wait(self) -> float:\n        try:\n            return 1 / self.rate\n        except ZeroDivisionError as error:\n            raise ValueError(\"rate\") from error\n\nitems = [x ** 2 for x in range(10) if x % 2 == 0]\nnames = {k: v for k, v in sorted(d.items(), key=lambda p: p[1])}\n",
];

const JS_NOTES: [&str; 3] = [
    "import { S3Client } from '@aws-sdk/client-s3';\n\nexport const handler = async (event) => {\n  const { bucket, key = 'a' } = event.detail;\n  await client.send(new PutItem({ TableName: process.env.TABLE, Item: { id: { S: `${bucket}/${key}` } } }));\n  return { statusCode: 200, body: JSON.stringify({ ok: true }) };\n};\n",
    "function area(width, height = 2) {\n  // in metres\n  if (width === 0 || !height) return null;\n  for (let i = 0; i < 3; i++) {\n    console.log(i, width * height ** 2);\n  }\n}\nclass Dog extends Animal {\n  constructor(name) {\n    super(name);\n    this.name = name;\n  }\n  static of(...rest) {\n    return rest.map(x => x + 1).filter(Boolean);\n  }\n}\n",
    "const p = new Promise((resolve, reject) => setTimeout(() => resolve([...a, 1.5, 'x'.length]), 100));\np.then(v => console.log(typeof v)).catch(function (e) { throw new Error(\"no\"); });\nlet x = a ? b : c?.d;\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_has_the_classes_of_its_definition(code in json_texts()) {
        prop_assert_eq!(by_us(&code, "json"), Some(by_definition(&code, "json")));
    }

    #[test]
    fn commands_have_the_classes_of_their_definition(code in pieces(SHELL_PIECES)) {
        if let Some(ours) = by_us(&code, "bash") {
            prop_assert_eq!(ours, by_definition(&code, "bash"), "{}", code);
        }
    }

    #[test]
    fn yaml_has_the_classes_of_its_definition(code in pieces(YAML_PIECES)) {
        if let Some(ours) = by_us(&code, "yaml") {
            prop_assert_eq!(ours, by_definition(&code, "yaml"), "{}", code);
        }
    }

    #[test]
    fn python_has_the_classes_of_its_definition(
        code in prop_oneof![pieces(PYTHON_PIECES), inside(PYTHON_TEXTS, PYTHON_MARKS)]
    ) {
        if let Some(ours) = by_us(&code, "python") {
            prop_assert_eq!(ours, by_definition(&code, "python"), "{}", code);
        }
    }

    #[test]
    fn javascript_has_the_classes_of_its_definition(
        code in prop_oneof![pieces(JS_PIECES), inside(JS_TEXTS, JS_MARKS)]
    ) {
        if let Some(ours) = by_us(&code, "js") {
            prop_assert_eq!(ours, by_definition(&code, "js"), "{}", code);
        }
    }

    #[test]
    fn changed_code_of_notes_has_the_classes_of_its_definition((language, code) in changed()) {
        if let Some(ours) = by_us(&code, language) {
            prop_assert_eq!(ours, by_definition(&code, language), "{}", code);
        }
    }
}

#[test]
fn commands_of_notes_need_no_definition() {
    for code in [
        "aws s3 sync ./site s3://my-bucket --delete --cache-control \"max-age=60\" # publish\n",
        "# Who am I?\naws sts get-caller-identity --query 'Account' --output text",
        "for region in eu-west-1 eu-central-1; do\n  aws ec2 describe-vpcs --region $region | jq -r '.Vpcs[].VpcId' >> vpcs.txt 2>&1\ndone\n",
        "export AWS_PROFILE=dev AWS_REGION=\"eu-west-1\"\nTOKEN=$(aws ecr get-login-password --region \"$AWS_REGION\")\necho done || true",
        "if [ -n \"$QUEUE_URL\" ] && [[ $1 == prod ]]; then\n  cd /srv/app && ./deploy.sh --stage=${STAGE:-dev}\nelse\n  exit 1\nfi\n",
        "kubectl apply -f - <<EOF\nkind: Pod\nname: $NAME\nEOF\nkubectl get pods -o wide",
        "curl -sS 'http://169.254.169.254/latest/meta-data/' \\\n  -H \"X-aws-ec2-metadata-token: $TOKEN\" \\\n  --max-time $((2 * 5)) | tee out.json",
        "docker run --rm -it -v \"$PWD\":/work -e KEY=value image:1.2 -- sh -c 'echo \"hi\"'",
        "sudo yum install -y {httpd,php}*.rpm; rm -rf ~/tmp/[a-f]?.log",
    ] {
        assert_eq!(by_us(code, "bash"), Some(by_definition(code, "bash")), "{code}");
    }
}

#[test]
fn python_and_javascript_of_notes_need_no_definition() {
    for code in PYTHON_NOTES {
        assert_eq!(by_us(code, "python"), Some(by_definition(code, "python")), "{code}");
    }
    for code in JS_NOTES {
        assert_eq!(by_us(code, "js"), Some(by_definition(code, "js")), "{code}");
    }
}

#[test]
fn functions_nested_without_end_are_plain() {
    let code = format!("{}{}", "f(() => {\n".repeat(40), "});\n".repeat(40));
    for language in ["js", "ts", "jsx", "javascript"] {
        let (html, outcome) = Highlighter::default().highlight(&code, Some(language), &[]);
        assert_eq!((outcome, html.contains("<span")), (Outcome::TooLarge, false), "{language}");
    }
}

#[test]
fn deep_brackets_are_left_to_the_definition() {
    for (open, close) in [("[", "]"), ("{", "}"), ("[\n", "]\n")] {
        let nested = |depth: usize| format!("a: {}{}", open.repeat(depth), close.repeat(depth));
        assert!(by_us(&nested(50), "yaml").is_some() && by_us(&nested(20_000), "yaml").is_none());
    }
    assert!(by_us(&"$(x ".repeat(20_000), "bash").is_none());
}

#[test]
fn yaml_of_notes_needs_no_definition() {
    for code in [
        "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources:\n  Queue: # work\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 30\n      FifoQueue: true\n",
        "Outputs:\n  Url:\n    Value: !Sub \"https://${Api}.execute-api.${AWS::Region}.amazonaws.com/\\n\"\n  Arn: !GetAtt Queue.Arn\n  Ref: { Ref: Queue }\n  List: [1, 2.5, \"x\", !Ref Y, ~]\n",
        "---\nversion: 0.2\nphases:\n  build:\n    commands:\n      - npm ci\n      - |\n        if true; then\n          echo yes\n        fi\n\n      - 'it''s done'\nbase: &base\n  a: 1\nuse:\n  <<: *base\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {app: web, tier: \"front\"}\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n    args: [\"-c\", \"sleep 10\"]\n    resources:\n      limits: {cpu: 500m, memory: 1Gi}\n",
        "on:\n  schedule:\n    - cron: \"0 5 * * 1\"\nrun: >-\n  one\n  two\nday: 2024-01-31\nratio: -1.5e+3\nhost: 10.0.0.1\n",
    ] {
        assert_eq!(by_us(code, "yaml"), Some(by_definition(code, "yaml")), "{code}");
    }
}

#[test]
fn code_is_never_lost() {
    let highlighter = Highlighter::default();
    for code in ["", "a:\n  b: 1 # c", "\n\n", "a\r\nb", "<b>&", "é\n\"", "no newline"] {
        for language in [None, Some("json"), Some("bash"), Some("yaml"), Some("nope")] {
            let (html, _) = highlighter.highlight(code, language, &[]);
            let text = html.replace("</span>", "");
            let text = text.split("<span class=\"").map(|part| part.split_once("\">").map_or(part, |(_, rest)| rest));
            let text: String =
                html.starts_with("<span").then(String::new).into_iter().chain(text.map(str::to_owned)).collect();
            assert_eq!(
                text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"),
                code,
                "{language:?} {html}"
            );
        }
    }
}
