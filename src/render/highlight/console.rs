//! Terminal sessions: which text of a line is the prompt, which lines are output.

/// A stretch of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch<'a> {
    /// The prompt before a command.
    Prompt(&'a str),
    /// A command, with its line break.
    Command(&'a str),
    /// Lines that a command wrote, with their line breaks.
    Output(&'a str),
}

/// The session of a shell or of Python's prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    /// `$`, `%`, `#`, `user@host:~$`, `PS C:\>`.
    System,
    /// `>>>` and `...`.
    Python,
}

impl Shell {
    /// The shell of a language name.
    pub(super) fn named(language: &str) -> Option<Self> {
        match language {
            "console" | "shell-session" | "sh-session" | "shellsession" | "bash-session" | "terminal" | "shell"
            | "bash" | "sh" | "zsh" | "cmd" | "bat" | "powershell" | "pwsh" | "ps1" => Some(Self::System),
            "pycon" | "python-repl" | "python-console" => Some(Self::Python),
            _ => None,
        }
    }
}

/// Takes a session apart. `None` if no line has a prompt: then it is a script.
pub(super) fn session(code: &str, shell: Shell) -> Option<Vec<Stretch<'_>>> {
    // A `#` begins a comment where another prompt is used.
    let has_dollar = code.lines().any(|line| line.starts_with("$ "));
    let is_prompt = |line: &str| prompt(line, shell).filter(|length| !(has_dollar && line[..*length].starts_with('#')));
    let first = code.lines().find(|line| !line.trim().is_empty())?;
    let first_counts = is_prompt(first).is_some() || (has_dollar && first.starts_with('#'));
    if !first_counts || !code.lines().any(|line| is_prompt(line).is_some()) {
        return None;
    }
    let mut stretches = Vec::new();
    let mut continues = false;
    for line in code.split_inclusive('\n') {
        let length = if continues { continuation(line) } else { is_prompt(line).unwrap_or(0) };
        if length == 0 && !continues {
            stretches.push(Stretch::Output(line));
            continue;
        }
        if length > 0 {
            stretches.push(Stretch::Prompt(&line[..length]));
        }
        stretches.push(Stretch::Command(&line[length..]));
        continues = shell == Shell::System && line.trim_end().ends_with(['\\', '`']);
    }
    Some(stretches)
}

/// The length of the prompt that a line begins with, its blank included.
fn prompt(line: &str, shell: Shell) -> Option<usize> {
    let line = line.trim_end_matches(['\n', '\r']);
    if shell == Shell::Python {
        return [">>> ", "... "].iter().find(|prompt| line.starts_with(**prompt)).map(|prompt| prompt.len());
    }
    for sign in ["$ ", "% ", "# ", "❯ ", "➜ "] {
        if line.starts_with(sign) && line.len() > sign.len() {
            return Some(sign.len());
        }
    }
    let end =
        line.find(['$', '#', '%', '>']).filter(|&end| line[end + 1..].starts_with(' ') && end + 2 < line.len())?;
    let before = &line[..end];
    let is_host = before.contains('@') && !before.trim_start_matches('[').contains(' ')
        || before.starts_with('[') && before.ends_with(']') && before.contains('@');
    let is_windows = before.starts_with("PS ") || before.as_bytes().get(1..3) == Some(b":\\");
    let is_version = ["sh-", "bash-", "zsh-"].iter().any(|shell| before.starts_with(shell)) && !before.contains(' ');
    (is_host || is_windows || is_version).then_some(end + 2)
}

/// The length of the `> ` before a line that goes on with a command.
fn continuation(line: &str) -> usize {
    if line.starts_with("> ") { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::Stretch::{Command, Output, Prompt};
    use super::*;

    #[test]
    fn prompts_commands_and_output() {
        let code = "$ ls -l \\\n> src\na.rs\n$ pwd";
        let expected = [
            Prompt("$ "),
            Command("ls -l \\\n"),
            Prompt("> "),
            Command("src\n"),
            Output("a.rs\n"),
            Prompt("$ "),
            Command("pwd"),
        ];
        assert_eq!(session(code, Shell::System), Some(expected.to_vec()));
        let first = |code| session(code, Shell::System).map(|stretches| stretches[0]);
        assert_eq!(first("me@host:~/a$ ls"), Some(Prompt("me@host:~/a$ ")));
        assert_eq!(first("[me@host a]$ ls"), Some(Prompt("[me@host a]$ ")));
        assert_eq!(first("PS C:\\a> dir"), Some(Prompt("PS C:\\a> ")));
        assert_eq!(first("# A comment\n$ ls"), Some(Output("# A comment\n")));
        assert_eq!(first("# apt update"), Some(Prompt("# ")));
        for script in ["ls -l", "echo $HOME > a", "if a > b\n$ x", ""] {
            assert_eq!(first(script), None, "{script}");
        }
        let code = ">>> 1 + 1\n2";
        assert_eq!(session(code, Shell::Python), Some(vec![Prompt(">>> "), Command("1 + 1\n"), Output("2")]));
    }
}
