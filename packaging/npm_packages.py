"""npm packages: `notewright` with a launcher, and one package for each system with the program.

npm installs of the optional dependencies only the one whose `os` and `cpu` fit. No package runs a script when it is
installed.
"""

import json

import release


def package_json(fields):
    """Returns a package.json with these fields and what all packages share."""
    package = release.metadata()
    shared = {
        "version": package["version"],
        "license": package["license"],
        **({"homepage": package["homepage"]} if "homepage" in package else {}),
        **({"repository": {"type": "git", "url": f"git+{package['repository']}.git"}} if "repository" in package else {}),
    }
    return release.File((json.dumps({**fields, **shared}, indent=2) + "\n").encode())


def pack(name, files):
    """Returns file name and content of a package, in the form of `npm pack`."""
    file_name = f"{name.removeprefix('@').replace('/', '-')}-{release.metadata()['version']}.tgz"
    return file_name, release.tar_gz({f"package/{path}": file for path, file in files.items()})


def launcher():
    """Returns file name and content of the package that users install."""
    package = release.metadata()
    fields = {
        "name": "notewright",
        "description": package["description"],
        "keywords": package["keywords"],
        "bin": {"notewright": "notewright.js"},
        "engines": {"node": ">=18"},
        "optionalDependencies": {target.npm_name: package["version"] for target in release.RELEASED},
    }
    files = {
        "package.json": package_json(fields),
        "notewright.js": release.File((release.ROOT / "packaging/npm/notewright.js").read_bytes(), is_executable=True),
        "README.md": release.text_file("packaging/about.md"),
        **release.licences(),
    }
    return pack("notewright", files)


def program(binary, target):
    """Returns file name and content of the package with the program for one system."""
    fields = {
        "name": target.npm_name,
        "description": f"The program of the package notewright for {target.npm_os} on {target.npm_cpu}",
        "os": [target.npm_os],
        "cpu": [target.npm_cpu],
        "preferUnplugged": True,
    }
    files = {
        "package.json": package_json(fields),
        f"bin/{target.program}": release.File(binary.read_bytes(), is_executable=True),
        **release.licences(),
        **release.third_party_licences(binary),
    }
    return pack(target.npm_name, files)
