"""What changed: lines beside each other, words marked, rendered blocks compared."""

import time

from hypothesis import given
from hypothesis import strategies as st

from knowledge.markup import render
from knowledge.markup.alignment import align
from knowledge.markup.diff import Change, Gap, Row, compare, mark_words
from knowledge.markup.diff_html import diff_html, top_blocks
from tests.markup.reading import read
from tests.markup.test_hostile import PIECES

TEXT = st.lists(st.sampled_from(["a b c", "a b d", "e", "", "x y z", "é ! f"]), max_size=10).map(
    "\n".join
)


def shown(row: Row) -> tuple[str, str, str]:
    def side(runs: tuple[object, ...]) -> str:
        return "".join(f"[{r.text}]" if r.changed else r.text for r in runs)  # type: ignore[attr-defined]

    return str(row.change), side(row.old), side(row.new)


def test_words_are_marked_inside_a_changed_line() -> None:
    rows = compare("same\nThe light is red.\ngone", "same\nThe light is green.\n").rows
    assert [shown(row) for row in rows] == [
        ("same", "same", "same"),
        ("changed", "The light is [red].", "The light is [green]."),
        ("removed", "[gone]", ""),
        ("added", "", ""),
    ]


def test_an_added_line_pushes_the_rest_down() -> None:
    rows = compare("one\ntwo", "one\nnew line\ntwo").rows
    assert [(row.change, row.old_number, row.new_number) for row in rows] == [
        ("same", 1, 1),
        ("added", None, 2),
        ("same", 2, 3),
    ]


def test_unlike_lines_are_one_less_and_one_more() -> None:
    assert [row.change for row in compare("alpha beta", "gamma delta").rows] == ["removed", "added"]


def test_unchanged_stretches_fold() -> None:
    lines = [str(number) for number in range(40)]
    changed = [*lines[:20], "x", *lines[20:]]
    folded = compare("\n".join(lines), "\n".join(changed)).folded(context=2)
    assert [item.lines for item in folded if isinstance(item, Gap)] == [18, 18]
    assert len(folded) == 7


def test_inline_lines_put_removed_above_added() -> None:
    lines = list(compare("a b c\nd e f", "a b x\nd e y").inline_lines())
    assert [line.change for line in lines] == ["removed", "removed", "added", "added"]


def test_equal_sources_are_the_same() -> None:
    assert compare("a\r\nb", "a\nb").is_same


@given(old=TEXT, new=TEXT)
def test_both_sides_can_be_read_back_from_the_rows(old: str, new: str) -> None:
    rows = compare(old, new).rows
    before = ["".join(run.text for run in row.old) for row in rows if row.old_number]
    after = ["".join(run.text for run in row.new) for row in rows if row.new_number]
    assert "\n".join(before) == old
    assert "\n".join(after) == new
    assert [row.old_number for row in rows if row.old_number] == list(range(1, len(before) + 1))


@given(old=st.text(), new=st.text())
def test_marked_words_keep_the_text(old: str, new: str) -> None:
    before, after = mark_words(old, new)
    assert "".join(run.text for run in before) == old
    assert "".join(run.text for run in after) == new


@given(old=st.lists(st.sampled_from("abc")), new=st.lists(st.sampled_from("abc")))
def test_steps_cover_both_sequences(old: list[str], new: list[str]) -> None:
    steps = align(old, new)
    assert [x for step in steps for x in old[step.old_start : step.old_end]] == old
    assert [x for step in steps for x in new[step.new_start : step.new_end]] == new
    for step in steps:
        if step.tag == "equal":
            assert old[step.old_start : step.old_end] == new[step.new_start : step.new_end]


def test_large_texts_are_compared_in_bounded_time() -> None:
    started = time.process_time()
    compare("a\nb\n" * 20_000, "b\nc\n" * 20_000)
    compare("\n".join(map(str, range(30_000))), "\n".join(map(str, range(30_000, 0, -1))))
    compare("word " * 80_000, "ward " * 80_000)
    assert time.process_time() - started < 6


def changes(old: str, new: str) -> list[tuple[str, str]]:
    before = [passage.html for passage in render(old).passages]
    after = [passage.html for passage in render(new).passages]
    return [(str(block.change), block.html) for block in diff_html(before, after)]


def test_rendered_words_are_marked_and_other_blocks_are_left_alone() -> None:
    assert changes("Same.\n\nThe light is *red* now.", "Same.\n\nThe light is *green* now.") == [
        ("same", "<p>Same.</p>"),
        ("changed", "<p>The light is <em><del>red</del><ins>green</ins></em> now.</p>"),
    ]


def test_removed_and_added_blocks_are_marked_whole() -> None:
    assert changes("Alpha beta.\n\n- one", "- one\n\nGamma delta.") == [
        ("removed", "<p><del>Alpha beta.</del></p>"),
        ("same", "<ul>\n<li>one\n</li>\n</ul>"),
        ("added", "<p><ins>Gamma delta.</ins></p>"),
    ]


def test_table_cells_and_items_are_compared_in_place() -> None:
    table = "| A | B |\n|---|---|\n| one two | {} |"
    [(change, html)] = changes(table.format("three"), table.format("four"))
    assert change == "changed"
    assert "<td><del>three</del><ins>four</ins></td>" in html


def test_charts_are_compared_whole() -> None:
    chart = "```chart\ntitle: t\na | {}\n```"
    found = changes(chart.format(1), chart.format(2))
    assert [change for change, _ in found] == ["removed", "added"]
    assert all("<svg" in html and "<del>" not in html for _, html in found)


def test_ids_are_left_out_so_that_both_texts_fit_on_a_page() -> None:
    assert all("id=" not in html for _, html in changes("# A\n\nx", "# B\n\ny"))


def test_attributes_with_angle_brackets_are_not_torn() -> None:
    table = "| a > b | c |\n|---|---|\n| 1 | {} |"
    [(_, html)] = changes(table.format("two"), table.format("three"))
    assert read(html).faults == []
    assert "<ins>three</ins>" in html


@given(old=PIECES, new=PIECES)
def test_any_two_texts_compare_to_safe_html(old: str, new: str) -> None:
    for change, html in changes(old, new):
        assert read(html).faults == []
        assert change in set(Change)


@given(source=PIECES)
def test_a_text_does_not_differ_from_itself(source: str) -> None:
    assert {change for change, _ in changes(source, source)} <= {"same"}
    assert top_blocks("") == []
