"""A Python wheel that holds the program, so that `pip install notewright` puts it on the PATH.

Source of the format: "Binary distribution format" and "Core metadata" of the Python packaging specifications. Files in
`NAME-VERSION.data/scripts` go to the folder of programs of the environment, files in `NAME-VERSION.data/data` to its top.
There is no Python code in it: any version of Python 3 installs it.
"""

import base64
import hashlib
import re

import release


def version():
    """Returns the version in the form of Python: `0.2.0-rc.1` is `0.2.0rc1`."""
    text = release.metadata()["version"]
    found = re.fullmatch(r"(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.?(\d+))?", text)
    if not found:
        raise release.PackagingError(f"version {text} has no form in Python: use `1.2.3` or `1.2.3-rc.1`")
    number, stage, count = found.groups()
    short = {"alpha": "a", "beta": "b", "rc": "rc"}
    return number if stage is None else f"{number}{short[stage]}{count}"


def platform_tag(binary, target):
    """Returns the platform tag. A static Linux program runs with every glibc and with musl."""
    if target.wheel_platform:
        return target.wheel_platform
    machine = target.triple.split("-")[0]
    minor = release.needed_glibc(binary)
    if minor is None:
        return f"manylinux_2_17_{machine}.manylinux2014_{machine}.musllinux_1_1_{machine}"
    return f"manylinux_2_{minor}_{machine}"


def core_metadata():
    """Returns the text of METADATA."""
    package = release.metadata()
    lines = [
        "Metadata-Version: 2.4",
        "Name: notewright",
        f"Version: {version()}",
        f"Summary: {package['description']}",
        f"License-Expression: {package['license']}",
        *(f"License-File: {name}" for name in release.licences()),
        f"Keywords: {','.join(package['keywords'])}",
        "Classifier: Environment :: Console",
        "Classifier: Topic :: Text Processing :: Markup :: Markdown",
        *(
            f"Project-URL: {key.capitalize()}, {package[key]}"
            for key in ("homepage", "repository", "documentation")
            if key in package
        ),
        "Requires-Python: >=3",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines) + "\n\n" + (release.ROOT / "packaging/about.md").read_text(encoding="utf-8")


def record(files, path):
    """Returns RECORD: each file with its SHA-256 and size. RECORD itself has neither."""
    lines = []
    for name, file in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(file.content).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(file.content)}\n")
    lines.append(f"{path},,\n")
    return "".join(lines).encode()


def make(binary, target):
    """Returns file name and content of the wheel."""
    platform = platform_tag(binary, target)
    data, info = f"notewright-{version()}.data", f"notewright-{version()}.dist-info"
    tags = "".join(f"Tag: py3-none-{single}\n" for single in platform.split("."))
    licences = {**release.licences(), **release.third_party_licences(binary)}
    files = {
        f"{data}/scripts/{target.program}": release.File(binary.read_bytes(), is_executable=True),
        **{f"{data}/data/share/{path}": file for path, file in sorted(release.companions(binary).items())},
        **{f"{info}/licenses/{name}": file for name, file in licences.items()},
        f"{info}/METADATA": release.File(core_metadata().encode()),
        f"{info}/WHEEL": release.File(
            f"Wheel-Version: 1.0\nGenerator: notewright scripts/package\nRoot-Is-Purelib: false\n{tags}".encode()
        ),
    }
    # The specification wants the files of dist-info at the end of the archive, RECORD last.
    path = f"{info}/RECORD"
    files[path] = release.File(record(files, path))
    return f"notewright-{version()}-py3-none-{platform}.whl", release.zip_file(files)
