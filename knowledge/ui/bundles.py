"""Joins the site's own CSS files into one, and its JavaScript modules into one per entry file.

No build step in development: app.css is plain @imports, the entry modules plain `import` lines.
Only what our own files use is understood, and anything else raises BundleError, so a file that
can't be joined faithfully stops collectstatic instead of breaking a page.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

Read = Callable[[str], str]

ENTRIES = (
    "css/app.css",
    "css/desk.css",
    "css/panel.css",
    "js/app.js",
    "js/editor.js",
    "js/threads.js",
    "js/activity.js",
    "js/sheet.js",
    "js/timer.js",
    "js/desk.js",
    "js/panel.js",
    "js/copying.js",
    "js/push.js",
    "js/push-leaving.js",
    "js/push-ended.js",
    "js/sign-out.js",
)

_CSS_IMPORT = re.compile(r'^@import "([^"]+)";\s*$', re.MULTILINE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_FORBIDDEN = re.compile(r"""@import|url\((?!#|"data:)""")
_JS_IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"(\./[^"]+)";\s*$', re.MULTILINE)
_JS_OTHER_IMPORT = re.compile(r"^\s*import\b(?!\()", re.MULTILINE)
_JS_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class)\b)", re.MULTILINE)
_JS_OTHER_EXPORT = re.compile(r"^export\b", re.MULTILINE)
_JS_TOP_NAME = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|const|let|class) +(\w+)", re.MULTILINE
)
_JS_COMMENT_LINE = re.compile(r"^\s*(?://.*|/\*\*?.*?\*/)\s*$\n", re.MULTILINE | re.DOTALL)


class BundleError(ValueError):
    """A file uses something that joining would change."""


def bundle(entry: str, read: Read) -> str:
    """The joined text of `entry`, a path under static/; `read` answers the text of such a path."""
    if entry.endswith(".css"):
        return join_css(entry, read)
    return join_js(entry, read)


def join_css(entry: str, read: Read) -> str:
    """Each import replaced by its file, comments and spaces taken out. One level of imports."""
    folder = posixpath.dirname(entry)

    def include(match: re.Match[str]) -> str:
        path = posixpath.join(folder, match[1])
        text = read(path)
        if _CSS_FORBIDDEN.search(_CSS_COMMENT.sub("", text)):
            raise BundleError(f"{path}: no url() nor @import in a component file")
        return text

    return shrink_css(_CSS_IMPORT.sub(include, read(entry)))


def shrink_css(text: str) -> str:
    """Without comments, line ends and the spaces that separate nothing. Strings have no braces."""
    text = _CSS_COMMENT.sub("", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    text = re.sub(r"(?<=[\w)]): ", ":", text)
    return text.replace(";}", "}").strip() + "\n"


def join_js(entry: str, read: Read) -> str:
    """Every module once, imported ones first, in one module scope; names must not clash."""
    order: list[str] = []
    _visit(entry, read, order, ())
    owners: dict[str, str] = {}
    parts = []
    for path in order:
        text = read(path)
        for name in _JS_TOP_NAME.findall(text):
            if name in owners:
                raise BundleError(f"{path}: “{name}” is also declared in {owners[name]}")
            owners[name] = path
        text = _JS_EXPORT.sub("", _JS_IMPORT.sub("", text))
        if _JS_OTHER_IMPORT.search(text) or _JS_OTHER_EXPORT.search(text):
            raise BundleError(f'{path}: only `import {{…}} from "./x.js";` and named exports')
        parts.append(_JS_COMMENT_LINE.sub("", text).strip())
    return "\n".join(parts) + "\n"


def _visit(path: str, read: Read, order: list[str], above: tuple[str, ...]) -> None:
    if path in above:
        raise BundleError(f"{path}: imports itself by way of {above[-1]}")
    if path in order:
        return
    for name in _JS_IMPORT.findall(read(path)):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        _visit(target, read, order, (*above, path))
    order.append(path)
