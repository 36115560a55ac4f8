"""Keep bundles in folders up to date, leaving unchanged files alone.

What Python has compiled of them stays valid, so that a router starts faster.
"""

from pathlib import Path

from functions.bundle import Files, contents, region_contents, single_contents


def sync_region(region: str, folder: Path) -> Path:
    """Make `folder` hold exactly the region's union bundle.

    Raises BundleError.
    """
    return _sync(region_contents(region), folder)


def sync_bundle(name: str, folder: Path) -> Path:
    """Make `folder` hold exactly the bundle of one deployable.

    Raises BundleError.
    """
    return _sync(contents(name), folder)


def sync_single(name: str, folder: Path) -> Path:
    """Make `folder` hold exactly the bundle of one function, and the router that serves it.

    Raises BundleError.
    """
    return _sync(single_contents(name), folder)


def _sync(files: Files, folder: Path) -> Path:
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.suffix != ".pyc" and path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, data in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return folder
