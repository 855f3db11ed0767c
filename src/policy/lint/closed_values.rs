//! Keys with few values, which the service's own documentation lists.

use crate::policy::model::{Test, Text};
use crate::policy::report::Reports;
use crate::suggest::nearest;

const CODE: &str = "policy-condition-value";

const TRUE_OR_FALSE: &[&str] = &["true", "false"];

/// Keys in small letters, and all their values (IAM User Guide, "AWS global condition context keys"; Amazon S3 API Reference;
/// Amazon EC2, AWS Lambda and Amazon DynamoDB in the Service Authorization Reference).
const VALUES: [(&str, &[&str]); 15] = [
    ("aws:multifactorauthpresent", TRUE_OR_FALSE),
    ("aws:principalisawsservice", TRUE_OR_FALSE),
    ("aws:principaltype", &["Account", "Anonymous", "AssumedRole", "FederatedUser", "Service", "User"]),
    ("aws:securetransport", TRUE_OR_FALSE),
    ("aws:viaawsservice", TRUE_OR_FALSE),
    ("dynamodb:select", &["ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "COUNT", "SPECIFIC_ATTRIBUTES"]),
    ("ec2:metadatahttptokens", &["optional", "required"]),
    ("ec2:rootdevicetype", &["ebs", "instance-store"]),
    ("ec2:tenancy", &["dedicated", "default", "host"]),
    ("lambda:functionurlauthtype", &["AWS_IAM", "NONE"]),
    ("s3:authtype", &["POST", "REST-HEADER", "REST-QUERY-STRING"]),
    ("s3:signatureversion", &["AWS", "AWS4-HMAC-SHA256"]),
    (
        "s3:x-amz-acl",
        &[
            "authenticated-read",
            "aws-exec-read",
            "bucket-owner-full-control",
            "bucket-owner-read",
            "log-delivery-write",
            "private",
            "public-read",
            "public-read-write",
        ],
    ),
    ("s3:x-amz-metadata-directive", &["COPY", "REPLACE"]),
    ("s3:x-amz-server-side-encryption", &["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"]),
];

/// Reports a value that a key does not have. The list may be older than the service, so only a slip, and a value that
/// is neither `true` nor `false`, is a warning.
pub(super) fn run(test: &Test, value: &Text, reports: &mut Reports) {
    let key = test.key.text.to_ascii_lowercase();
    let Some((_, values)) = VALUES.iter().find(|(known, _)| *known == key) else { return };
    let is_text = test.operator.base.is_some_and(|base| base.starts_with("String"));
    let ignores_case = test.operator.base.is_some_and(|base| base.ends_with("IgnoreCase"));
    let is_known = |known: &&&str| **known == value.text || (ignores_case && known.eq_ignore_ascii_case(&value.text));
    if !is_text || values.iter().any(|known| is_known(&known)) {
        return;
    }
    let message = format!("`{}` is never `{}`", test.key.text, value.text);
    if let Some(near) = nearest(&value.text, values.iter().copied()) {
        return reports.warning(CODE, &value.span, message, &format!("did you mean `{near}`?"));
    }
    let names: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    let help = format!("its values are {}", names.join(", "));
    if *values == TRUE_OR_FALSE {
        reports.warning(CODE, &value.span, message, &help);
    } else {
        reports.note(CODE, &value.span, message, &help);
    }
}
