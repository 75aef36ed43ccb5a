"""The rules of the house that no linter knows."""

import ast
import importlib
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT: Path = settings.ROOT
LINES = {".py": 400, ".html": 120, ".css": 200, ".js": 150}
FUNCTION_LINES = 40
VIEW_LINES = 30
VAGUE_NAMES = frozenset({"utils", "helpers", "common", "core", "manager2", "data", "misc"})
WRITES = frozenset(
    {"save", "create", "update", "delete", "bulk_create", "bulk_update", "add", "set", "remove"}
    | {"clear", "get_or_create", "update_or_create"}
)
# In the caller's transaction, and said so in the docstring: the caller is the atomic one.
JOINS_CALLER = "caller's transaction"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _files(*patterns: str) -> list[Path]:
    """Files known to git or about to be, migrations apart."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listed if "/migrations/" not in name and (ROOT / name).exists()]


def _product() -> list[Path]:
    return _files("knowledge/*.py", "accounts/*.py")


def _functions(tree: ast.AST) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def _length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _said(path: Path, line: int, problem: str) -> str:
    return f"{path.relative_to(ROOT)}:{line} {problem}"


def _belongs_to(path: Path, layer: str) -> bool:
    """Whether a file is <package>/<layer>.py or inside <package>/<layer>/."""
    return layer in {path.stem, path.parent.name}


def test_no_file_outgrows_its_ceiling() -> None:
    long = []
    for path in _files("*.py", "*.html", "*.css", "*.js"):
        count = path.read_text().count("\n")
        if count > LINES[path.suffix]:
            long.append(_said(path, count, f"is over {LINES[path.suffix]} lines"))
    assert not long, "\n".join(long)


def test_no_function_outgrows_its_ceiling() -> None:
    long = []
    for path in _product():
        ceiling = VIEW_LINES if _belongs_to(path, "views") else FUNCTION_LINES
        long += [
            _said(path, node.lineno, f"{node.name} has {_length(node)} lines of {ceiling}")
            for node in _functions(ast.parse(path.read_text()))
            if _length(node) > ceiling
        ]
    assert not long, "\n".join(long)


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [str(path.relative_to(ROOT)) for path in _product() if path.stem in VAGUE_NAMES]
    assert not vague


def test_imports_stand_at_the_top_of_the_file() -> None:
    hidden = [
        _said(path, inner.lineno, "imports inside a function")
        for path in [*_product(), *_files("tests/*.py", "bench/*.py")]
        for node in _functions(ast.parse(path.read_text()))
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden, "\n".join(hidden)


def test_nothing_listens_to_signals() -> None:
    listening = [
        _said(path, node.lineno, "connects a signal")
        for path in _product()
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Name) and node.id == "receiver")
        or (
            isinstance(node, ast.Attribute)
            and node.attr == "connect"
            and "signal" in ast.unparse(node).lower()
        )
    ]
    assert not listening, "\n".join(listening)


def _actions() -> Iterator[tuple[Path, Function]]:
    for path in _product():
        if not _belongs_to(path, "actions"):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, Function) and not node.name.startswith("_"):
                yield path, node


def _is_atomic(node: Function) -> bool:
    named = [ast.unparse(decorator) for decorator in node.decorator_list]
    opened = [
        ast.unparse(item.context_expr)
        for inner in ast.walk(node)
        if isinstance(inner, ast.With)
        for item in inner.items
    ]
    return any("atomic" in text for text in [*named, *opened])


def _writes(node: Function) -> bool:
    """Whether it writes itself: saves or deletes something, or changes a manager or a relation."""
    called = [
        inner.func
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute)
    ]
    return any(
        method.attr in {"save", "delete"}
        or (method.attr in WRITES and not isinstance(method.value, ast.Name | ast.Constant))
        for method in called
    )


def test_actions_take_one_object_and_then_keywords_only() -> None:
    positional = [
        _said(path, node.lineno, f"{node.name} takes {len(node.args.args)} positional arguments")
        for path, node in _actions()
        if len(node.args.args) > 1
    ]
    assert not positional, "\n".join(positional)


def test_actions_which_write_are_atomic() -> None:
    loose = [
        _said(path, node.lineno, f"{node.name} is neither atomic nor in the {JOINS_CALLER}")
        for path, node in _actions()
        if _writes(node)
        and not _is_atomic(node)
        and JOINS_CALLER not in (ast.get_docstring(node) or "")
    ]
    assert not loose, "\n".join(loose)


def _guarded_models(path: Path) -> set[str]:
    """Names in a module which are models that know who may see them."""
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    module = importlib.import_module(name.removesuffix(".__init__"))
    return {
        name
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, models.Model)
        and hasattr(getattr(value, "objects", None), "visible_to")
    }


def test_views_reach_models_by_who_may_see_them() -> None:
    unguarded = []
    for path in _product():
        if not _belongs_to(path, "views"):
            continue
        guarded = _guarded_models(path)
        unguarded += [
            _said(path, node.lineno, f"{ast.unparse(node)} does not start at visible_to")
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "objects"
            and isinstance(node.value.value, ast.Name)
            and node.value.value.id in guarded
            and node.attr != "visible_to"
        ]
    assert not unguarded, "\n".join(unguarded)


def _layer_of() -> dict[str, int]:
    """The height of each package, 0 the lowest, as import-linter's contract draws them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    return {
        package.strip(): height
        for height, row in enumerate(reversed(layers))
        for package in row.split("|")
    }


LAYERS = _layer_of()


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_only_downwards(model: type[models.Model]) -> None:
    package = apps.get_app_config(model._meta.app_label).name
    if package not in LAYERS:
        return
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if not field.concrete or not target or isinstance(target, str):
            continue
        other = apps.get_app_config(target._meta.app_label).name
        if other in LAYERS and other != package:
            assert LAYERS[other] < LAYERS[package], f"{field} points up to {other}"
