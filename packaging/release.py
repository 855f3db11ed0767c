"""What all packages have in common: the version, the targets, the files beside the program, and how files are packed.

Packing is deterministic: entries are sorted, have one date and one owner, and no path of the machine.
"""

import dataclasses
import gzip
import io
import pathlib
import re
import subprocess
import tarfile
import tempfile
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The date of every packed file: 1980-01-01 00:00 UTC, in seconds since 1970. It is the first date that a zip file can hold.
DATE = 315_532_800


class PackagingError(Exception):
    """A package cannot be made. The message says what is wrong and what to do."""


@dataclasses.dataclass(frozen=True)
class Target:
    """A system that a program is compiled for."""

    # The target triple of Rust.
    triple: str
    # The values of `process.platform` and `process.arch` in Node.
    npm_os: str
    npm_cpu: str
    # The platform tag of a wheel. None: it depends on the C library that the program needs.
    wheel_platform: str | None

    @property
    def program(self):
        """The file name of the program."""
        return "notewright.exe" if self.npm_os == "win32" else "notewright"

    @property
    def npm_name(self):
        """The npm package that holds the program for this system."""
        return f"@notewright/{self.npm_os}-{self.npm_cpu}"


RELEASED = (
    Target("aarch64-apple-darwin", "darwin", "arm64", "macosx_11_0_arm64"),
    Target("aarch64-unknown-linux-musl", "linux", "arm64", None),
    Target("x86_64-apple-darwin", "darwin", "x64", "macosx_10_12_x86_64"),
    Target("x86_64-pc-windows-msvc", "win32", "x64", "win_amd64"),
    Target("x86_64-unknown-linux-musl", "linux", "x64", None),
)
# What a build on a Linux machine makes without further tools. Tests package it; releases do not have it.
LOCAL = (
    Target("aarch64-unknown-linux-gnu", "linux", "arm64", None),
    Target("x86_64-unknown-linux-gnu", "linux", "x64", None),
)
TARGETS = {target.triple: target for target in RELEASED + LOCAL}


@dataclasses.dataclass(frozen=True)
class File:
    """A file in a package."""

    content: bytes
    is_executable: bool = False

    @property
    def mode(self):
        """The permission bits."""
        return 0o755 if self.is_executable else 0o644


def metadata():
    """Returns the table `package` of Cargo.toml."""
    return tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]


def repository():
    """Returns the address of the repository, which the addresses of releases begin with."""
    if "repository" not in metadata():
        raise PackagingError("Cargo.toml has no `repository`: add the address of the repository")
    return metadata()["repository"]


def text_file(path):
    """Returns a text file of the repository, as a packed file."""
    return File((ROOT / path).read_bytes())


def licences():
    """Returns the licence texts by file name."""
    return {path.name: File(path.read_bytes()) for path in sorted(ROOT.glob("LICENSE-*"))}


def check_version(binary):
    """Refuses a program of another version than Cargo.toml has."""
    expected = metadata()["version"]
    answer = run(binary, "--version").split()
    if answer[:2] != ["notewright", expected]:
        raise PackagingError(f"`{binary}` answers {' '.join(answer)!r}, Cargo.toml has version {expected}: build it again")


def run(binary, *arguments):
    """Returns what the program prints."""
    done = subprocess.run([binary, *arguments], capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        raise PackagingError(f"`{binary} {' '.join(arguments)}` failed: {done.stderr.strip()}")
    return done.stdout


def has_command(binary, command):
    """Returns whether the program has a command."""
    return subprocess.run([binary, "help", command], capture_output=True).returncode == 0


def companions(binary):
    """Returns completions and, if the program can write them, manual pages, by their path below a `share` folder."""
    files = {}
    for shell, path in (
        ("bash", "bash-completion/completions/notewright"),
        ("fish", "fish/vendor_completions.d/notewright.fish"),
        ("zsh", "zsh/site-functions/_notewright"),
    ):
        files[path] = File(run(binary, "completions", shell).encode())
    if has_command(binary, "man"):
        with tempfile.TemporaryDirectory() as folder:
            run(binary, "man", folder)
            for page in sorted(pathlib.Path(folder).glob("*.1")):
                files[f"man/man1/{page.name}"] = File(page.read_bytes())
    return files


def third_party_licences(binary):
    """Returns the licences of all crates in the program, as a file, if the program can list them."""
    if "--licenses" not in run(binary, "--help"):
        return {}
    return {"THIRD-PARTY-LICENSES.txt": File(run(binary, "--licenses").encode())}


def tar_gz(files):
    """Returns a compressed tar archive of these files."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, file in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size = len(file.content)
            entry.mode = file.mode
            entry.mtime = DATE
            archive.addfile(entry, io.BytesIO(file.content))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=6, mtime=DATE) as stream:
        stream.write(plain.getvalue())
    return packed.getvalue()


def zip_file(files):
    """Returns a zip archive of these files, in the given order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, file in files.items():
            entry = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            # The upper half is the Unix mode of a regular file. Installers read the executable bit from it.
            entry.external_attr = (0o100000 | file.mode) << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.content)
    return packed.getvalue()


def needed_glibc(binary):
    """Returns the minor version of the newest glibc symbol that a Linux program needs, or None if it is static."""
    if "INTERP" not in read_elf(binary, "--program-headers"):
        return None
    versions = re.findall(r"Name: GLIBC_2\.(\d+)", read_elf(binary, "--version-info"))
    if not versions:
        raise PackagingError(f"`{binary}` is linked to a C library other than glibc: build it statically")
    return max(int(minor) for minor in versions)


def read_elf(binary, table):
    """Returns a table of an ELF file, as readelf of binutils prints it."""
    done = subprocess.run(["readelf", "--wide", table, binary], capture_output=True, encoding="utf-8", env={"LC_ALL": "C"})
    if done.returncode != 0:
        raise PackagingError(f"`{binary}` is not a program for Linux: name its target with `--target`")
    return done.stdout
