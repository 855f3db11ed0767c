//! Makes the configuration of a site for nginx (nginx.org, "Module `ngx_http_core_module`" and its neighbours). The server
//! block is `nginx/notewright.conf`; this module inserts headers, cache rules and moved pages.

use super::content_type::{IMMUTABLE, REVALIDATE_EVERYWHERE};
use super::security_headers::{SECURITY_HEADERS, SecurityHeader};
use super::{Moved, address};
use crate::site::routes::{FINGERPRINTED_FOLDERS, NOT_FINGERPRINTED};

const SERVER: &str = include_str!("nginx/notewright.conf");

/// Returns the file. It belongs in the `http` block, such as in `/etc/nginx/conf.d/`.
pub(super) fn configuration(moved: &[Moved]) -> String {
    let mut cache = format!("    default \"{REVALIDATE_EVERYWHERE}\";\n");
    for path in NOT_FINGERPRINTED {
        cache.push_str(&format!("    /{path} \"{REVALIDATE_EVERYWHERE}\";\n"));
    }
    for folder in FINGERPRINTED_FOLDERS {
        cache.push_str(&format!("    ~^/{folder} \"{IMMUTABLE}\";\n"));
    }
    // `always` sends them with errors too. A cache rule is not for errors: nginx then leaves it out.
    let headers: String = SECURITY_HEADERS
        .iter()
        .map(|SecurityHeader { name, value, .. }| format!("    add_header {name} \"{value}\" always;\n"))
        .collect();
    let moved: String = moved
        .iter()
        .map(|Moved { from, to }| format!("    location = {} {{ return 301 {}; }}\n", quoted(from), address(to)))
        .collect();
    SERVER.replace("    @cache@\n", &cache).replace("    @headers@\n", &headers).replace("    @moved@\n", &moved)
}

/// Returns the address of a path as a string of nginx, which compares it with the decoded address.
fn quoted(path: &str) -> String {
    format!("\"/{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
}
