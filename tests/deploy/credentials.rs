//! Credentials from every source that the AWS CLI supports.

use super::fake::{Fake, REGION};
use super::harness::{Ran, Site, holds};
use super::publish::NOTES;
use super::signature::{KEY_ID, SECRET};

/// Returns a profile with keys.
fn keys(section: &str) -> String {
    format!("[{section}]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n")
}

/// Runs `deploy --status` with these AWS configuration files and environment variables.
fn ask(site: &Site, fake: &Fake, files: &[(&str, &str)], environment: &[(&str, &str)]) -> Ran {
    let _ = std::fs::remove_dir_all(site.path(".aws"));
    for (path, text) in files {
        site.write(path, text);
    }
    {
        let mut world = fake.world();
        world.token = None;
        world.given = 0;
    }
    Ran::of(&site.start_with(fake, &["--status"], environment).wait_with_output().expect("it ends"))
}

/// A test case: name, configuration files, environment, and the expected session token.
type Case<'a> = (&'a str, Vec<(&'a str, &'a str)>, Vec<(&'a str, &'a str)>, Option<&'a str>);

#[test]
fn every_source_of_the_aws_cli() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    let role = "arn:aws:iam::111122223333:role";
    let in_config = format!("region = {REGION}\n");
    let default = keys("default");
    let two_roles = format!(
        "{}[profile first]\nrole_arn = {role}/first\nsource_profile = base\nexternal_id = x1\n[profile second]\nrole_arn = {role}/second\nsource_profile = first\n",
        keys("profile base")
    );
    let itself = format!("{}role_arn = {role}/own\nsource_profile = self\n", keys("profile self"));
    let of_environment = format!("[profile env]\nrole_arn = {role}/env\ncredential_source = EcsContainer\n");
    let session = "[sso-session work]\nsso_region = eu-central-1\nsso_start_url = https://work.awsapps.com/start\n[profile s]\nsso_session = work\nsso_account_id = 111122223333\nsso_role_name = Publisher\n";
    let legacy = "[profile s]\nsso_start_url = https://work.awsapps.com/start\nsso_region = eu-central-1\nsso_account_id = 111122223333\nsso_role_name = Reader\n";
    let login = "{\"accessToken\":\"sso-token\",\"expiresAt\":\"2099-01-01T00:00:00Z\"}";
    let printed = format!("{{\"Version\":1,\"AccessKeyId\":\"{KEY_ID}\",\"SecretAccessKey\":\"{SECRET}\"}}");
    let container = format!("{}/container", fake.endpoint);
    let web_role = format!("{role}/web");
    let of_profile = format!("[profile web]\nrole_arn = {role}/web\nweb_identity_token_file = token\n");
    // SHA-1 of `work` and of the start URL: the file names of `aws sso login`.
    let by_session = ".aws/sso/cache/e274eeff768c6396088ec6eb091f4bf4d47ab1e0.json";
    let by_address = ".aws/sso/cache/19aabcacc95f752e6b4e0978c9b2a1691b58f5e0.json";
    let cases: Vec<Case<'_>> = vec![
        ("keys", vec![], vec![("AWS_ACCESS_KEY_ID", KEY_ID), ("AWS_SECRET_ACCESS_KEY", SECRET)], None),
        ("credentials file", vec![(".aws/credentials", &default)], vec![], None),
        ("configuration file", vec![(".aws/config", &default)], vec![("AWS_PROFILE", "default")], None),
        (
            "other files",
            vec![("c", &in_config), ("d", &default)],
            vec![("AWS_CONFIG_FILE", "c"), ("AWS_SHARED_CREDENTIALS_FILE", "d")],
            None,
        ),
        (
            "role by role",
            vec![(".aws/config", &two_roles)],
            vec![("AWS_PROFILE", "second")],
            Some("via arn:aws:iam::111122223333:role/first via arn:aws:iam::111122223333:role/second"),
        ),
        (
            "its own source",
            vec![(".aws/config", &itself)],
            vec![("AWS_PROFILE", "self")],
            Some("via arn:aws:iam::111122223333:role/own"),
        ),
        (
            "role of a container",
            vec![(".aws/config", &of_environment)],
            vec![
                ("AWS_PROFILE", "env"),
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &container),
                ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-token"),
            ],
            Some("container via arn:aws:iam::111122223333:role/env"),
        ),
        (
            "sso session",
            vec![(".aws/config", session), (by_session, login)],
            vec![("AWS_PROFILE", "s")],
            Some("sso Publisher"),
        ),
        ("sso", vec![(".aws/config", legacy), (by_address, login)], vec![("AWS_PROFILE", "s")], Some("sso Reader")),
        (
            "process",
            vec![(".aws/config", "[profile p]\ncredential_process = cat \"a file.json\"\n"), ("a file.json", &printed)],
            vec![("AWS_PROFILE", "p")],
            None,
        ),
        (
            "web identity",
            vec![("token", "a-signed-token")],
            vec![("AWS_ROLE_ARN", &web_role), ("AWS_WEB_IDENTITY_TOKEN_FILE", "token")],
            Some("web identity"),
        ),
        (
            "web identity of a profile",
            vec![(".aws/config", &of_profile), ("token", "a-signed-token")],
            vec![("AWS_PROFILE", "web")],
            Some("web identity"),
        ),
        (
            "container",
            vec![("token", "container-token")],
            vec![
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &container),
                ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "token"),
            ],
            Some("container"),
        ),
        (
            "machine",
            vec![],
            vec![("AWS_EC2_METADATA_DISABLED", "false"), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &fake.endpoint)],
            Some("latest/meta-data/iam/security-credentials/the-role"),
        ),
    ];
    for (name, files, environment, token) in cases {
        let ran = ask(&site, &fake, &files, &environment);
        assert_eq!(ran.status, Some(0), "{name}: {}", ran.err);
        assert_eq!(fake.world().token.as_deref(), token, "{name}");
    }
}

