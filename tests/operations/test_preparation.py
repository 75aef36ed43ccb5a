"""Each step of a start does its work once."""

import gettext
import os
from pathlib import Path

import pytest
from pytest_django import Settings

from knowledge.operations import preparation

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n > 1;\\n"

#, python-format
msgid "%(count)s article"
msgid_plural "%(count)s articles"
msgstr[0] "%(count)s article"
msgstr[1] "%(count)s articles en tout"
"""


@pytest.fixture
def source(tmp_path: Path, settings: Settings) -> Path:
    """A French catalogue in a folder of its own."""
    settings.LOCALE_PATHS = [tmp_path]
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE.lstrip())
    return path


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(source: Path) -> None:
    assert preparation.compile_translations() == [source]
    assert preparation.compile_translations() == []
    later = source.stat().st_mtime_ns + 5_000_000_000
    os.utime(source, ns=(later, later))
    assert preparation.compile_translations() == [source]


def test_what_is_compiled_speaks_french(source: Path) -> None:
    preparation.compile_translations()
    with source.with_suffix(".mo").open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.ngettext("%(count)s article", "%(count)s articles", 5) == (
        "%(count)s articles en tout"
    )


def test_static_files_are_collected_once_and_again_when_one_changes(
    tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "probe.css").write_text("a{}")
    settings.STATICFILES_DIRS = [folder]
    settings.STATIC_ROOT = tmp_path / "collected"
    assert preparation.collect_static()
    assert not preparation.collect_static()
    (folder / "probe.css").write_text("a{color:red}")
    assert preparation.collect_static()
    assert (tmp_path / "collected" / "probe.css").read_text() == "a{color:red}"


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("old")
    with pytest.raises(TypeError):
        preparation.write_whole(target, "not bytes")  # type: ignore[arg-type]
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
