//! The names that the Python definition knows, and their classes.

use super::super::class::{Class, FUNCTION, TYPE};

const KEYWORDS: &str = "and as assert break class continue def del elif else except finally for from global if import in \
    is lambda not or pass raise return try while with yield";

const CONSTANTS: &str = "None True False Ellipsis NotImplemented __debug__";

const FUNCTIONS: &str = "__import__ all abs any apply ascii bin callable chr classmethod cmp coerce compile delattr dir \
    divmod enumerate eval exec execfile filter format getattr globals hasattr hash help hex id input intern isinstance \
    issubclass iter len locals map max min next oct open ord pow print property range raw_input reduce reload repr \
    reversed round setattr sorted staticmethod sum super type unichr vars zip";

const TYPES: &str = "basestring bool buffer bytearray bytes complex dict float frozenset int list long memoryview object \
    set slice str tuple unicode xrange";

const EXCEPTIONS: &str =
    "Exception BaseException SystemExit StopIteration NotImplemented KeyboardInterrupt GeneratorExit";

/// Beginnings of names that end with `Error`.
const ERRORS: &str = "Arithmetic Assertion Attribute BlockingIO BrokenPipe Buffer ChildProcess Connection \
    ConnectionAborted ConnectionRefused ConnectionReset EOF Environment FileExists FileNotFound FloatingPoint Interrupted \
    IO IsADirectoryError Import Indentation Index Key Lookup Memory Name NotADirectory NotImplemented OS Overflow \
    Permission ProcessLookup Reference Runtime Standard Syntax System Tab Timeout Type UnboundLocal Unicode UnicodeEncode \
    UnicodeDecode UnicodeTranslate Value VMS Windows ZeroDivision";

/// Beginnings of names that end with `Warning`. It is a name of its own, too.
const WARNINGS: &str = "PendingDeprecation Deprecation Runtime Syntax User Future Import Unicode Bytes";

/// Functions, without the underscores around their names.
const MAGIC_FUNCTIONS: &str = "invert neg pos abs add and div divmod floordiv lshift mod mul or pow rshift sub truediv xor \
    contains radd rand rdiv rdivmod rfloordiv rlshift rmod rmul ror rpow rrshift rsub rtruediv rxor iadd iand idiv \
    ifloordiv ilshift imod imul ior ipow irshift isub itruediv ixor eq ge gt le lt ne cmp rcmp bool str nonzero unicode \
    bytes complex float index int round long format len length_hint hash repr reversed coerce hex oct fspath iter next \
    aiter anext await delattr delitem delslice getattr getattribute getitem getslice setattr setitem setslice dir missing \
    enter exit aenter aexit call del init new init_subclass instancecheck subclasscheck getnewargs getnewargs_ex getstate \
    setstate reduce reduce_ex delete get set set_name subclasses";

/// Variables, without the underscores around their names.
const MAGIC_VARIABLES: &str = "class dict doc module name all file package annotations closure code defaults func globals \
    kwdefaults self qualname bases prepare slots metaclass mro members methods";

fn has(names: &str, name: &str) -> bool {
    names.split_ascii_whitespace().any(|known| known == name)
}

fn magic(name: &str) -> &str {
    name.strip_prefix("__").and_then(|rest| rest.strip_suffix("__")).unwrap_or("")
}

pub(super) fn is_keyword(word: &str) -> bool {
    has(KEYWORDS, word)
}

pub(super) fn is_constant(word: &str) -> bool {
    has(CONSTANTS, word)
}

/// Returns the class of a name that is no attribute, or `None` if the definition does not know the name.
pub(super) fn known(name: &str) -> Option<Class> {
    let is_exception = has(EXCEPTIONS, name)
        || name.strip_suffix("Error").is_some_and(|kind| has(ERRORS, kind))
        || name.strip_suffix("Warning").is_some_and(|kind| kind.is_empty() || has(WARNINGS, kind));
    if has(FUNCTIONS, name) {
        Some(FUNCTION)
    } else if has(TYPES, name) || is_exception {
        Some(TYPE)
    } else if matches!(name, "self" | "cls" | "_") {
        Some(None)
    } else {
        known_attribute(name)
    }
}

/// Returns the class of an attribute, or `None` if the definition does not know its name.
pub(super) fn known_attribute(name: &str) -> Option<Class> {
    if has(MAGIC_FUNCTIONS, magic(name)) {
        Some(FUNCTION)
    } else if has(MAGIC_VARIABLES, magic(name)) {
        Some(None)
    } else {
        None
    }
}
