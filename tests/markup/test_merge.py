"""Three-way merging: nothing lost, no conflict guessed."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.markup.merge import ChunkKind, Merge, has_conflict_marks, merge, split_units

TEXT = st.lists(st.sampled_from(["a", "b", "c", "d", "- e", "", "  ", "f g"]), max_size=10).map(
    "\n".join
)


def lines(text: str) -> set[str]:
    return {line for line in text.split("\n") if line.strip()}


def kinds(result: Merge) -> list[str]:
    return [str(chunk.kind) for chunk in result.chunks]


def test_edits_of_different_paragraphs_merge_by_themselves() -> None:
    result = merge("one\n\ntwo\n\nthree", "ONE\n\ntwo\n\nthree", "one\n\ntwo\n\nTHREE")
    assert result.clean
    assert result.text == "ONE\n\ntwo\n\nTHREE"
    assert kinds(result) == ["mine", "same", "theirs"]


def test_edits_of_neighbouring_paragraphs_merge_by_themselves() -> None:
    assert merge("one\n\ntwo", "ONE\n\ntwo", "one\n\nTWO").text == "ONE\n\nTWO"


def test_red_to_green_and_red_to_blue_is_a_conflict() -> None:
    result = merge("The light is red.", "The light is green.", "The light is blue.")
    assert not result.clean
    assert kinds(result) == ["conflict"]
    assert (result.chunks[0].mine, result.chunks[0].theirs) == (
        "The light is green.\n",
        "The light is blue.\n",
    )
    assert has_conflict_marks(result.text)


def test_edits_of_two_lines_of_one_paragraph_are_a_conflict() -> None:
    assert not merge("a\nb\nc", "A\nb\nc", "a\nb\nC").clean


def test_the_same_edit_on_both_sides_is_no_conflict() -> None:
    result = merge("a\n\nb\n\nc", "a\n\nB\n\nc", "a\n\nB\n\nC")
    assert result.clean
    assert result.text == "a\n\nB\n\nC"
    assert "both_same" in kinds(result)


def test_an_edit_against_a_removal_is_a_conflict() -> None:
    assert not merge("a\n\nb\n\nc", "a\n\nc", "a\n\nB\n\nc").clean


def test_two_different_additions_in_one_place_are_a_conflict() -> None:
    assert not merge("a\n\nb", "a\n\nx\n\nb", "a\n\ny\n\nb").clean


def test_an_addition_beside_an_edited_paragraph_is_kept() -> None:
    result = merge("a\n\nb\n", "a\n\nb\n\nnew\n", "a\n\nB\n")
    assert result.clean
    assert result.text == "a\n\nB\n\nnew\n"


def test_units_give_the_text_back() -> None:
    assert split_units("a\nb\n\n\nc\n") == ["a\nb\n", "\n\n", "c\n"]


@given(base=TEXT, other=TEXT)
def test_one_side_alone_is_taken_as_it_is(base: str, other: str) -> None:
    assert merge(base, base, other).text == other
    assert merge(base, other, base).text == other
    assert merge(base, other, other).text == other
    assert merge(base, base, other).clean
    assert merge(base, other, base).clean
    assert merge(base, other, other).clean


@given(base=TEXT, mine=TEXT, theirs=TEXT)
def test_merging_is_symmetric(base: str, mine: str, theirs: str) -> None:
    swap = {ChunkKind.MINE: ChunkKind.THEIRS, ChunkKind.THEIRS: ChunkKind.MINE}
    one, two = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.clean == two.clean
    mirrored = [(swap.get(c.kind, c.kind), c.base, c.theirs, c.mine) for c in two.chunks]
    assert [(c.kind, c.base, c.mine, c.theirs) for c in one.chunks] == mirrored
    if one.clean:
        assert one.text == two.text


@given(base=TEXT, mine=TEXT, theirs=TEXT)
def test_nothing_that_either_side_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    result = merge(base, mine, theirs)
    assert (lines(mine) - lines(base)) <= lines(result.text)
    assert (lines(theirs) - lines(base)) <= lines(result.text)
    assert "".join(c.base for c in result.chunks).rstrip("\n") == base.rstrip("\n")
    assert "".join(c.mine for c in result.chunks).rstrip("\n") == mine.rstrip("\n")
    assert "".join(c.theirs for c in result.chunks).rstrip("\n") == theirs.rstrip("\n")


@given(base=TEXT, mine=TEXT, theirs=TEXT)
def test_a_clean_merge_holds_no_marks(base: str, mine: str, theirs: str) -> None:
    result = merge(base, mine, theirs)
    assert result.clean != has_conflict_marks(result.text)


def test_large_texts_merge_in_bounded_time() -> None:
    base = "\n\n".join(f"Paragraph {number % 50}" for number in range(20_000))
    result = merge(base, base.replace("Paragraph 7", "X"), base + "\n\nEnd")
    assert result.chunks
