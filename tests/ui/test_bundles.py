"""What collectstatic joins."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from knowledge.ui import bundles
from knowledge.ui.storage import BundledStaticFilesStorage, read

CSS_BUDGET = 15_000
JS_BUDGET = 9_000
COPYING_BUDGET = 5_200
PUSH_BUDGETS = {"js/push.js": 1_600, "js/push-leaving.js": 400, "js/push-ended.js": 400}


def reader(files: dict[str, str]) -> bundles.Read:
    return files.__getitem__


def test_css_is_joined_in_order_and_shrunk() -> None:
    files = {
        "css/app.css": '@layer a, b;\n@import "one.css";\n@import "two.css";\n',
        "css/one.css": "/* one */\n@layer a { .x { color: var(--c); } }\n",
        "css/two.css": "@layer b { .y > .z { inset: 0 auto; } }\n",
    }
    joined = bundles.join_css("css/app.css", reader(files))
    assert joined == "@layer a,b;@layer a{.x{color:var(--c)}}@layer b{.y > .z{inset:0 auto}}\n"


def test_a_component_may_not_load_anything() -> None:
    files = {"css/app.css": '@import "one.css";\n', "css/one.css": "a { b: url(x.png); }"}
    with pytest.raises(bundles.BundleError, match="url"):
        bundles.join_css("css/app.css", reader(files))


def test_javascript_is_joined_once_imports_first() -> None:
    files = {
        "js/app.js": 'import "./b.js";\nimport { one } from "./a.js";\none();\n',
        "js/b.js": 'import { one } from "./a.js";\none();\n',
        "js/a.js": "/* words */\nexport function one() {}\n",
    }
    assert bundles.join_js("js/app.js", reader(files)) == "function one() {}\none();\none();\n"


def test_clashing_names_and_circles_stop_the_bundle() -> None:
    clash = {"js/app.js": 'import "./a.js";\nconst x = 1;\n', "js/a.js": "const x = 2;\n"}
    with pytest.raises(bundles.BundleError, match="“x”"):
        bundles.join_js("js/app.js", reader(clash))
    circle = {"js/app.js": 'import "./a.js";\n', "js/a.js": 'import "./app.js";\n'}
    with pytest.raises(bundles.BundleError, match="itself"):
        bundles.join_js("js/app.js", reader(circle))


def test_an_import_that_is_not_understood_stops_the_bundle() -> None:
    with pytest.raises(bundles.BundleError, match="only"):
        bundles.join_js("js/app.js", reader({"js/app.js": 'import x from "./a.js";\n'}))


def test_our_own_bundles_stay_light() -> None:
    sizes = {e: len(gzip.compress(bundles.bundle(e, read).encode())) for e in bundles.ENTRIES}
    assert sizes["css/app.css"] < CSS_BUDGET
    assert sizes["js/app.js"] < JS_BUDGET
    assert sizes["js/copying.js"] < COPYING_BUDGET
    assert not [entry for entry, budget in PUSH_BUDGETS.items() if sizes[entry] > budget]


def test_collectstatic_serves_one_hashed_style_sheet(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    backend = "knowledge.ui.storage.BundledStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
    call_command("collectstatic", interactive=False, verbosity=0)
    storage = BundledStaticFilesStorage(location=tmp_path, base_url="/static/")
    hashed = storage.stored_name("css/app.css")
    assert hashed != "css/app.css"
    text = (tmp_path / hashed).read_text()
    assert "@import" not in text
    assert ".passage" in text
    assert (tmp_path / f"{hashed}.gz").exists()
    module = (tmp_path / storage.stored_name("js/app.js")).read_text()
    assert "import " not in module.replace("important ", "")
    assert staticfiles_storage is not None
