"""Every deployable holds what it may see and nothing else, and runs on that alone."""

import ast
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.bundle import ROOT, SUFFIXES, Bundle, BundleError, build, bundles, contents
from functions.bundle import region_contents as region_contents_of

BUNDLES = bundles()
FOREIGN = {"eu": "us", "us": "eu"}

each_bundle = pytest.mark.parametrize("bundle", BUNDLES.values(), ids=BUNDLES.keys())


def in_clean_interpreter(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code with the standard library, the installed packages, and `folder` alone."""
    folder.mkdir(parents=True, exist_ok=True)
    prepared = f"import sys; sys.path.insert(0, {str(folder)!r})\n{code}"
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", prepared],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@each_bundle
def test_imports_its_main_alone(bundle: Bundle, tmp_path: Path) -> None:
    folder = build(bundle.key, tmp_path / "bundle")
    code = f"""
import main, shared
assert callable(main.{bundle.entry_point})
assert shared.__path__[0].startswith({str(folder)!r}), shared.__path__
print("imported")
"""
    ran = in_clean_interpreter(folder, code)
    assert (ran.stdout, ran.returncode) == ("imported\n", 0), ran.stderr


@each_bundle
def test_cannot_import_the_other_region(bundle: Bundle, tmp_path: Path) -> None:
    folder = build(bundle.key, tmp_path / "bundle")
    foreign = f"shared.{FOREIGN[bundle.region]}"
    ran = in_clean_interpreter(folder, f"import main, {foreign}")
    assert ran.stderr.splitlines()[-1] == f"ModuleNotFoundError: No module named '{foreign}'"


@each_bundle
def test_holds_no_file_of_the_other_region(bundle: Bundle) -> None:
    foreign = f"/{FOREIGN[bundle.region]}/"
    assert [name for name in contents(bundle.key) if foreign in f"/{name}"] == []


@each_bundle
def test_holds_only_what_the_list_allows(bundle: Bundle) -> None:
    allowed = {"main.py", "requirements.txt"}
    for name in contents(bundle.key).keys() - allowed:
        path = Path(name)
        parents_of_a_subtree = {
            str(parent / "__init__.py")
            for subtree in bundle.subtrees
            for parent in Path(subtree).parents
        }
        in_subtree = any(path.is_relative_to(subtree) for subtree in bundle.subtrees)
        assert in_subtree or name in parents_of_a_subtree, name
        assert path.suffix in SUFFIXES, name


@each_bundle
def test_holds_every_module_that_any_of_its_files_imports(bundle: Bundle) -> None:
    """Also imports inside of functions, which importing main does not reach."""
    files = contents(bundle.key)
    for name, data in files.items():
        if name.endswith(".py"):
            for module in own_modules_imported_by(data.decode()):
                assert is_module_of(files, module), f"{name} imports {module}"


def own_modules_imported_by(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("shared"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shared"):
            yield str(node.module)
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                if is_in_repository(submodule):
                    yield submodule


def is_in_repository(module: str) -> bool:
    path = ROOT / module.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def is_module_of(files: dict[str, bytes], module: str) -> bool:
    path = module.replace(".", "/")
    return f"{path}.py" in files or f"{path}/__init__.py" in files


@each_bundle
def test_zips_are_the_same_bytes_at_every_build(bundle: Bundle, tmp_path: Path) -> None:
    first = build(bundle.key, tmp_path / "first.zip")
    second = build(bundle.key, tmp_path / "second.zip")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert archive.namelist() == sorted(contents(bundle.key))
        assert archive.testzip() is None


@each_bundle
def test_a_folder_and_a_zip_hold_the_same(bundle: Bundle, tmp_path: Path) -> None:
    folder = build(bundle.key, tmp_path / "folder")
    with zipfile.ZipFile(build(bundle.key, tmp_path / "bundle.zip")) as archive:
        zipped = {name: archive.read(name) for name in archive.namelist()}
    unpacked = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert zipped == unpacked


def test_the_twins_are_in_no_bundle() -> None:
    for key in BUNDLES:
        assert [name for name in contents(key) if name.startswith("shared/memory")] == []


def test_every_function_of_the_repository_is_listed() -> None:
    mains = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("functions/*/*/main.py")}
    assert {bundle.main for bundle in BUNDLES.values()} == mains


@each_bundle
def test_names_agree_with_the_folder(bundle: Bundle) -> None:
    folder = bundle.name.replace("-", "_")
    assert bundle.main == f"functions/{bundle.region}/{folder}/main.py"
    assert bundle.key == f"{bundle.region}-{bundle.name}"


@pytest.mark.parametrize("region", ["eu", "us"])
def test_a_regions_union_holds_its_bundles_and_nothing_foreign(region: str) -> None:
    union = region_contents_of(region)
    own = [
        bundle
        for bundle in BUNDLES.values()
        if bundle.region == region and bundle.kind != "stream"  # a process of its own
    ]
    for bundle in own:
        shared_files = {name for name in contents(bundle.key) if name.startswith("shared/")}
        assert shared_files <= union.keys()
        assert bundle.main in union
    assert [name for name in union if f"/{FOREIGN[region]}/" in f"/{name}"] == []


def test_an_unknown_name_and_a_full_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no bundle is called"):
        build("eu-nothing", tmp_path / "bundle")
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(BundleError, match="is not empty"):
        build("eu-trading", tmp_path)
    assert (tmp_path / "kept.txt").read_text() == "kept"


def test_a_missing_subtree_is_refused(tmp_path: Path) -> None:
    listed = tmp_path / "functions" / "bundles.json"
    listed.parent.mkdir()
    listed.write_text(
        '{"eu-x": {"region": "eu", "name": "x", "kind": "push", "main": "main.py",'
        ' "entry_point": "x", "requirements": "requirements.txt", "subtrees": ["shared/gone"]}}'
    )
    with pytest.raises(BundleError, match="shared/gone does not exist"):
        contents("eu-x", tmp_path)


def test_the_command_line_builds_and_explains(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "functions.bundle"]
    built = subprocess.run(
        [*command, "us-orders", str(tmp_path / "us-orders.zip")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert zipfile.is_zipfile(built.stdout.strip())
    refused = subprocess.run(
        [*command, "us-nothing", str(tmp_path / "x")], cwd=ROOT, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert ", ".join(sorted(BUNDLES)) in refused.stderr
