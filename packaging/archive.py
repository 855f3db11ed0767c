"""The archive of a release: one folder with the program, its documents, completions and manual pages."""

import release


def name(target):
    """Returns the name of the archive without its ending, which is also the name of the folder in it.

    `cargo binstall` looks for this name by default.
    """
    return f"notewright-{release.metadata()['version']}-{target.triple}"


def make(binary, target):
    """Returns file name and content of the archive: zip for Windows, else tar.gz."""
    files = {
        target.program: release.File(binary.read_bytes(), is_executable=True),
        "README.md": release.text_file("packaging/about.md"),
        "CHANGELOG.md": release.text_file("CHANGELOG.md"),
        **release.licences(),
        **release.third_party_licences(binary),
        **{f"share/{path}": file for path, file in release.companions(binary).items()},
    }
    if target.npm_os == "win32":
        files["notewright.ps1"] = release.File(release.run(binary, "completions", "powershell").encode())
    inside = {f"{name(target)}/{path}": file for path, file in sorted(files.items())}
    if target.npm_os == "win32":
        return f"{name(target)}.zip", release.zip_file(inside)
    return f"{name(target)}.tar.gz", release.tar_gz(inside)
