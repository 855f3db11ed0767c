//! Commands of LaTeX packages, MathJax and KaTeX that the TeX parser does not know, as definitions in what it knows.

/// Name, parameters and meaning of each command, by name.
const DEFINITIONS: [(&str, &str, &str); 173] = [
    ("AA", "", r"Å"),
    ("Bra", "#1", r"\left\langle #1\right|"),
    ("Braket", "#1", r"\left\langle #1\right\rangle"),
    ("C", "", r"\mathbb{C}"),
    ("Complex", "", r"\mathbb{C}"),
    ("Harr", "", r"\Leftrightarrow"),
    ("Huge", "", r"{}"),
    ("Ket", "#1", r"\left|#1\right\rangle"),
    ("LARGE", "", r"{}"),
    ("LaTeX", "", r"\text{LaTeX}"),
    ("Large", "", r"{}"),
    ("Larr", "", r"\Leftarrow"),
    ("N", "", r"\mathbb{N}"),
    ("Q", "", r"\mathbb{Q}"),
    ("R", "", r"\mathbb{R}"),
    ("Rarr", "", r"\Rightarrow"),
    ("Reals", "", r"\mathbb{R}"),
    ("SI", "#1#2", r"#1\,\mathrm{#2}"),
    ("TeX", "", r"\text{TeX}"),
    ("Z", "", r"\mathbb{Z}"),
    ("abs", "#1", r"\left\lvert #1\right\rvert"),
    ("ae", "", r"æ"),
    ("alef", "", r"\aleph"),
    ("allowbreak", "", r"{}"),
    ("and", "", r"\land"),
    ("arccot", "", r"\operatorname{arccot}"),
    ("arcctg", "", r"\operatorname{arcctg}"),
    ("arctg", "", r"\operatorname{arctg}"),
    ("argmax", "", r"\operatorname*{arg\,max}"),
    ("argmin", "", r"\operatorname*{arg\,min}"),
    ("bbox", "#1", r"{#1}"),
    ("bcancel", "#1", r"\cancel{#1}"),
    ("bra", "#1", r"\left\langle #1\right|"),
    ("braket", "#1", r"\left\langle #1\right\rangle"),
    ("bull", "", r"\bullet"),
    ("cancelto", "#1#2", r"\cancel{#2}^{#1}"),
    ("celsius", "", r"{}^\circ\mathrm{C}"),
    ("ch", "", r"\operatorname{ch}"),
    ("class", "#1#2", r"{#2}"),
    ("cnums", "", r"\mathbb{C}"),
    ("cotg", "", r"\operatorname{cotg}"),
    ("csch", "", r"\operatorname{csch}"),
    ("cssId", "#1#2", r"{#2}"),
    ("ctg", "", r"\operatorname{ctg}"),
    ("cth", "", r"\operatorname{cth}"),
    ("curl", "", r"\nabla\times"),
    ("darr", "", r"\downarrow"),
    ("dd", "", r"\mathrm{d}"),
    ("ddddot", "#1", r"\overset{\cdots\cdot}{#1}"),
    ("dddot", "#1", r"\overset{\cdots}{#1}"),
    ("doublecup", "", r"\Cup"),
    ("dv", "#1#2", r"\frac{\mathrm{d}#1}{\mathrm{d}#2}"),
    ("emph", "#1", r"\textit{#1}"),
    ("empty", "", r"\emptyset"),
    ("enclose", "#1#2", r"{#2}"),
    ("enskip", "", r"\enspace"),
    ("eqref", "#1", r"(\text{#1})"),
    ("ev", "#1", r"\left\langle #1\right\rangle"),
    ("exist", "", r"\exists"),
    ("expval", "#1", r"\left\langle #1\right\rangle"),
    ("fbox", "#1", r"\text{#1}"),
    ("footnotesize", "", r"{}"),
    ("grad", "", r"\nabla"),
    ("harr", "", r"\leftrightarrow"),
    ("hbox", "#1", r"\text{#1}"),
    ("hdots", "", r"\ldots"),
    ("hearts", "", r"\heartsuit"),
    ("hphantom", "#1", r"\quad "),
    ("href", "#1#2", r"{#2}"),
    ("hss", "", r"{}"),
    ("htmlClass", "#1#2", r"{#2}"),
    ("huge", "", r"{}"),
    ("i", "", r"\imath"),
    ("idotsint", "", r"\int\cdots\int"),
    ("image", "", r"\Im"),
    ("infin", "", r"\infty"),
    ("injlim", "", r"\operatorname*{inj\,lim}"),
    ("j", "", r"\jmath"),
    ("ket", "#1", r"\left|#1\right\rangle"),
    ("lang", "", r"\langle"),
    ("laplacian", "", r"\nabla^2"),
    ("large", "", r"{}"),
    ("larr", "", r"\leftarrow"),
    ("lcm", "", r"\operatorname{lcm}"),
    ("llap", "#1", r"{#1}"),
    ("llbracket", "", r"⟦"),
    ("lrarr", "", r"\leftrightarrow"),
    ("mathbbm", "#1", r"\mathbb{#1}"),
    ("mathchoice", "#1#2#3#4", r"{#2}"),
    ("mathclap", "#1", r"{#1}"),
    ("mathds", "#1", r"\mathbb{#1}"),
    ("mathllap", "#1", r"{#1}"),
    ("mathrlap", "#1", r"{#1}"),
    ("mathscr", "#1", r"\mathcal{#1}"),
    ("mod", "", r"\quad\mathrm{mod}\ "),
    ("natnums", "", r"\mathbb{N}"),
    ("nobreak", "", r"{}"),
    ("nolimits", "", r"{}"),
    ("norm", "#1", r"\left\lVert #1\right\rVert"),
    ("normalsize", "", r"{}"),
    ("null", "", r"{}"),
    ("num", "#1", r"{#1}"),
    ("o", "", r"ø"),
    ("ohm", "", r"\Omega"),
    ("operatornamewithlimits", "#1", r"\operatorname*{#1}"),
    ("or", "", r"\lor"),
    ("overlinesegment", "#1", r"\overline{#1}"),
    ("overunderset", "#1#2#3", r"\overset{#1}{\underset{#2}{#3}}"),
    ("pdv", "#1#2", r"\frac{\partial #1}{\partial #2}"),
    ("phantom", "#1", r"\quad "),
    ("plusmn", "", r"\pm"),
    ("pod", "#1", r"\quad(#1)"),
    ("prescript", "#1#2#3", r"{}^{#1}_{#2}{#3}"),
    ("projlim", "", r"\operatorname*{proj\,lim}"),
    ("pu", "#1", r"\mathrm{#1}"),
    ("qty", "#1#2", r"#1\,\mathrm{#2}"),
    ("raisebox", "#1#2", r"{#2}"),
    ("rang", "", r"\rangle"),
    ("rarr", "", r"\rightarrow"),
    ("real", "", r"\Re"),
    ("reals", "", r"\mathbb{R}"),
    ("ref", "#1", r"\text{#1}"),
    ("require", "#1", r"{}"),
    ("rlap", "#1", r"{#1}"),
    ("rrbracket", "", r"⟧"),
    ("scriptsize", "", r"{}"),
    ("sdot", "", r"\cdot"),
    ("sech", "", r"\operatorname{sech}"),
    ("sh", "", r"\operatorname{sh}"),
    ("si", "#1", r"\mathrm{#1}"),
    ("small", "", r"{}"),
    ("smash", "#1", r"{#1}"),
    ("sout", "#1", r"\cancel{#1}"),
    ("space", "", r"\ "),
    ("ss", "", r"ß"),
    ("style", "#1#2", r"{#2}"),
    ("sub", "", r"\subset"),
    ("sube", "", r"\subseteq"),
    ("supe", "", r"\supseteq"),
    ("textcircled", "#1", r"{#1}"),
    ("textmd", "#1", r"\text{#1}"),
    ("textsc", "#1", r"\text{#1}"),
    ("textup", "#1", r"\text{#1}"),
    ("tg", "", r"\operatorname{tg}"),
    ("th", "", r"\operatorname{th}"),
    ("thetasym", "", r"\vartheta"),
    ("tiny", "", r"{}"),
    ("uarr", "", r"\uparrow"),
    ("unit", "#1", r"\mathrm{#1}"),
    ("url", "#1", r"\text{#1}"),
    ("utilde", "#1", r"{#1}"),
    ("varinjlim", "", r"\underrightarrow{\lim}"),
    ("varliminf", "", r"\underline{\lim}"),
    ("varlimsup", "", r"\overline{\lim}"),
    ("varoiint", "", r"\oiint"),
    ("varprojlim", "", r"\underleftarrow{\lim}"),
    ("vb", "#1", r"\mathbf{#1}"),
    ("vcenter", "#1", r"{#1}"),
    ("vphantom", "#1", r"{}"),
    ("vspace", "#1", r"{}"),
    ("weierp", "", r"\wp"),
    ("xLeftarrow", "#1", r"\overset{#1}{\Longleftarrow}"),
    ("xLeftrightarrow", "#1", r"\overset{#1}{\Longleftrightarrow}"),
    ("xRightarrow", "#1", r"\overset{#1}{\Longrightarrow}"),
    ("xcancel", "#1", r"\cancel{#1}"),
    ("xhookleftarrow", "#1", r"\overset{#1}{\hookleftarrow}"),
    ("xhookrightarrow", "#1", r"\overset{#1}{\hookrightarrow}"),
    ("xleftrightarrow", "#1", r"\overset{#1}{\longleftrightarrow}"),
    ("xlongequal", "#1", r"\overset{#1}{=\!=}"),
    ("xmapsto", "#1", r"\overset{#1}{\longmapsto}"),
    ("xrightharpoonup", "#1", r"\overset{#1}{\rightharpoonup}"),
    ("xrightleftharpoons", "#1", r"\overset{#1}{\rightleftharpoons}"),
    ("xtwoheadrightarrow", "#1", r"\overset{#1}{\twoheadrightarrow}"),
];

