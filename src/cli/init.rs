//! `notewright init`: creates the first files of a site. It takes a folder, and overwrites nothing.

use crate::disk::{self, DiskError};
use std::path::Path;

const SITE_TOML: &str = r#"# Every key is described in the README under Configuration.

[site]
title = "My study notes"
description = "Numbered notes, one page each."
# base_url = "https://notes.example.com/"
"#;

const FIRST_NOTES: &str = "\
---
title: My first notebook
summary: A section is a numbered heading and all that follows it.
---

### 1. A section is a numbered heading

Write `### 2. Next title` for the next one. Its number is its address: this page is `1.html`, for good.

- A service of the catalogue, such as Amazon SQS, becomes a link to its own page.
- Point to other sections by number: see 2.

### 2. Policies are read out in plain words

```json
{
  \"Version\": \"2012-10-17\",
  \"Statement\": [
    {
      \"Effect\": \"Allow\",
      \"Action\": [\"sqs:ReceiveMessage\", \"sqs:DeleteMessage\"],
      \"Resource\": \"arn:aws:sqs:us-east-1:111122223333:orders\"
    }
  ]
}
```
";

const CATALOGUE: &str = include_str!("../../notes/services.yaml");

/// Writes the first files into `dir`, and returns their names.
pub(super) fn create(dir: &Path) -> Result<[&'static str; 3], DiskError> {
    let files =
        [("site.toml", SITE_TOML), ("notes/first-notebook.md", FIRST_NOTES), ("notes/services.yaml", CATALOGUE)];
    disk::create_new(dir, &files)?;
    Ok(files.map(|(name, _)| name))
}
