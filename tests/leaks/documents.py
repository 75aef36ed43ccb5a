"""Texts as authors nest them, in which every word says who may be told it.

A word is "hush…" where staff alone may read it, "fitter…" where partners may, "open…" where customers
may: by the narrowest of the audience blocks around it, however deep, whatever stands between. What an
author writes nowhere for customers (comments, names of files, targets of links between articles, notes
that are defined elsewhere) is "hush…" in every block.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import strategies as st

INTERNAL, PARTNER, CUSTOMER = "internal", "partner", "customer"
MARKS = {INTERNAL: "hush", PARTNER: "fitter", CUSTOMER: "open"}
RANKS = {INTERNAL: 0, PARTNER: 1, CUSTOMER: 2}
NOT_FOR_CUSTOMERS = (MARKS[INTERNAL], MARKS[PARTNER])
NOTES = ("n1", "n2")
DEEPEST = 4
NO_PARAGRAPH = re.compile(r"(?:[-*>]|1[.)]|\[[ x]\]|\s)*(?:<!--|```|~~~|\|)")
"""A line that begins a comment, code or a table, maybe inside of other things."""

Draw = Callable[[st.SearchStrategy], object]
Lines = list[str]


def narrower(one: str, other: str) -> str:
    """The more restrictive of two audiences."""
    return min(one, other, key=RANKS.__getitem__)


@st.composite
def documents(draw: Draw) -> str:
    """A whole body. Its top level is internal, as everything that nobody marked."""
    parts = draw(st.integers(1, 5))
    lines: Lines = []
    for _part in range(parts):
        lines += draw(st.sampled_from([_block, _for_customers]))(draw, INTERNAL, 0)
        lines += [""] * draw(st.sampled_from([1, 1, 1, 0, 2]))
    return "\n".join(lines)


def _word(draw: Draw, audience: str) -> str:
    return f"{MARKS[audience]}{draw(st.sampled_from(['', '1', 's', 'ß', 'É']))}"


def _inline(draw: Draw, audience: str) -> str:
    word, hush = _word(draw, audience), _word(draw, INTERNAL)
    note = draw(st.sampled_from(NOTES))
    shape = draw(
        st.sampled_from(
            [
                "{w}", "{w} {w}", "**{w}**", "*{w}*", "~~{w}~~", "`{w}`", "`` {w} ` ``",
                "[{w}](https://e.example/{w})", '[{w}](https://e.example/ "{w}")', "<https://e.example/{w}>",
                "[{w}](/a/{h}/)", "[{w}](attachment:{h})", "![{w}](attachment:{h})",
                '![{w}](attachment:{h} "{w}")', "[[{h}|{w}]]", "[[{h}#p-{h}|{w}]]", "<!-- {h} -->{w}",
                "<!-- {h} | {h} -->{w}",
                "{w}<!-- {h} --> {w}", "{w}[^{n}]", "[{w}][{n}]", "[{n}]", "**{w} `{w}` [{w}](#{w})**",
                "{w}\\\n{w}", "&lt;{w}&gt;", "{w} | {w}", "// {w}",
                "***{w}**", "`{w}", "[{w}](https://e.example/{w}", "![{w}][{n}]", "{w} /// {w}",
            ]
        )
    )  # fmt: skip
    return shape.format(w=word, h=hush, n=note)


def _text(draw: Draw, audience: str) -> str:
    return " ".join(_inline(draw, audience) for _turn in range(draw(st.integers(1, 3))))


def _block(draw: Draw, audience: str, depth: int) -> Lines:
    leaves = [_paragraph, _heading, _code, _table, _comment, _definition, _indented, _oddity]
    nests = [_list, _quote, _marked, _marked, _marked, _callout, _decide]
    make = draw(st.sampled_from(leaves + nests if depth < DEEPEST else leaves))
    return make(draw, audience, depth)


def _blocks(draw: Draw, audience: str, depth: int) -> Lines:
    lines: Lines = []
    for _turn in range(draw(st.integers(1, 3))):
        lines += _block(draw, audience, depth + 1)
        lines += [""] * draw(st.sampled_from([1, 1, 0]))
    return lines


def _paragraph(draw: Draw, audience: str, depth: int) -> Lines:
    return _text(draw, audience).split("\n")


def _heading(draw: Draw, audience: str, depth: int) -> Lines:
    title = _inline(draw, audience).replace("\n", " ")
    if draw(st.booleans()):
        return [f"{'#' * draw(st.integers(1, 4))} {title}"]
    return [title, draw(st.sampled_from(["===", "---"]))]


def _code(draw: Draw, audience: str, depth: int) -> Lines:
    fence = draw(st.sampled_from(["```", "~~~~", "```python"]))
    inside = draw(st.sampled_from(["{w}", "# {w}\n{w}", "<!-- {w} -->", "{w} = '///'"]))
    closing = fence.removesuffix("python")
    return [fence, *inside.format(w=_word(draw, audience)).split("\n"), closing]


def _indented(draw: Draw, audience: str, depth: int) -> Lines:
    return ["", f"    {_word(draw, audience)}", ""]


def _table(draw: Draw, audience: str, depth: int) -> Lines:
    """A bar parts cells, but for those of a comment or of a link with words of its own."""
    cells = [_inline(draw, audience).replace("\n", " ") for _cell in range(4)]
    return [f"| {cells[0]} | {cells[1]} |", "|---|---|", f"| {cells[2]} | {cells[3]} |"]


def _comment(draw: Draw, audience: str, depth: int) -> Lines:
    hush = _word(draw, INTERNAL)
    return draw(
        st.sampled_from([[f"<!-- {hush} -->"], ["<!--", hush, "-->"], ["<!--", "", hush, "-->"]])
    )


def _definition(draw: Draw, audience: str, depth: int) -> Lines:
    """A note, a link or an abbreviation defined here, and used wherever its name stands."""
    word, note = _word(draw, audience), draw(st.sampled_from(NOTES))
    shape = draw(
        st.sampled_from(
            [
                "[^{n}]: {w}",
                "[^{n}]: {w}\n    {w}",
                "[{n}]: https://e.example/{w}",
                '[{n}]: https://e.example/ "{w}"',
                "*[{n}]: {w}",
            ]
        )
    )
    return ["", *shape.format(n=note, w=word).split("\n"), ""]


def _oddity(draw: Draw, audience: str, depth: int) -> Lines:
    """What people leave behind: rules, empty items, lonely marks. None opens anything."""
    word = _word(draw, audience)
    return draw(
        st.sampled_from(
            [
                ["---"],
                ["- "],
                [">"],
                [f"- [ ] {word}"],
                [f"1) {word}"],
                [f"\u00a0{word}"],
                ["|---|"],
            ]
        )
    )


def _list(draw: Draw, audience: str, depth: int) -> Lines:
    """After other words on its line a comment ends with its paragraph, marks of code open nothing (their
    closing ones would), and the names of columns are one more than columns, as in CommonMark. Their author
    sees it in the preview. So none of them stands behind a box to tick.
    """
    bullet = draw(st.sampled_from(["- ", "* ", "1. ", "- [x] "]))
    lines: Lines = []
    for _item in range(draw(st.integers(1, 2))):
        first, *rest = _blocks(draw, audience, depth)
        if NO_PARAGRAPH.match(first):
            bullet = bullet.removesuffix("[x] ")
        indent = " " * (4 if draw(st.booleans()) else len(bullet.rstrip("[x] ")) + 1)
        lines += [f"{bullet}{first}", *(f"{indent}{line}" if line else "" for line in rest)]
    return lines


def _quote(draw: Draw, audience: str, depth: int) -> Lines:
    return [f"> {line}".rstrip() for line in _blocks(draw, audience, depth)]


def _marked(draw: Draw, audience: str, depth: int) -> Lines:
    """An audience block: what is in it may be told to the narrower of both."""
    inner = draw(st.sampled_from([INTERNAL, PARTNER, CUSTOMER, CUSTOMER]))
    slashes = "/" * draw(st.integers(3, 5))
    lines = _blocks(draw, narrower(audience, inner) if depth else inner, depth)
    return [f"{slashes} {inner}", *lines, slashes]


def _for_customers(draw: Draw, audience: str, depth: int) -> Lines:
    """What most authors write most often; it stands at the top level."""
    return ["/// customer", *_blocks(draw, CUSTOMER, depth), "///"]


def _callout(draw: Draw, audience: str, depth: int) -> Lines:
    kind = draw(st.sampled_from(["note", "tip", "warning", "details"]))
    title = draw(st.sampled_from(["", f" | {_word(draw, audience)}"]))
    return [f"/// {kind}{title}", *_blocks(draw, audience, depth), "///"]


def _decide(draw: Draw, audience: str, depth: int) -> Lines:
    """What a colleague may decide alone stays in the house wherever it stands."""
    return ["/// decide", *_blocks(draw, INTERNAL, depth), "///"]
