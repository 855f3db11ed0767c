"""Makes the packages of a release from the program of the tests, installs each into an empty environment without a network,
and uses it there as on the first day: version, `init`, `serve`, `build`.

    python3 -B -m unittest discover -s tests/packages

The program is `target/debug/notewright`, or what NOTEWRIGHT names. It needs `npm`, `ruby`, and `strip` and `readelf` of binutils.
"""

import base64
import contextlib
import csv
import hashlib
import io
import json
import os
import pathlib
import platform
import re
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import unittest
import urllib.request
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("NOTEWRIGHT", ROOT / "target/debug/notewright"))
PACKAGE = ROOT / "scripts/package"
VERSION = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]["version"]
TARGET = f"{platform.machine()}-unknown-linux-gnu"

sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "packaging"))
import homebrew  # noqa: E402
import npm_packages  # noqa: E402
import python_wheel  # noqa: E402
import release  # noqa: E402


def run(*command, folder, status=0):
    """Runs a command in an environment that knows no other program than those of the system. Returns its output."""
    clean = {"HOME": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=clean, capture_output=True, encoding="utf-8", timeout=120)
    if done.returncode != status:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextlib.contextmanager
def preview(program, *arguments, folder):
    """Starts `serve` on a free port. Gives the process and the address that it prints, and ends it with SIGTERM."""
    command = [program, "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as serve:
        try:
            yield serve, serve.stdout.readline().strip()
        finally:
            serve.send_signal(signal.SIGTERM)


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.folder = pathlib.Path(cls.scratch.name)
        # A released program has no symbols. With them, the program of the tests is five times as large.
        cls.binary = cls.folder / "notewright"
        subprocess.run(["strip", "-o", cls.binary, PROGRAM], check=True)
        cls.out = cls.folder / "packages"
        cls.make(cls.out)

    @classmethod
    def make(cls, out):
        subprocess.run([PACKAGE, "make", cls.binary, "--target", TARGET, "--out", out], check=True, stdout=subprocess.DEVNULL)

    def only(self, pattern):
        """The one package with such a name."""
        found = sorted(self.out.glob(pattern))
        self.assertEqual(len(found), 1, (pattern, found))
        return found[0]

    def empty(self):
        """An empty folder."""
        return pathlib.Path(tempfile.mkdtemp(dir=self.folder))

    def use(self, program, started, how):
        """Does with a program what a user does first. Prints the seconds since `started`, with the installation."""
        folder = self.empty()
        self.assertEqual(run(program, "--version", folder=folder).split()[:2], ["notewright", VERSION])
        run(program, "init", "site", folder=folder)
        with preview(program, "--root", "site", folder=folder) as (_, address):
            page = urllib.request.urlopen(address, timeout=60).read().decode()
        self.assertIn("My study notes", page)
        run(program, "build", "--root", "site", folder=folder)
        self.assertIn("My study notes", (folder / "site/dist/index.html").read_text(encoding="utf-8"))
        print(f"{how}: installed, init, serve, build in {time.monotonic() - started:.1f} s", file=sys.stderr)

    def npm_install(self):
        """Installs both npm packages and returns the launcher."""
        folder = self.empty()
        system, launcher = self.only("notewright-linux-*.tgz"), self.out / f"notewright-{VERSION}.tgz"
        options = ["--offline", "--cache", str(folder / "cache"), "--no-audit", "--no-fund"]
        run("npm", "install", *options, str(system), str(launcher), folder=folder)
        return folder / "node_modules/.bin/notewright"

    def test_the_wheel_installs_and_works(self):
        folder = self.empty()
        run(sys.executable, "-m", "venv", "environment", folder=folder)
        # A user has an environment, or a tool that makes one. Filling a new one takes Python some seconds.
        started = time.monotonic()
        pip = folder / "environment/bin/pip"
        run(pip, "install", "--no-index", "--disable-pip-version-check", str(self.only("*.whl")), folder=folder)
        self.use(folder / "environment/bin/notewright", started, "wheel")
        shown = run(pip, "show", "--files", "notewright", folder=folder)
        self.assertIn("share/bash-completion/completions/notewright", shown)
        run(pip, "uninstall", "--yes", "notewright", folder=folder)
        self.assertFalse((folder / "environment/bin/notewright").exists())

    def test_the_npm_packages_install_and_work(self):
        started = time.monotonic()
        self.use(self.npm_install(), started, "npm")

    def test_the_archive_works_and_has_its_documents(self):
        started = time.monotonic()
        folder = self.empty()
        run("tar", "-xzf", str(self.only("*.tar.gz")), folder=folder)
        top = folder / f"notewright-{VERSION}-{TARGET}"
        self.use(top / "notewright", started, "archive")
        for name in ("README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "share/zsh/site-functions/_notewright"):
            self.assertTrue((top / name).is_file(), name)
        if release.has_command(self.binary, "man"):
            self.assertTrue((top / "share/man/man1/notewright.1").is_file())

    def test_the_same_program_gives_the_same_bytes(self):
        again = self.empty()
        self.make(again)
        digests = [
            {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}
            for folder in (self.out, again)
        ]
        self.assertEqual(digests[0], digests[1])
        for path in again.iterdir():
            self.assertNotIn(str(ROOT).encode(), path.read_bytes())

    def test_the_record_of_the_wheel_lists_every_file_with_its_hash(self):
        with zipfile.ZipFile(self.only("*.whl")) as wheel:
            names = wheel.namelist()
            self.assertEqual(names[-1], f"notewright-{VERSION}.dist-info/RECORD")
            rows = list(csv.reader(io.StringIO(wheel.read(names[-1]).decode())))
            self.assertEqual([row[0] for row in rows], names)
            for name, digest, size in rows[:-1]:
                content = wheel.read(name)
                expected = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
                self.assertEqual((digest, size), (f"sha256={expected}", str(len(content))), name)
            self.assertEqual(rows[-1][1:], ["", ""])

    def test_the_launcher_passes_on_arguments_status_and_signals(self):
        launcher, folder = self.npm_install(), self.empty()
        run(launcher, "build", "--no-such-option", folder=folder, status=2)
        run(launcher, "init", "site", folder=folder)
        with preview(launcher, "--root", "site", folder=folder) as (serve, address):
            urllib.request.urlopen(address, timeout=60).read()
            serve.send_signal(signal.SIGTERM)
            self.assertNotEqual(serve.wait(timeout=60), None)
        with self.assertRaises(OSError):
            urllib.request.urlopen(address, timeout=5)

    def test_the_launcher_says_what_to_do_without_a_program(self):
        folder = self.empty()
        run("tar", "-xzf", str(self.out / f"notewright-{VERSION}.tgz"), folder=folder)
        done = subprocess.run(["node", folder / "package/notewright.js"], capture_output=True, encoding="utf-8")
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"error: the package `@notewright/\S+` is not installed\nhelp: ")

    def test_the_launcher_depends_on_a_package_for_each_released_system(self):
        with tarfile.open(self.out / f"notewright-{VERSION}.tgz") as package:
            fields = json.load(package.extractfile("package/package.json"))
        self.assertEqual(
            fields["optionalDependencies"],
            {f"@notewright/{system}": VERSION for system in ("darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64")},
        )
        self.assertNotIn("scripts", fields)

    def test_a_preview_writes_nothing_and_needs_no_rights(self):
        # As in the image of the Containerfile: another user, no home folder, nothing that may be written.
        folder = self.empty()
        run(self.binary, "init", "site", folder=folder)
        self.folder.chmod(0o755)
        folder.chmod(0o755)
        before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
        user = ["setpriv", "--reuid=65532", "--regid=65532", "--clear-groups"] if os.geteuid() == 0 else []
        for path in [*folder.rglob("*"), folder]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            command = [*user, "env", "-i", self.binary, "serve", "--root", "site", "--port", "0"]
            with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, encoding="utf-8") as serve:
                address = serve.stdout.readline().strip()
                page = urllib.request.urlopen(address, timeout=60).read().decode()
                serve.send_signal(signal.SIGTERM)
        finally:
            folder.chmod(0o755)
            (folder / "site").chmod(0o755)
            (folder / "site/notes").chmod(0o755)
        self.assertIn("My study notes", page)
        self.assertEqual(sorted(path.relative_to(folder) for path in folder.rglob("*")), before)

    def test_another_version_is_refused(self):
        folder = self.empty()
        other = folder / "notewright"
        other.write_text("#!/bin/sh\necho notewright 9.9.9\n", encoding="utf-8")
        other.chmod(0o755)
        command = [PACKAGE, "make", other, "--target", TARGET, "--out", folder / "out"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"Cargo.toml has version {VERSION}", done.stderr)
        self.assertFalse((folder / "out").exists())


