"""The router's folder follows the repository and leaves unchanged files alone."""

from pathlib import Path

from emulators.bundles import sync_region
from functions.bundle import region_contents


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_makes_the_folder_hold_the_union_bundle(tmp_path: Path) -> None:
    folder = sync_region("us", tmp_path / "us")
    assert files_of(folder) == region_contents("us")


def test_repairs_what_differs_and_touches_nothing_else(tmp_path: Path) -> None:
    folder = sync_region("us", tmp_path / "us")
    changed, kept = folder / "router.py", folder / "functions.json"
    before_ns = kept.stat().st_mtime_ns
    changed.write_text("changed")
    (folder / "shared" / "eu.py").write_text("foreign")
    compiled = folder / "__pycache__" / "router.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"compiled")

    sync_region("us", folder)

    assert kept.stat().st_mtime_ns == before_ns
    compiled.unlink()
    assert files_of(folder) == region_contents("us")
