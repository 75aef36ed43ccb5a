"""Coloured code by Pygments, with CSS classes only."""

from __future__ import annotations

from functools import cache
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

_NAMES = """
    bash c console cpp csharp css csv diff dockerfile go graphql html http ini java javascript
    js json jsonc kotlin lua make nginx php powershell properties ps1 py python rb ruby rust sh
    shell sql swift toml ts typescript xml yaml yml
"""
LANGUAGES = frozenset(_NAMES.split())
"""The languages that get colours; every other name shows as plain code."""

MAX_COLOURED = 20_000
"""Characters; longer code stays plain, because some lexers are slow on hostile input."""

MAX_LINE = 400
"""Longest line, in characters, that a lexer is given."""

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def code_html(code: str, language: str) -> str:
    """The code as HTML spans; escaped plain text when its language is unknown or it is too long."""
    name = language.lower()
    if name not in LANGUAGES or len(code) > MAX_COLOURED:
        return escape(code, quote=False)
    if any(len(line) > MAX_LINE for line in code.split("\n")):
        return escape(code, quote=False)
    return str(highlight(code, _lexer(name), _FORMATTER))


@cache
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name, stripnl=False)
