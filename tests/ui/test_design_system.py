"""The look as rules: tokens, layers, and one name for a component everywhere it appears."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from knowledge.ui import bundles
from knowledge.ui.gallery import SECTIONS
from knowledge.ui.icons import names

ROOT: Path = settings.ROOT
CSS = ROOT / "static" / "css"
COMPONENTS = sorted((CSS / "components").glob("*.css"))
SHEETS = [*COMPONENTS, CSS / "base.css", CSS / "layout.css", CSS / "states.css", CSS / "print.css"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Mail is drawn by mail programs, which know no style sheet of ours.
PAGES = [path for path in TEMPLATES if "email" not in path.parts]

TEXT_CONTRAST, QUIET_CONTRAST, TONE_CONTRAST = 12, 7, 4.5


def bare(path: Path) -> str:
    """The rules without comments, data URIs and fragments of an SVG."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r'url\("data:[^"]*"\)|url\(#[a-z]+\)', "", text)


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.stem)
def test_colours_come_from_tokens_only(path: Path) -> None:
    raw = re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|color-mix)\(", bare(path))
    assert not raw


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.stem)
def test_no_ids_and_nothing_is_important(path: Path) -> None:
    text = bare(path)
    assert "!important" not in text
    assert not re.findall(r"(?m)^[^{}:]*#[a-zA-Z][\w-]*[^{}]*\{", text)


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.stem)
def test_every_rule_stands_in_a_layer(path: Path) -> None:
    text = bare(path).strip()
    assert text.startswith("@layer ")
    assert text.endswith("}")
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda p: p.stem)
def test_components_read_semantic_tokens_only(path: Path) -> None:
    tokens = (CSS / "tokens.css").read_text()
    palette = set(re.findall(r"(--[\w-]+): #", tokens.split("/* Surfaces and rules */")[0]))
    used = set(re.findall(r"var\((--[\w-]+)", path.read_text()))
    assert not used & palette
    own = set(re.findall(r"(--[\w-]+):", path.read_text()))
    known = set(re.findall(r"(--[\w-]+):", tokens)) | {"--tone", "--gutter", "--gap", "--tracks"}
    assert used <= known | own | {"--flow-ground"}


def test_every_file_is_named_by_one_style_sheet() -> None:
    sheets = {Path(entry).name for entry in bundles.ENTRIES if entry.endswith(".css")}
    listed = [
        name
        for sheet in sorted(sheets)
        for name in re.findall(r'@import "([^"]+)"', (CSS / sheet).read_text())
    ]
    there = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - sheets
    assert sorted(listed) == sorted(there)


def test_every_component_is_in_the_gallery() -> None:
    shown = {name for section in SECTIONS for name in section.components}
    files = {path.stem for path in COMPONENTS}
    assert shown == files


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.slug)
def test_a_gallery_section_names_what_it_shows(section: object) -> None:
    path = ROOT / "templates" / getattr(section, "template", "")
    text = path.read_text()
    missing = [name for name in getattr(section, "components", ()) if name not in text]
    assert not missing


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_templates_hold_no_style_and_no_handler(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=\s*[\"']", text)
    assert "<style" not in text
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or "application/json" in script
        assert "nonce=" in script


def test_templates_use_classes_that_exist() -> None:
    """Our own pages only: what allauth's elements draw is overridden page by page."""
    defined = set(re.findall(r"\.([a-zA-Z][\w-]*)", "".join(p.read_text() for p in SHEETS)))
    unknown = {}
    for path in PAGES:
        for value in re.findall(r'class="([^"]*)"', path.read_text()):
            plain = re.sub(r"{%.*?%}|{{.*?}}\S*|\S*{{.*?}}", " ", value)
            for name in plain.split():
                whole = re.fullmatch(r"[a-z][\w-]*(?<!-)", name)
                if whole and name not in defined:
                    unknown.setdefault(name, path.name)
    assert not unknown


def test_templates_use_icons_that_exist() -> None:
    unknown = {}
    for path in PAGES:
        for name in re.findall(r'{% icon "(\w+)"|\sicon="(\w+)"', path.read_text()):
            used = "".join(name)
            if used not in names():
                unknown[used] = path.name
    assert not unknown


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, two: str) -> float:
    high, low = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _tokens(theme: int) -> dict[str, str]:
    """Semantic token → colour, by day (0) or night (1)."""
    text = (CSS / "tokens.css").read_text()
    palette = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", text))
    found = dict(palette)
    for name, day, night in re.findall(r"(--[\w-]+): light-dark\(([^,]+), ([^;]+)\);", text):
        value = (day, night)[theme].strip()
        inner = re.fullmatch(r"var\((--[\w-]+)\)", value)
        colour = palette.get(inner[1], "") if inner else value
        if colour:
            found[name] = colour
    found["--on-accent"] = palette["--chalk"]
    return found


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast_holds_in_both_themes(theme: int) -> None:
    tokens = _tokens(theme)
    grounds = ["--surface", "--surface-raised", "--surface-sunk", "--surface-chosen"]
    wanted = {"--text": TEXT_CONTRAST, "--text-quiet": QUIET_CONTRAST}
    wanted |= dict.fromkeys(["--accent", "--ok", "--attention", "--alarm"], TONE_CONTRAST)
    wanted |= {name: TONE_CONTRAST for name in tokens if name.startswith(("--tone-", "--code-"))}
    low = {
        (name, ground): round(_contrast(tokens[name], tokens[ground]), 2)
        for name, least in wanted.items()
        for ground in grounds
        if _contrast(tokens[name], tokens[ground]) < least
    }
    assert not low
    for ground in ("--added", "--removed", "--text-mark", "--chart-band"):
        assert _contrast(tokens["--text"], tokens[ground]) >= TONE_CONTRAST
    assert _contrast(tokens["--on-accent"], tokens["--accent-fill"]) >= TONE_CONTRAST
