"""Who may be told a line: nothing internal ever reaches a customer passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.markup import Audience, Rendered, render

SECRET = "HUSHHUSH"


def told(rendered: Rendered, reader: Audience) -> str:
    """Everything a reader of that audience could see of a text, page and copies alike."""
    parts = []
    for passage in rendered.passages:
        if passage.audience.may_be_told_to(reader):
            parts += [passage.heading, passage.anchor, passage.html, passage.plain]
            parts += [passage.rich_html, passage.source]
    return "\n".join(parts)


def customers_see(source: str) -> str:
    return told(render(source), Audience.CUSTOMER)


def test_text_outside_of_blocks_is_internal() -> None:
    rendered = render(f"{SECRET}\n\n/// customer\nOpen text.\n///\n\n{SECRET}")
    assert [passage.audience for passage in rendered.passages] == [
        "internal",
        "customer",
        "internal",
    ]
    assert SECRET not in told(rendered, Audience.CUSTOMER)
    assert "Open text." in told(rendered, Audience.CUSTOMER)
    assert rendered.problems == ()


def test_levels_are_nested() -> None:
    rendered = render("/// customer\nFor all\n///\n\n/// partner\nFor fitters\n///\n\nFor staff")
    assert "For fitters" not in told(rendered, Audience.CUSTOMER)
    assert "For fitters" in told(rendered, Audience.PARTNER)
    assert "For all" in told(rendered, Audience.PARTNER)
    assert "For staff" not in told(rendered, Audience.PARTNER)
    assert "For staff" in told(rendered, Audience.INTERNAL)


@pytest.mark.parametrize("slashes", ["///", "////", "//////"])
def test_a_nested_block_only_narrows(slashes: str) -> None:
    inner = f"/// internal\n{SECRET}\n///"
    assert SECRET not in customers_see(f"{slashes} customer\nA\n{inner}\nB\n{slashes}")
    wider = f"{slashes} partner\n/// customer\n{SECRET}\n///\n{slashes}"
    assert SECRET not in customers_see(wider)
    assert SECRET in told(render(wider), Audience.PARTNER)
    closed = f"{slashes} internal\n/// customer\n{SECRET}\n///\n{slashes}"
    assert SECRET not in told(render(closed), Audience.PARTNER)


def test_what_follows_a_nested_block_keeps_the_outer_audience() -> None:
    seen = customers_see(f"/// customer\nBefore\n\n/// internal\n{SECRET}\n///\n\nAfter\n///")
    assert "Before" in seen
    assert "After" in seen


HOSTILE = {
    "never closed": f"/// customer\nopen\n\n{SECRET}",
    "never closed, another block follows": f"/// customer\na\n\n{SECRET}\n\n/// customer\nb\n///",
    "closed with fewer slashes": f"//// customer\na\n///\n{SECRET}\n////",
    "closed with more slashes": f"/// customer\na\n////\n{SECRET}\n///",
    "closed in a list": f"/// customer\n- a\n    ///\n\n{SECRET}\n\n///",
    "closed in a list item": f"/// customer\n- ///\n\n{SECRET}\n\n///",
    "closed in a numbered item": f"/// customer\n1. ///\n\n{SECRET}\n\n///",
    "closed in a quotation": f"/// customer\n> a\n> ///\n\n{SECRET}\n\n///",
    "closed with one space before": f"/// customer\na\n ///\n{SECRET}\n///",
    "closed with a no-break space": f"/// customer\na\n\u00a0///\n{SECRET}\n///",
    "closed with a zero-width space": f"/// customer\na\n\u200b///\n{SECRET}\n///",
    "closed with full-width slashes": f"/// customer\na\n／／／\n{SECRET}\n///",
    "closed at the end of a line": f"/// customer\na ///\n{SECRET}\n///",
    "closed with a full stop": f"/// customer\na\n///.\n{SECRET}\n///",
    "closed in code": f"/// customer\n```\n///\n```\n\n{SECRET}\n\n///",
    "code never closed": f"/// customer\n```\na\n///\n\n{SECRET}\n\n```\n\n///",
    "tilde code never closed": f"/// customer\n~~~\na\n///\n\n{SECRET}\n\n~~~\n///",
    "code in a list": f"/// customer\n- ```\n  a\n///\n{SECRET}\n  ```\n///",
    "narrowing block closed in code": (
        f"//// customer\n/// internal\n```\n///\n```\n{SECRET}\n///\nopen\n////"
    ),
    "unknown block inside": f"/// customer\n/// internal\n/// foo\na\n///\n{SECRET}\n///\nb\n///",
    "opened in a list": f"- /// customer\n  {SECRET}\n  ///",
    "opened in a quotation": f"> /// customer\n> {SECRET}\n> ///",
    "opened with spaces before": f"  /// customer\n{SECRET}\n  ///",
    "opened in indented code": f"    /// customer\n    {SECRET}\n    ///",
    "opened in fenced code": f"```\n/// customer\n{SECRET}\n///\n```",
    "opened in tilde code": f"~~~~\n```\n/// customer\n{SECRET}\n///\n~~~~",
    "opened in code never closed": f"```\n/// customer\n{SECRET}\n///",
    "opened with an attribute": f"/// customer {{.x}}\n{SECRET}\n///",
    "opened in the middle of a line": f"Tell /// customer\n{SECRET}\n///",
    "misspelt": f"/// costumer\n{SECRET}\n///",
    "only closed": f"{SECRET}\n///",
    "customer inside a call-out": f"/// note\n/// customer\n{SECRET}\n///\n///",
    "customer inside details": f"/// details | More\n/// customer\n{SECRET}\n///\n///",
    "internal inside a call-out": (
        f"/// customer\n/// note\na\n\n/// internal\n{SECRET}\n///\n///\n///"
    ),
    "internal deep inside call-outs": (
        f"/// customer\n/// details\n/// tip\n/// internal\n{SECRET}\n///\n///\n///\n///"
    ),
    "what a colleague may decide": f"/// customer\n/// decide\n{SECRET}\n///\n///",
    "nested too deeply": "/// customer\n" * 14 + SECRET + "\n///" * 14,
    "comment around the opening": f"<!--\n/// partner\n-->\n{SECRET}\n\n/// customer\na\n///",
    "comment swallows the closing": f"/// customer\na <!--\n///\n-->\n\n{SECRET}",
    "raw section": f'<section data-audience="customer">\n\n{SECRET}\n\n</section>',
    "raw markdown": f'<div markdown="1" class="passage">\n\n{SECRET}\n\n</div>',
    "closing tags": f"/// customer\n</div></section></body>\n///\n{SECRET}",
    "heading outside": f"# {SECRET}\n\n/// customer\nopen\n///",
    "heading outside, far": (
        f"# {SECRET}\n\nx\n\n/// customer\nopen\n\n{'word ' * 170}\n\nmore\n///"
    ),
    "heading at the end of the block above": f"/// customer\n# a\n///\n## {SECRET}\n\n///customer",
    "reference defined outside": f"/// customer\n[a][x]\n///\n\n[x]: https://e.org/{SECRET}",
    "reference title outside": f'/// customer\n[a][x]\n///\n\n[x]: https://e.org "{SECRET}"',
    "note defined outside": f"/// customer\nopen[^n]\n///\n\n[^n]: {SECRET}",
    "note defined inside internal": (
        f"/// customer\nopen[^n]\n\n/// internal\n[^n]: {SECRET}\n///\n///"
    ),
    "note defined in a partner block": (
        f"/// customer\nopen[^n]\n///\n/// partner\n[^n]: {SECRET}\n///"
    ),
    "abbreviation defined outside": f"/// customer\nThe HT line\n///\n\n*[HT]: {SECRET}",
    "carriage returns": f"/// customer\ra\r///\r{SECRET}",
    "line separators": f"/// customer\u2028a\u2028///\u2028{SECRET}",
    "form feeds": f"/// customer\fa\f///\f{SECRET}",
    "control characters in the closing": f"/// customer\na\n/\x00//\n{SECRET}",
    "bidi override in the closing": f"/// customer\na\n\u202e///\u202c\n{SECRET}",
    "other case": f"/// CUSTOMER\na\n///\n{SECRET}",
    "table above": f"| a |\n|---|\n| {SECRET} |\n/// customer\nopen\n///",
    "setext underline": f"{SECRET}\n/// customer\n===\nopen\n///",
    "list continues": f"- {SECRET}\n/// customer\n  open\n///",
    "table and its caption": f"# {SECRET}\n/// customer\n| a | b |\n|---|---|\n| 1 | 2 |\n///",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_internal_reaches_a_customer(source: str) -> None:
    assert SECRET not in customers_see(source)


@pytest.mark.parametrize(
    "source", [text for name, text in HOSTILE.items() if not name.startswith("reference ")]
)
def test_nothing_is_lost_for_staff(source: str) -> None:
    rendered = render(source)
    everything = told(rendered, Audience.INTERNAL)
    assert SECRET in everything or SECRET.lower() in everything


@pytest.mark.parametrize("kind", ["unclosed", "ambiguous", "unknown", "stray", "hidden_note"])
def test_authors_are_told_what_to_repair(kind: str) -> None:
    sources = {
        "unclosed": "text\n\n/// customer\nopen",
        "ambiguous": "text\n\n/// customer\n ///\nx\n///",
        "unknown": "text\n\n/// costumer\nx\n///",
        "stray": "text\n\n///",
        "hidden_note": "text\n\n/// customer\nopen[^n]\n///\n\n[^n]: no",
    }
    problems = render(sources[kind]).problems
    assert [problem.code for problem in problems] == [kind]
    assert problems[0].line in {3, 4}
    assert problems[0].text


def test_a_heading_inside_the_block_names_the_passage() -> None:
    passages = render("/// customer\n## What happens\n\nThe bill catches up.\n///").passages
    assert [(p.heading, p.level, p.audience) for p in passages] == [("What happens", 2, "customer")]
    assert passages[0].plain == "The bill catches up."
    assert passages[0].rich_html == "<p>The bill catches up.</p>"


def test_a_heading_outside_is_a_passage_of_its_own() -> None:
    heading, told_passage = render("# Secret\n\n/// customer\nThe bill catches up.\n///").passages
    assert (heading.heading, heading.audience, heading.plain) == ("Secret", "internal", "")
    assert (told_passage.heading, told_passage.level) == ("", 0)
    assert told_passage.anchor == "p-the-bill-catches-up"


def test_an_open_heading_names_the_internal_passage_below_it() -> None:
    passages = render("/// customer\n# Bills\n\nx\n///\n\nFor staff.").passages
    assert [(p.heading, p.level) for p in passages] == [("Bills", 2), ("Bills", 0)]


def test_definitions_are_lent_to_narrower_passages_only() -> None:
    source = "/// customer\nx[^n] [a][r]\n\n[^n]: Said.\n\n[r]: https://e.org\n///\n\ny[^n] [b][r]"
    customer, internal = render(source).passages
    for passage in (customer, internal):
        assert "Said." in passage.plain
        assert "(https://e.org)" in passage.plain


def test_internal_passages_have_no_rich_copy() -> None:
    assert [bool(p.rich_html) for p in render("a\n\n/// partner\nb\n///").passages] == [False, True]


def test_contents_carry_their_audience() -> None:
    rendered = render("# One\n\n/// customer\n## Two\n\nx\n///")
    assert [(e.level, e.text, e.anchor, e.audience) for e in rendered.toc] == [
        (2, "One", "p-one", "internal"),
        (3, "Two", "p-two", "customer"),
    ]


def test_default_audience_opens_the_rest_and_still_fails_closed() -> None:
    opened = render("a\n\n/// internal\nb\n///", default_audience=Audience.CUSTOMER)
    assert [p.audience for p in opened.passages] == ["customer", "internal"]
    broken = render("a\n\n/// internal\nb", default_audience=Audience.CUSTOMER)
    assert {p.audience for p in broken.passages} == {Audience.INTERNAL}


def test_code_samples_of_the_syntax_do_no_harm_outside_of_blocks() -> None:
    rendered = render("```\n/// customer\nx\n```\n\n/// customer\nOpen\n///")
    assert [p.audience for p in rendered.passages] == ["internal", "customer"]
    assert rendered.problems == ()


def test_unknown_audience_names_are_internal() -> None:
    assert Audience.parse("public") is Audience.INTERNAL
    assert Audience.parse(" Customer ") is Audience.CUSTOMER


INTERNAL_TEXT = st.text(alphabet=st.characters(blacklist_characters="/／⁄∕`~"), max_size=120)


@given(before=INTERNAL_TEXT, between=INTERNAL_TEXT, after=INTERNAL_TEXT)
def test_customer_passages_do_not_depend_on_internal_text(
    before: str, between: str, after: str
) -> None:
    def copied(*internal: str) -> list[tuple[str, str, str]]:
        block = "/// customer\nOpen [a][x] and *b*[^n] [[c]].\n///"
        source = f"\n\n{block}\n\n".join(internal)
        return [
            (p.heading, p.plain, p.rich_html)
            for p in render(source).passages
            if p.audience is Audience.CUSTOMER
        ]

    plain = [
        (heading, text.replace("[^n]", ""), html.replace("[^n]", ""))
        for heading, text, html in copied(before, between, after)
    ]
    assert plain == [("", "Open [a][x] and b c.", plain[0][2])] * 2


LINES = st.sampled_from(
    """/// customer|/// internal|/// note|/// partner|/// decide|/// foo|///|////| ///|- ///|> ///
|    ///|///x|```|~~~|# h|a||[^n]: x|<!--|-->""".replace("\n", "").split("|")
)


@given(lines=st.lists(LINES, max_size=14), place=st.integers(0, 14))
def test_a_secret_is_told_only_between_a_customer_block_s_two_ends(
    lines: list[str], place: int
) -> None:
    before, after = lines[:place], lines[place:]
    if SECRET in customers_see("\n".join([*before, SECRET, *after])):
        assert "/// customer" in before
        assert "///" in after
        depth = 0
        for line in reversed(before):
            depth += {"///": 1}.get(line, 0)
            if line.startswith("/// "):
                if depth == 0:
                    assert line in {"/// customer", "/// note", "/// foo"}
                depth = max(0, depth - 1)
