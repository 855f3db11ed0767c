"""The Homebrew formula of a release: homebrew/notewright.rb with its words between `@` filled in."""

import hashlib
import re

import archive
import release


def make(folder):
    """Returns the formula for the archives in a folder. All archives that the formula names must be there."""
    package = release.metadata()
    text = (release.ROOT / "packaging/homebrew/notewright.rb").read_text(encoding="utf-8")

    def checksum(match):
        path = folder / f"{archive.name(release.TARGETS[match[1]])}.tar.gz"
        if not path.is_file():
            raise release.PackagingError(f"`{path}` is missing: copy the archives of all targets into one folder first")
        return hashlib.sha256(path.read_bytes()).hexdigest()

    text = text.replace("@VERSION@", package["version"]).replace("@DESCRIPTION@", package["description"])
    text = text.replace("@REPOSITORY@", release.repository())
    return re.sub(r"@SHA256 ([\w-]+)@", checksum, text)
