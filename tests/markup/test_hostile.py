"""Whatever is typed, what comes out is safe, whole, and comes soon."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.markup import MarkupTooLarge, check_size, render
from knowledge.markup.clean import MAX_CHARS
from knowledge.markup.french import french_spaces
from tests.markup.reading import read

TRICKS = [
    "<script>alert(1)</script>",
    "<style>body{display:none}</style>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)' onclick=x>x</a>",
    "</div></section></main></body>",
    '<section class="passage" data-audience="customer">x</section>',
    '<div markdown="1" id="main">x</div>',
    "<!-- --> <script>x</script> -->",
    "<!--> <img src=x onerror=1> -->",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#1;javascript:alert(1))",
    "[x](data:text/html;base64,PHN2Zz4=)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "[x](\\/evil.example)",
    "[x](https:evil)",
    "[x](blob:https://x)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '![x" onerror="alert(1)](attachment:a"onerror="x)',
    "<javascript:alert(1)>",
    "<https://x.example/\"onmouseover='alert(1)'>",
    'https://x.example/"onmouseover=alert(1)',
    "[x]: javascript:alert(1)\n\n[x]",
    '[a](https://e.org "x\\" onclick=alert(1)")',
    '[[x" onclick=alert(1)|<b>y</b>]]',
    "[[javascript:alert(1)]]",
    '@x"><script>',
    '```html" onclick=x\n<script>alert(1)</script>\n```',
    "```chart\ntitle: <script>alert(1)</script>\n<b> | 1\n```",
    "```flow\n<script>?\n  <img src=x>: <b>\n```",
    '/// note | <script>alert(1)</script>" onclick="x\n<b>\n///',
    "| <script> | b |\n|:--|--:|\n| x | <img onerror=1> |",
    "# <script>alert(1)</script> {#main .x onclick=y}",
    "- [x] <input type=text autofocus onfocus=alert(1)>",
    "[^a]\n\n[^a]: <script>x</script>",
    "\ufdd00\ufdd1 \ufdd099\ufdd1",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "<details open ontoggle=alert(1)>",
    "<p style='position:fixed'>x</p>",
    "**<b>**</b>*<i>`</code><script>`",
]


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("frame", ["{}", "/// customer\n{}\n///", "- {}", "> {}", "x {} y"])
def test_tricks_come_out_harmless(trick: str, frame: str) -> None:
    rendered = render(frame.format(trick), language="fr")
    for html in [rendered.html, *(passage.rich_html for passage in rendered.passages)]:
        assert read(html).faults == []


def test_raw_html_is_shown_as_text() -> None:
    assert "<script>alert(1)</script>" in read(render("<script>alert(1)</script>").html).text


def test_code_keeps_its_html_as_text() -> None:
    html = render("```\n<script>&amp;</script>\n```\n\n`<b>`").html
    assert "&lt;script&gt;&amp;amp;&lt;/script&gt;" in html
    assert "<code>&lt;b&gt;</code>" in html


def test_author_s_ids_can_not_take_those_of_the_page() -> None:
    seen = read(render("# main\n\n# main\n\n# q\n\n[^q]\n\n[^q]: x").html)
    assert all(name.startswith(("p-", "fn-p-", "fnref-p-")) for name in seen.ids)
    assert len(seen.ids) == len(set(seen.ids))


def test_reply_html_holds_no_attribute_but_absolute_addresses() -> None:
    source = (
        "/// customer\n# A\n\n[[b]] [c](/d) [e](https://f.org) ![g](attachment:h)\n\n- [x] i\n///"
    )
    html = render(source).passages[0].rich_html
    assert 'href="https://f.org"' in html
    for mark in ("class=", "id=", "data-", "/d", "<img", "attachment", "<input"):
        assert mark not in html


SOUP = st.text(
    alphabet=st.sampled_from("<>/\"'=&;#*_`~[](){}!|:-+.@^\\ \n\tabx1é«»%\x00\ufdd0\u2028😀"),
    max_size=200,
)
PIECES = st.lists(
    st.one_of(st.sampled_from(TRICKS), SOUP, st.sampled_from(["\n", "\n\n", "///\n", "```\n"])),
    max_size=8,
).map("".join)


@given(source=st.one_of(st.text(), PIECES), language=st.sampled_from(["en", "fr"]))
def test_any_text_renders_to_safe_and_balanced_html(source: str, language: str) -> None:
    rendered = render(source, language=language)
    seen = read(rendered.html)
    assert seen.faults == []
    assert len(seen.ids) == len(set(seen.ids))
    rendered.html.encode()
    anchors = [passage.anchor for passage in rendered.passages]
    assert len(anchors) == len(set(anchors))


@given(source=st.text(alphabet=st.characters(), max_size=80))
def test_lone_surrogates_and_control_characters_are_taken_out(source: str) -> None:
    html = render(source + "\ud800\x00\x1b").html
    html.encode()
    assert "\x00" not in html
    assert "\x1b" not in html


N = 10_000
HEAVY = {
    "quotes": ">" * N + "a",
    "quotes apart": "> " * N + "a",
    "quoted lines": "> a\n" * N,
    "brackets": "[" * N,
    "brackets in paragraphs": ("[" * 2_000 + "\n\n") * 190,
    "pictures in paragraphs": ("![" * 1_000 + "\n\n") * 190,
    "links never closed": "[a](" * N,
    "pictures never closed": "![" * N,
    "links": "[a](b) " * N,
    "wiki links never closed": "[[a" * N,
    "nested pictures": "[![a](b)](c)" * N,
    "stars": "*a_ " * N,
    "strong": "**a " * N,
    "stars in a row": "*" * N + "a" + "*" * N,
    "struck": "~~a" * N,
    "deep list": "\n".join(" " * (2 * depth) + "- a" for depth in range(600)),
    "deep list on a line": "- " * N + "a",
    "long list": "1. a\n" * N,
    "openings": "/// note\n" * N,
    "customer openings": "/// customer\n" * N,
    "closings": "///\n" * N,
    "blocks": "/// note\n\nx\n\n///\n" * (N // 4),
    "backticks": " ".join("`" * length for length in range(1, 300)),
    "angle brackets": "<" * N,
    "tags never closed": "<a " * N,
    "comments never closed": "<!-- " * N,
    "comment lines never closed": "<!--\n" * N,
    "wide table": "|a" * N + "\n" + "|-" * N + "\n" + "|a\n" * 100,
    "long table": "|a|b|\n|-|-|\n" + "|1|2|\n" * N,
    "references": "\n".join(f"[{number}]: /u" for number in range(N)),
    "notes": "\n\n".join(f"[^{number}]: x" for number in range(N // 4)),
    "note uses": "[^a] " * N + "\n\n[^a]: x",
    "escapes": "\\*" * N,
    "entities": "&amp;" * N,
    "mentions": "@a " * N,
    "addresses": "https://a.b " * (N // 2),
    "colons": "https:" * N,
    "headings": "# a\n" * (N // 4),
    "setext": "a\n" * N + "===",
    "one line": "word " * 60_000,
    "spaces": " " * 300_000 + "x",
    "slashes and spaces": "///" + " " * 300_000 + "x",
    "empty lines": "\n" * 39_000,
    "chart": "```chart\n" + "a | 1\n" * N + "```",
    "flow": "```flow\n" + "\n".join(" " * depth + "a: b" for depth in range(300)) + "\n```",
    "spaces after marks": "*a* " + " " * 380_000 + "x",
    "spaces before breaks": "*a*\n" + (" " * 30_000 + "x\n") * 12,
    "digits of an entity": "*&#" + "1" * 380_000 + ";",
    "digits of an entity in a definition": "[x]: /&#" + "1" * 380_000 + ";",
    "unpaired marks": ("*a _b ~~c **d " * 140 + "\n\n") * 180,
    "marks in links": ("[" + "*a* " * 300 + "](/b)\n\n") * 300,
    "links in links": ("[" * 60 + "a" + "](/b)" * 60 + "\n\n") * 900,
    "lines under deep quotes": "> " * 35 + "a\n" + "b\n" * 19_000,
    "ticks in tables": "|a|b|\n|-|-|\n" + ("|" + "`|" * 299 + "\n") * 600,
    "code": "```python\n" + "((((((\n" * N + "```",
    "10 MB": "0123456789 abcde\n" * 620_000,
}


@pytest.mark.parametrize("source", HEAVY.values(), ids=HEAVY.keys())
def test_heavy_text_is_laid_out_in_bounded_time(source: str) -> None:
    started = time.process_time()
    render(source)
    assert time.process_time() - started < 4


MARKED = [
    *("*a **b** c*", "_a_b", "5 * 3 * 2", "***all***", "**bold**text", "`x *y*`", "~~s *t*~~"),
    *("[**l** m](/b)", "![*p* q](/r)", "\\*n", "snake_case_name", "(**v**)", "&eacute;", "[[G]]"),
    *("d*", "**e", "_f", "*", "~~"),
]


@given(words=st.lists(st.sampled_from(MARKED), max_size=9))
def test_no_letter_is_lost_or_moved_by_marks(words: list[str]) -> None:
    source = " ".join(words)
    typed = source.replace("&eacute;", "é").replace("](/b)", "").replace("](/r)", "")
    seen = read(render(source).html).text
    assert [c for c in seen if c.isalnum()] == [c for c in typed if c.isalnum()]


FRENCH = {
    "spaces inside a line": "Oui ! a" + " " * 300_000 + "b",
    "one long word": "Oui ! a@b " + "x" * 300_000,
    "marks in a row": "Oui" + " !" * N + "!" * N,
    "quotes never closed": "«" * N + " " * N,
}


@pytest.mark.parametrize("source", FRENCH.values(), ids=FRENCH.keys())
def test_french_typography_takes_bounded_time(source: str) -> None:
    started = time.process_time()
    french_spaces(source)
    assert time.process_time() - started < 1


def test_a_text_that_is_too_large_is_shown_as_typed_for_staff() -> None:
    source = "/// customer\n<b>\n///\n" + "x" * MAX_CHARS
    rendered = render(source)
    assert [passage.audience for passage in rendered.passages] == ["internal"]
    assert [problem.code for problem in rendered.problems] == ["too_large"]
    assert read(rendered.html).faults == []
    assert "&lt;b&gt;" in rendered.html
    with pytest.raises(MarkupTooLarge):
        check_size(source)


def test_a_part_that_is_too_deep_is_shown_as_typed() -> None:
    rendered = render("fine\n\n/// tip\n" + ">" * 200 + "deep\n///\n\nfine")
    assert "deep" in read(rendered.html).text
    assert [problem.code for problem in rendered.problems] == ["too_deep"]


def test_size_is_checked_before_saving() -> None:
    check_size("x" * 1000)
