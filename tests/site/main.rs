//! The whole program: cases with expected pages and messages, hostile input, the output folder, the commands.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

mod bundle;
mod cases;
mod commands;
mod edited;
mod first_day;
mod formulas;
mod harness;
mod hostile;
mod language;
mod minified;
mod notes;
mod offline;
mod output;
mod repairs;
mod shapes;
mod subjects;
mod text;
mod top;
mod unchanged;
