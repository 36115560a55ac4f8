"""Build what a function is deployed as: its main, its requirements, and only what it may see.

`python -m functions.bundle eu-trading DIR` writes a folder; a DIR that ends in .zip is a zip with
the same bytes at every build.
"""

import argparse
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[1]
BUNDLES = Path("functions/bundles.json")
ROUTER = Path("emulators/router.py")
SUFFIXES = frozenset({".py", ".json", ".csv"})
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
ZIP_MODE = 0o100644 << 16

# A stream is a service with a server of its own; the others are served by the framework.
Kind = Literal["public", "push", "stream"]
Files = dict[str, bytes]


class BundleError(Exception):
    """Say which bundle cannot be built, and why."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A deployable, as bundles.json lists it; paths are relative to the repository."""

    key: str
    region: str
    name: str
    kind: Kind
    main: str
    entry_point: str
    requirements: str
    subtrees: tuple[str, ...]


def bundles(root: Path = ROOT) -> dict[str, Bundle]:
    """Read the one list of deployables."""
    listed = json.loads((root / BUNDLES).read_text())
    return {
        key: Bundle(key=key, **(entry | {"subtrees": tuple(entry["subtrees"])}))
        for key, entry in listed.items()
    }


def contents(name: str, root: Path = ROOT) -> Files:
    """Return the files of a bundle by their path in it.

    Raises BundleError.
    """
    listed = bundles(root)
    if name not in listed:
        raise BundleError(f"no bundle is called {name}; there are {', '.join(sorted(listed))}")
    bundle = listed[name]
    mains = {"main.py": bundle.main, "requirements.txt": bundle.requirements}
    return _subtrees(bundle, root) | {at: _read(bundle, root, path) for at, path in mains.items()}


def region_contents(region: str, root: Path = ROOT) -> Files:
    """Return the files of a region's functions together, with the router that serves them."""
    files: Files = {"router.py": (root / ROUTER).read_bytes()}
    mounted = {}
    for bundle in bundles(root).values():
        if bundle.region == region and bundle.kind != "stream":
            files |= _subtrees(bundle, root) | {bundle.main: _read(bundle, root, bundle.main)}
            mounted[bundle.name] = {"source": bundle.main, "entry_point": bundle.entry_point}
    files["functions.json"] = json.dumps(mounted, indent=2, sort_keys=True).encode()
    return files


def single_contents(name: str, root: Path = ROOT) -> Files:
    """Return the files of one function's bundle, with the router that serves it alone.

    Raises BundleError.
    """
    files = contents(name, root) | {"router.py": (root / ROUTER).read_bytes()}
    bundle = bundles(root)[name]
    mounted = {bundle.name: {"source": "main.py", "entry_point": bundle.entry_point}}
    return files | {"functions.json": json.dumps(mounted, indent=2).encode()}


def build(name: str, destination: Path, root: Path = ROOT) -> Path:
    """Write a bundle to an empty or new folder, or to a zip where `destination` ends in .zip.

    Raises BundleError.
    """
    files = contents(name, root)
    if destination.suffix == ".zip":
        return _write_zip(files, destination)
    return _write_folder(files, destination)


def build_region(region: str, destination: Path, root: Path = ROOT) -> Path:
    """Write the union bundle of a region's functions to an empty or new folder.

    Raises BundleError.
    """
    return _write_folder(region_contents(region, root), destination)


def _subtrees(bundle: Bundle, root: Path) -> Files:
    paths: set[Path] = set()
    for subtree in bundle.subtrees:
        at = root / subtree
        if not at.exists():
            raise BundleError(f"{bundle.key}: {subtree} does not exist")
        paths |= {at} if at.is_file() else {path for path in at.rglob("*") if path.is_file()}
        paths |= {path for path in _package_files(at, root) if path.exists()}
    wanted = sorted(path for path in paths if path.suffix in SUFFIXES)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in wanted}


def _package_files(at: Path, root: Path) -> list[Path]:
    parents = at.relative_to(root).parents
    return [root / parent / "__init__.py" for parent in parents if parent != Path()]


def _read(bundle: Bundle, root: Path, path: str) -> bytes:
    try:
        return (root / path).read_bytes()
    except FileNotFoundError:
        raise BundleError(f"{bundle.key}: {path} does not exist") from None


def _write_folder(files: Files, destination: Path) -> Path:
    if destination.exists() and any(destination.iterdir()):
        raise BundleError(f"{destination} is not empty")
    for name, data in files.items():
        path = destination / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return destination


def _write_zip(files: Files, destination: Path) -> Path:
    destination.parent.mkdir(parents=True, exist_ok=True)
    # Stored, not deflated: compressed bytes differ from one zlib to another.
    with zipfile.ZipFile(destination, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, ZIP_DATE)
            member.external_attr = ZIP_MODE
            member.create_system = 3  # unix, wherever it is built
            archive.writestr(member, files[name])
    return destination


def main() -> None:
    """Build one bundle from the command line and print where it is."""
    parser = argparse.ArgumentParser(description="Build one deployable of functions/bundles.json.")
    parser.add_argument("name", help="a key of functions/bundles.json")
    parser.add_argument("destination", type=Path, help="a folder, or a path that ends in .zip")
    arguments = parser.parse_args()
    try:
        print(build(arguments.name, arguments.destination))
    except BundleError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
