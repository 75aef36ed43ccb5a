"""Every word of the interface is there in French: nothing missing, nothing fuzzy, nothing empty."""

import ast
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Path = settings.ROOT
CATALOGUE = ROOT / "knowledge" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
SOURCES = ("accounts", "knowledge", "templates")
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
    "_",
)
NAMED = re.compile(r"%\((\w+)\)s|\{(\w*)\}")


def _python_sources(folder: Path) -> Iterator[Path]:
    """Python as it is, and templates turned into what xgettext reads as Python."""
    for top in SOURCES:
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield path
            elif path.suffix in {".html", ".txt"}:
                name = path.relative_to(ROOT).as_posix()
                turned = folder / f"{name.replace('/', '__')}.py"
                turned.write_text(templatize(path.read_text(), origin=name))
                yield turned


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    if shutil.which("xgettext") is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs gettext: .ci/run installs it")
        pytest.skip("needs gettext (apt-get install gettext)")
    folder = tmp_path_factory.mktemp("messages")
    listing = folder / "files"
    listing.write_text("\n".join(str(path) for path in _python_sources(folder)))
    command = ["xgettext", "--from-code=UTF-8", "--language=Python", "--output=-"]
    command += [f"--keyword={keyword}" for keyword in KEYWORDS]
    extracted = subprocess.run(
        [*command, f"--files-from={listing}"], capture_output=True, text=True, check=True
    )
    return polib.pofile(extracted.stdout)


@pytest.fixture(scope="module")
def french() -> list[polib.POEntry]:
    assert CATALOGUE.exists(), "make messages writes it"
    return [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete]


def test_no_text_is_asked_for_inside_an_f_string() -> None:
    """Xgettext reads none of them: such a text would stay English for ever, and none would miss it."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for top in ("accounts", "knowledge")
        for path in sorted((ROOT / top).rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and _asks_for_words(call)
    ]
    assert not hidden


def test_texts_are_asked_for_by_names_that_are_read() -> None:
    """Xgettext knows gettext and its kin by their names, and `_`; under another it reads nothing."""
    renamed = [
        f"{path.relative_to(ROOT)}:{line.lineno}"
        for top in ("accounts", "knowledge")
        for path in sorted((ROOT / top).rglob("*.py"))
        for line in ast.walk(ast.parse(path.read_text()))
        if isinstance(line, ast.ImportFrom) and line.module == "django.utils.translation"
        for name in line.names
        if "gettext" in name.name and name.asname not in {None, "_"}
    ]
    assert not renamed


def _asks_for_words(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in {
        *("_", "gettext", "ngettext", "pgettext", "npgettext"),
        *("gettext_lazy", "ngettext_lazy", "pgettext_lazy", "npgettext_lazy"),
    }


def _key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_text_is_translated_to_french(
    wanted: polib.POFile, french: list[polib.POEntry]
) -> None:
    translated = {_key(entry) for entry in french if all(_texts(entry))}
    missing = [entry.msgid for entry in wanted if _key(entry) not in translated]
    assert not missing, f"{len(missing)} without French: {missing[:20]}"


def test_no_french_text_is_a_guess(french: list[polib.POEntry]) -> None:
    assert not [entry.msgid for entry in french if entry.fuzzy]


def test_french_texts_name_the_same_things_as_the_english(french: list[polib.POEntry]) -> None:
    different = [
        entry.msgid
        for entry in french
        for text in _texts(entry)
        if text and not _names(text) <= _names(entry.msgid) | _names(entry.msgid_plural)
    ]
    assert not different


def _names(text: str) -> set[str]:
    return {first or second for first, second in NAMED.findall(text)}
