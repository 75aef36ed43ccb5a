"""Chart and flow fences: drawn safely, with their figures beside them, or explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.markup import render
from tests.markup.reading import read

BARS = (
    "type: bar\ntitle: Calls a week\ndescription: Calls halve.\nunit: calls\n"
    "series: 2024, 2025\nWeek 40 | 120 | 60\nWeek 41 | 1 250,5 | −3"
)
LINE = "type: line\ntitle: Calls\nWeek 40 | 120\nWeek 42 | 90\nWeek 44 | 60"
FLOW = "Light on?\n  Yes: Green?\n    Yes: All is well.\n    No -> Restart.\n  No: Send one."


def page(kind: str, source: str, language: str = "en") -> str:
    return render(f"```{kind}\n{source}\n```", language=language).html


@pytest.mark.parametrize("source", [BARS, LINE])
def test_charts_are_named_described_and_have_a_table(source: str) -> None:
    html = page("chart", source)
    assert read(html).faults == []
    assert '<svg class="chart"' in html
    assert "viewBox" not in html
    assert "style=" not in html
    assert "<title id=" in html
    assert "<desc id=" in html
    assert '<details class="small"><summary>Show as a table</summary>' in html
    assert '<table class="data">' in html


def test_bars_of_two_series_differ_by_shape_and_have_a_legend() -> None:
    html = page("chart", BARS)
    assert 'class="mark"' in html
    assert 'class="mark--below"' in html
    assert '<ul class="legend">' in html
    assert "1 250,5 · −3 calls" in html


def test_a_line_chart_says_its_scale_and_its_last_figures() -> None:
    text = read(page("chart", LINE)).text
    assert "60 – 120" in text
    assert "Week 42" in text


def test_two_charts_have_different_ids() -> None:
    ids = read(render(f"```chart\n{BARS}\n```\n\n```chart\n{BARS}\n```").html).ids
    assert len(ids) == len(set(ids)) == 4


def test_flow_is_a_nested_list() -> None:
    html = page("flow", FLOW)
    assert html.startswith('<ol class="flow">')
    assert '<strong class="flow__question">Green?</strong>' in html
    assert (
        '<span class="flow__answer">No:</span> <span class="flow__outcome">Restart.</span>' in html
    )


def test_drawings_are_copied_as_text_and_as_tables() -> None:
    passage = render(f"/// customer\n```chart\n{LINE}\n```\n\n```flow\n{FLOW}\n```\n///").passages[
        0
    ]
    assert "Week 42\t90" in passage.plain
    assert "    - No: Restart." in passage.plain
    assert "<table>" in passage.rich_html
    assert "<svg" not in passage.rich_html
    assert "<ol><li>Light on?" in passage.rich_html


@pytest.mark.parametrize(
    ("kind", "source", "reason"),
    [
        ("chart", "title: x\ntype: pie\na | 1", "its type must be bar or line"),
        ("chart", "a | 1", "it needs a title"),
        ("chart", "title: x", "it needs rows"),
        ("chart", "title: x\na | b", "“b” is not a number"),
        ("chart", "title: x\na | 1e999", "is not a number"),
        ("chart", "title: x\na | nan", "is not a number"),
        ("chart", "title: x\na | 1\nb | 1 | 2", "one figure for each series"),
        ("chart", "title: x\na | 1 | 2 | 3 | 4 | 5", "60 rows and 4 series"),
        ("chart", "title: x\n" + "a | 1\n" * 61, "60 rows and 4 series"),
        ("chart", "title: x\nfoo: bar\na | 1", "it needs rows"),
        ("flow", "", "needs a question"),
        ("flow", "Only a line", "needs a question"),
        ("flow", "a?\n    b: c\n  d: e", "line 3 is not indented"),
        ("flow", "\n".join("  " * depth + "a: b" for depth in range(12)), "8 levels"),
    ],
)
def test_a_fence_that_can_not_be_drawn_says_why_and_shows_its_source(
    kind: str, source: str, reason: str
) -> None:
    html = page(kind, source)
    assert '<p class="problem">' in html
    assert reason in read(html).text
    assert "<svg" not in html
    assert '<pre class="code"' in html


@given(source=st.text(max_size=120), kind=st.sampled_from(["chart", "flow"]))
def test_any_fence_comes_out_safe(source: str, kind: str) -> None:
    assert read(page(kind, source)).faults == []


NUMBERS = st.lists(st.integers(-(10**11), 10**11), min_size=2, max_size=8)


@given(values=NUMBERS, kind=st.sampled_from(["bar", "line"]))
def test_every_figure_is_drawn_within_the_picture(values: list[int], kind: str) -> None:
    rows = "\n".join(f"r{index} | {value}" for index, value in enumerate(values))
    html = page("chart", f"type: {kind}\ntitle: t\n{rows}")
    assert '<p class="problem">' not in html
    for piece in html.split('width="')[1:] + html.split('x="')[1:]:
        figure = piece.split('"')[0]
        if figure.endswith("%"):
            assert 0 <= float(figure[:-1]) <= 100