/// The definitions of the commands in `names`, each once, to be put before a formula.
pub(super) fn definitions<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut found = Vec::new();
    for name in names {
        let known = DEFINITIONS.binary_search_by_key(&name.trim_start_matches('\\'), |(known, ..)| known);
        found.extend(known.ok().filter(|index| !found.contains(index)));
    }
    let define = |index: usize| {
        let (name, parameters, meaning) = DEFINITIONS[index];
        format!("\\def\\{name}{parameters}{{{meaning}}}")
    };
    found.into_iter().map(define).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::mathml::{Form, mathml};

    #[test]
    fn names_are_in_order() {
        assert!(DEFINITIONS.is_sorted_by(|(before, ..), (after, ..)| before < after));
    }

    #[test]
    fn each_command_is_defined_once() {
        let found = definitions(["\\abs", "\\frac", "\\R", "\\abs"].into_iter());
        assert_eq!(found, r"\def\abs#1{\left\lvert #1\right\rvert}\def\R{\mathbb{R}}");
    }

    #[test]
    fn every_meaning_is_drawn() {
        let refused: Vec<String> = DEFINITIONS
            .iter()
            .map(|(name, parameters, _)| format!("\\{name} {}", "{a}".repeat(parameters.matches('#').count())))
            .filter_map(|tex| Some(format!("{tex}: {}", mathml(&tex, Form::Inline).err()?)))
            .collect();
        assert!(refused.is_empty(), "{refused:#?}");
    }
}
