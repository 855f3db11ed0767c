#![no_main]

#[path = "../targets/targets.rs"]
#[allow(dead_code, unused_imports, reason = "each program has one of the targets")]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::sanitizer(data));