#[test]
fn wrong_credentials_are_reported() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    let circle = "[profile a]\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = b\n[profile b]\nrole_arn = arn:aws:iam::111122223333:role/b\nsource_profile = a\n";
    let device = "[profile m]\nrole_arn = arn:aws:iam::111122223333:role/m\nsource_profile = m\nmfa_serial = arn:aws:iam::1:mfa/x\n";
    let session = "[sso-session work]\nsso_region = eu-central-1\n[profile s]\nsso_session = work\nsso_account_id = 111122223333\nsso_role_name = Publisher\n";
    let process = "[profile p]\ncredential_process = false\n";
    let hours = format!(
        "{}role_arn = arn:aws:iam::111122223333:role/d\nsource_profile = d\nduration_seconds = 1h\n",
        keys("profile d")
    );
    for (files, environment, said) in [
        (vec![], vec![], "there are no AWS credentials"),
        (vec![], vec![("AWS_PROFILE", "gone")], "there is no profile `gone`"),
        (vec![(".aws/config", circle)], vec![("AWS_PROFILE", "a")], "refers to itself"),
        (vec![(".aws/config", device)], vec![("AWS_PROFILE", "m")], "needs a device code"),
        (vec![(".aws/config", session)], vec![("AWS_PROFILE", "s")], "aws sso login"),
        (vec![(".aws/config", process)], vec![("AWS_PROFILE", "p")], "credential process failed"),
        (vec![(".aws/config", &*hours)], vec![("AWS_PROFILE", "d")], "`duration_seconds = 1h`"),
        (vec![], vec![("AWS_CONFIG_FILE", "notes")], "cannot read `notes`: Is a directory"),
        (vec![(".aws/credentials", "keys")], vec![], ".aws/credentials`: "),
        (vec![], vec![("AWS_ACCESS_KEY_ID", KEY_ID), ("AWS_SECRET_ACCESS_KEY", "wrong")], "SignatureDoesNotMatch"),
        (vec![], vec![("AWS_ACCESS_KEY_ID", "AKIAUNKNOWN"), ("AWS_SECRET_ACCESS_KEY", SECRET)], "InvalidAccessKeyId"),
    ] {
        let ran = ask(&site, &fake, &files, &environment).ends_with(4);
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
        assert!(!ran.err.contains(SECRET), "no secret is shown");
    }
}

/// Credentials that expire during a deploy are fetched again in time.
#[test]
fn credentials_that_expire_are_renewed() {
    let (fake, site) = (Fake::start(), Site::of(NOTES));
    fake.world().validity = 60;
    let container = format!("{}/container", fake.endpoint);
    let environment = [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.as_str()),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "container-token"),
    ];
    let ran = Ran::of(&site.start_with(&fake, &[], &environment).wait_with_output().expect("it ends"));
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let world = fake.world();
    assert!(world.given > 5, "{}", world.given);
    holds(&world, &site);
}
