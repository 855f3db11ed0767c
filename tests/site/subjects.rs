//! The built-in catalogue is for notes about AWS, and what a catalogue lists has a name of the site's own.

use super::harness::Site;

/// The services that site.json names, after a build.
fn services(files: &[(&str, &str)]) -> (Site, Vec<String>) {
    let site = Site::new(files);
    site.run(&["build"]).ends_with(0);
    let json: serde_json::Value = serde_json::from_str(&site.read("dist/site.json")).expect("JSON");
    let services = json["services"].as_array().expect("a list");
    let ids = services.iter().map(|service| service["id"].as_str().unwrap_or_default().to_owned()).collect();
    (site, ids)
}

#[test]
fn notes_on_other_subjects_lead_to_no_service() {
    for text in [
        "# Matrices\n\n### 1. Eigenvalues\n\nLet Lambda be diagonal (Proc. ACM).\n\n### 2. Options\n\nSARs and SNS.\n",
        "# Azure\n\n### 1. Balance\n\nA load balancer, a WAF, access control (IAM), a VPN and RDS.\n",
        "# Rivers\n\n### 1. Long\n\nThe Amazon is long. A Glacier feeds it, and Aurora is a light in the sky.\n",
        "# Chess\n\n### 1. Openings\n\nConfig files, a Shield, a Connect call, S3 in the ear.\n",
    ] {
        let (site, found) = services(&[("notes/n.md", text)]);
        assert_eq!(found, [""; 0], "{text}");
        let files = site.files("dist");
        assert!(!files.keys().any(|path| path.starts_with("services/")), "{text}");
        assert!(!String::from_utf8_lossy(&files["sitemap.xml"]).contains("services"), "{text}");
        assert!(!String::from_utf8_lossy(&files["index.html"]).contains("services"), "{text}");
    }
}

#[test]
fn notes_about_aws_do() {
    for text in [
        "# Cloud\n\n### 1. Queues\n\nOn AWS, Lambda reads from SQS.\n",
        "# Cloud\n\n### 1. Queues\n\nAmazon SQS calls Lambda.\n",
        "# Cloud\n\n### 1. Tables\n\nDynamoDB and CloudWatch, then Lambda.\n",
        "# Cloud\n\n### 1. Access\n\nThe role has `s3:GetObject`, EC2 has a profile, Lambda has a role.\n",
        "# Cloud\n\n### 1. Letters\n\nSQS, SNS, RDS, ECS, EBS, EFS, KMS and Lambda.\n",
        "---\ncatalogue: aws\n---\n\n# Cloud\n\n### 1. Functions\n\nLambda.\n",
    ] {
        let (_, found) = services(&[("notes/n.md", text)]);
        assert!(found.iter().any(|id| id == "aws-lambda"), "{text}: {found:?}");
    }
    let (_, found) = services(&[("notes/aws-basics.md", "### 1. Functions\n\nLambda.\n")]);
    assert_eq!(found, ["aws-lambda"]);
}

#[test]
fn a_mention_in_passing_is_not_a_subject() {
    let sections: String =
        (2..30).map(|number| format!("### {number}. Nets\n\nAzure has a load balancer and IAM.\n\n")).collect();
    let text = format!("# Azure\n\n### 1. Begin\n\nAzure is like AWS.\n\n{sections}");
    assert_eq!(services(&[("notes/n.md", &text)]).1, [""; 0]);
}

#[test]
fn the_author_has_the_last_word() {
    let about = "# Cloud\n\n### 1. Queues\n\nOn AWS, Lambda reads from SQS.\n";
    let off = format!("---\ncatalogue: none\n---\n\n{about}");
    assert_eq!(services(&[("notes/n.md", &off)]).1, [""; 0]);
    assert_eq!(services(&[("notes/n.md", about), ("site.toml", "[notes]\ncatalogue = \"none\"\n")]).1, [""; 0]);
    let other = "# Chess\n\n### 1. Openings\n\nLambda.\n";
    assert_eq!(services(&[("notes/n.md", other), ("site.toml", "[notes]\ncatalogue = \"aws\"\n")]).1, ["aws-lambda"]);
    let own = "- {id: rook, name: Rook, kind: piece}\n";
    assert_eq!(services(&[("notes/n.md", "### 1. A\n\nThe rook.\n"), ("notes/services.yaml", own)]).1, ["rook"]);
}

#[test]
fn entries_have_a_name_of_the_site_s_own() {
    let (site, _) = services(&[
        ("notes/n.md", "### 1. A\n\nThe rook.\n"),
        ("notes/topics/n.md", "### 1. B\n\nNo piece.\n"),
        ("notes/services.yaml", "- {id: rook, name: Rook, kind: piece}\n"),
        ("site.toml", "[catalogue]\nsingular = \"topic\"\nplural = \"topics\"\npath = \"topics\"\n"),
    ]);
    let page = site.read("dist/topics/index.html");
    assert!(page.contains(">Topics</h1>") && page.contains("rook.html"), "{page}");
    let section = site.read("dist/n/1.html");
    assert!(section.contains("Topics here") && !section.contains("Services"), "{section}");
    assert!(site.files("dist").keys().any(|path| path.starts_with("topics-notes/")));
}