class Names(unittest.TestCase):
    """Names and texts that do not need a program."""

    def with_version(self, version):
        original = release.metadata
        release.metadata = lambda: {**original(), "version": version}
        self.addCleanup(setattr, release, "metadata", original)

    def test_versions_have_their_form_in_python(self):
        for version, expected in (("1.2.3", "1.2.3"), ("0.2.0-rc.1", "0.2.0rc1"), ("0.2.0-alpha.12", "0.2.0a12")):
            self.with_version(version)
            self.assertEqual(python_wheel.version(), expected)
        self.with_version("1.0.0-nightly+5")
        self.assertRaises(release.PackagingError, python_wheel.version)

    def test_scoped_npm_packages_are_named_as_by_npm_pack(self):
        self.with_version("1.2.3")
        self.assertEqual(npm_packages.pack("@notewright/linux-x64", {})[0], "notewright-linux-x64-1.2.3.tgz")


class Formula(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)

    def archives(self):
        for target in release.RELEASED:
            (self.folder / f"notewright-{VERSION}-{target.triple}.tar.gz").write_bytes(target.triple.encode())

    def test_the_formula_has_the_checksum_of_each_archive_and_is_ruby(self):
        self.archives()
        subprocess.run([PACKAGE, "finish", self.folder], check=True, stdout=subprocess.DEVNULL)
        formula = self.folder / "notewright.rb"
        text = formula.read_text(encoding="utf-8")
        self.assertNotIn("@", text)
        pairs = re.findall(r'url "\S+/(\S+)"\n\s+sha256 "(\w+)"', text)
        self.assertEqual(len(pairs), 4)
        for name, digest in pairs:
            self.assertEqual(digest, hashlib.sha256((self.folder / name).read_bytes()).hexdigest(), name)
        subprocess.run(["ruby", "-wc", formula], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=self.folder, check=True)

    def test_a_missing_archive_is_named(self):
        self.archives()
        (self.folder / f"notewright-{VERSION}-aarch64-apple-darwin.tar.gz").unlink()
        with self.assertRaisesRegex(release.PackagingError, "aarch64-apple-darwin.tar.gz` is missing"):
            homebrew.make(self.folder)


if __name__ == "__main__":
    unittest.main()
