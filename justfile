# Short names for the scripts of `scripts/`, which work without just. `just` alone lists them.

_default:
    @just --list

# Format, lints, structure, unit tests and case tests
quick:
    scripts/test quick

# Every test, or the groups that are named: `just test lint browser_tests`
test *GROUPS:
    scripts/test {{GROUPS}}

# Write the expected output of the cases anew, of all or of those named: `just bless numbers-styles`
bless *CASES:
    scripts/bless {{CASES}}

# Measure: `just bench build 1510`, or peers, reading, serve, search, deploy, linear, kills, load
bench *ARGUMENTS:
    scripts/bench {{ARGUMENTS}}

# Look for inputs that break a fuzz target: `just fuzz numbering 10`
fuzz *ARGUMENTS:
    scripts/fuzz {{ARGUMENTS}}

# Which lines the tests run, as HTML and as a table
coverage:
    scripts/coverage
