"""What each mark becomes on a page and in a copied reply."""

import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.markup import AttachmentRef, Audience, render
from tests.markup.reading import read


class Library:
    """Resolves a fixed set and remembers how it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[set[str], set[str], set[str]]] = []

    def prepare(
        self, articles: Collection[str], people: Collection[str], attachments: Collection[str]
    ) -> None:
        self.asked.append((set(articles), set(people), set(attachments)))

    def article(self, target: str) -> str | None:
        addresses = {"Bills": "/articles/bills/", "evil": "javascript:alert(1)"}
        return addresses.get(target)

    def person(self, slug: str) -> tuple[str, str] | None:
        return ("Hélène <V>", "/people/helene/") if slug == "helene" else None

    def attachment(self, key: str) -> AttachmentRef | None:
        if key == "plan":
            return AttachmentRef("/media/plan.png", 640, 480)
        return AttachmentRef("/media/terms.pdf") if key == "terms" else None


def html(source: str, **options: str) -> str:
    return render(source, links=Library(), **options).html  # type: ignore[arg-type]


def copied(source: str) -> str:
    return render(f"/// customer\n{source}\n///", links=Library()).passages[0].plain


def test_the_highest_heading_is_an_h2_and_no_level_is_skipped() -> None:
    assert [entry.level for entry in render("### a\n\n##### b\n\n#### c\n\n### d").toc] == [
        2,
        3,
        3,
        2,
    ]
    assert [entry.level for entry in render("# a\n\n## b\n\n# c").toc] == [2, 3, 2]


def test_anchors_are_slugs_and_unique() -> None:
    toc = render("# L’été à Sète !\n\n# L’été à Sète\n\n# 日本\n\n# 😀\n\n# a-2\n\n# a\n\n# a").toc
    assert [entry.anchor for entry in toc] == [
        "p-l-ete-a-sete",
        "p-l-ete-a-sete-2",
        "p-日本",
        "p-section",
        "p-a-2",
        "p-a",
        "p-a-3",
    ]


def test_tables_scroll_in_a_named_region_and_align_by_class() -> None:
    table = html("| Field | Share |\n|:--|--:|\n| A | 25 |")
    assert (
        '<div class="scroll" role="region" tabindex="0" aria-label="Table: Field, Share">' in table
    )
    assert '<th scope="row">A</th><td class="align-right">25</td>' in table.replace("\n", "")
    assert "style" not in table


def test_two_tables_with_the_same_head_have_different_names() -> None:
    one = "| A |\n|---|\n| 1 |"
    assert 'aria-label="Table: A (2)"' in html(f"{one}\n\ntext\n\n{one}")


def test_task_lists_are_disabled_and_labelled() -> None:
    tasks = html("- [ ] open\n- [x] done **now**")
    assert '<label><input type="checkbox" disabled=""> open</label>' in tasks
    assert 'checked=""> done <strong>now</strong></label>' in tasks
    assert copied("- [ ] open\n- [x] done") == "[ ] open\n[x] done"


def test_notes_stand_under_their_passage_and_link_back() -> None:
    page = html("A[^x] and B[^x].\n\n[^x]: Said *once*.\n\n# Other\n\nC[^x]")
    assert page.count("Said <em>once</em>.") == 2
    assert 'href="#fn-p-a-and-b-1"' in page
    assert 'id="fnref-p-a-and-b-1"' in page
    assert copied("A[^x].\n\n[^x]: Said.") == "A [1].\n\n[1] Said."


def test_a_note_of_several_paragraphs_is_kept_whole() -> None:
    assert copied("A[^x]\n\n[^x]: One\ntwo\n\n    Three\n\nB").endswith("[1] One two\nThree")


def test_code_is_coloured_by_classes_and_plain_when_unknown() -> None:
    assert '<span class="k">def</span>' in html("```python\ndef f(): pass\n```")
    assert "<code>def f(): pass\n</code>" in html("```nonsense\ndef f(): pass\n```")


@pytest.mark.parametrize(
    ("kind", "title"), [("note", "Note"), ("tip", "Tip"), ("warning", "Take care")]
)
def test_call_outs_have_a_tone_and_a_name(kind: str, title: str) -> None:
    page = html(f"/// {kind}\nSee *this*.\n///")
    assert f'<div class="callout" data-tone="{kind}">' in page
    assert f"<strong>{title}</strong>" in page
    assert "<strong>Mine</strong>" in html(f"/// {kind} | Mine\nSee.\n///")


def test_details_fold() -> None:
    assert '<details class="more"><summary>How</summary>' in html("/// details | How\nSo.\n///")


def test_call_outs_nest() -> None:
    page = html("/// details | A\n/// note\nx\n///\n\ny\n///")
    assert (
        page.index("<details") < page.index("data-tone") < page.index("<p>y") < page.index("</det")
    )


def test_links_to_articles_show_what_was_typed() -> None:
    page = html("[[Bills]] [[Bills|in *part*]] [[Bills#What happens]] [[Gone]] [[evil]]")
    assert '<a class="article-link" href="/articles/bills/">Bills</a>' in page
    assert ">in *part*</a>" in page
    assert 'href="/articles/bills/#p-what-happens"' in page
    assert '<span class="missing" title="No article of this name yet">Gone</span>' in page
    assert "javascript" not in page


def test_links_to_articles_are_text_in_a_reply() -> None:
    assert copied("See [[Bills|this]] and [that](/x).") == "See this and that."


def test_mentions_are_found_and_addresses_are_not() -> None:
    rendered = render("@helene, (@nobody) a@b.org `@code` x@helene @helene.", links=Library())
    assert rendered.mentions == ("helene", "nobody")
    assert rendered.html.count('class="mention"') == 2
    assert "@Hélène &lt;V&gt;</a>" in rendered.html


def test_pictures_have_their_size_and_a_caption() -> None:
    page = html('![The plan](attachment:plan "Where to press")')
    assert '<img src="/media/plan.png" alt="The plan" width="640" height="480"' in page
    assert 'loading="lazy" decoding="async"' in page
    assert '<figcaption class="small quiet">Where to press</figcaption>' in page
    assert "<p>" not in page


def test_files_link_and_missing_ones_say_so() -> None:
    assert '<a class="attachment" href="/media/terms.pdf">Terms</a>' in html(
        "[Terms](attachment:terms)"
    )
    assert 'class="missing"' in html("[Terms](attachment:gone)")
    assert 'class="missing"' in html("![Terms](attachment:gone)")
    assert copied("![The plan](attachment:plan) and [Terms](attachment:terms)") == (
        "The plan and Terms"
    )


def test_the_name_of_an_uploaded_file_never_goes_into_a_reply() -> None:
    dropped = "Look: ![marge_interne (2).PNG](attachment:plan) and [devis.pdf](attachment:terms)."
    passages = render(f"/// customer\n{dropped}\n///\n\n{dropped}", links=Library()).passages
    assert passages[0].plain == "Look:  and ."
    assert "marge" in passages[0].html
    assert passages[0].rich_html == "<p>Look:  and .</p>"
    assert "devis.pdf" in passages[1].plain
    assert "notes.txt" in copied("[notes.txt](https://e.org/notes.txt)")


def test_pictures_from_elsewhere_are_links() -> None:
    page = html("![Cat](https://e.org/cat.png)")
    assert "<img" not in page
    assert 'href="https://e.org/cat.png"' in page


def test_external_links_are_marked_and_keep_their_distance() -> None:
    page = html("[a](https://e.org) <https://f.org> https://g.org/x_(y). [m](mailto:a@b.org)")
    assert page.count('class="external"') == 3
    assert page.count('rel="noopener noreferrer"') == 3
    assert 'href="https://g.org/x_(y)"' in page
    assert '<a href="mailto:a@b.org">m</a>' in page
    assert copied("[a](https://e.org) and https://g.org") == "a (https://e.org) and https://g.org"


def test_the_resolver_is_asked_once_for_everything() -> None:
    library = Library()
    source = "[[Bills]] [[Bills]] @helene ![x](attachment:plan)\n\n/// customer\n[[Gone]]\n///"
    rendered = render(source, links=library)
    assert library.asked == [({"Bills", "Gone"}, {"helene"}, {"plan"})]
    assert [(link.target, link.audience) for link in rendered.links] == [
        ("Bills", "internal"),
        ("Gone", "customer"),
    ]


def test_attachments_are_listed_with_the_audience_they_are_used_in() -> None:
    source = "![x](attachment:plan)\n\n/// customer\n[t](attachment:plan)[^n]\n\n[^n]: ![](attachment:z)\n///"
    uses = {(use.key, use.audience) for use in render(source).attachments}
    assert uses == {("plan", "internal"), ("plan", "customer"), ("z", "customer")}


def test_plain_text_keeps_lists_tables_and_paragraphs_apart() -> None:
    source = (
        "One **two**\nthree.\n\n1. a\n2. b\n    - c\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n> Said."
    )
    assert copied(source) == "One two three.\n\n1. a\n2. b\n   - c\n\nA\tB\n1\t2\n\n> Said."


def test_comments_are_shown_to_nobody() -> None:
    rendered = render("a <!-- b --> c\n\n<!--\nd\n\ne\n-->\n\nf")
    assert [passage.plain for passage in rendered.passages] == ["a  c\n\nf"]
    assert "`<!-- x -->`" not in rendered.html
    assert "&lt;!-- x --&gt;" in html("`<!-- x -->`")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("one\n\na <!-- b\n\nc --> d", 3),
        ("one\ntwo <!-- b\n\nc --> d", 2),
        ("<!--\nnever closed", 1),
        ("/// customer\n- [x] <!--\n\n  b\n  -->\n///", 2),
        ("a[^n]\n\n[^n]: b\n    <!-- c", 4),
        ("a\n\n| a | b |\n|---|---|\n| <!-- c | d |", 3),
        ("a <!-- b --> c\n\n<!--\n\nd\n-->\n\n`<!--`\n\n\\<!-- and &lt;!--\n\n    <!--", None),
    ],
)
def test_a_comment_that_readers_would_see_is_pointed_out(source: str, line: int | None) -> None:
    found = [(one.line, one.code) for one in render(source).problems]
    assert found == ([(line, "open_comment")] if line else [])
    assert ("&lt;!--" in render(source).html) is (line is not None or "&lt;" in source)


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("[[Bills|this]]", "this"),
        ("[[Bills#p-x|this]] and [[Gone|that]]", "this and that"),
        ("this<!-- a | b -->", "this"),
        ("<!-- [[Bills|a]] | b --> this <!-- | -->", "this"),
        ("`a|b` this", "a|b this"),
        ("this \\| that", "this | that"),
        ("[[never closed", "[[never closed"),
    ],
)
def test_what_stands_in_a_cell_is_not_cut_at_its_own_bars(cell: str, plain: str) -> None:
    assert copied(f"| {cell} | x |\n|---|---|\n| {cell} | y |") == f"{plain}\tx\n{plain}\ty"


def test_a_new_passage_begins_at_each_heading_of_two_levels() -> None:
    passages = render("intro\n\n# A\n\na\n\n## B\n\nb\n\n### C\n\nc").passages
    assert [(p.heading, p.level) for p in passages] == [("", 0), ("A", 2), ("B", 3)]
    assert passages[2].plain == "b\n\nC\n\nc"


def test_long_passages_are_cut_between_blocks_but_not_after_a_colon() -> None:
    block = "word " * 100
    passages = render(f"# A\n\n{block}\n\n{block}\n\n{block}these:\n\n- {block}").passages
    assert [(p.heading, p.level) for p in passages] == [("A", 2), ("A", 0), ("A", 0)]
    assert passages[2].plain.endswith("word")
    assert len({p.anchor for p in passages}) == 3


def test_source_lines_of_a_passage_are_kept() -> None:
    passages = render("# A\n\na *b*\n\n/// customer\n- c\n- d\n///\n\n/// note\ne\n///").passages
    assert [p.source for p in passages] == ["# A\n\na *b*", "- c\n- d", "/// note\ne\n///"]


def test_words_are_counted_headings_included() -> None:
    rendered = render("# Two words\n\nThree more words.")
    assert (rendered.words, rendered.passages[0].words) == (5, 3)


def test_french_texts_get_french_spaces_outside_of_code_and_addresses() -> None:
    page = html("Attention ! « Oui » : 25 % `a ! b` [c ?](https://e.org/?a=1;b)", language="fr")
    assert "Attention\u202f! «\u00a0Oui\u00a0»\u00a0: 25\u202f%".replace("\u00a0", "&nbsp;") in page
    assert "<code>a ! b</code>" in page
    assert 'href="https://e.org/?a=1;b"' in page


def test_copied_french_text_keeps_the_spaces_that_were_typed() -> None:
    rendered = render("/// customer\nAttention !\n///", language="fr")
    assert rendered.passages[0].plain == "Attention !"
    assert rendered.passages[0].rich_html == "<p>Attention\u202f!</p>"


def test_stars_that_are_no_marks_stay_beside_those_that_are() -> None:
    assert html("_a_b *em* 5 * 3 * 2 *em*") == "<p>_a_b <em>em</em> 5 * 3 * 2 <em>em</em></p>"
    assert html("***all*** a*b*c **d *e***") == (
        "<p><em><strong>all</strong></em> a<em>b</em>c <strong>d <em>e</em></strong></p>"
    )


def test_lists_nest_and_interrupt_as_in_other_editors() -> None:
    assert copied("These:\n- a\n  - b\n\n    ```\n    - c\n    ```\n- d\ne") == (
        "These:\n\n- a\n  - b\n    - c\n- d e"
    )


def test_a_link_to_nowhere_is_text() -> None:
    assert html("[x]() [Important]: call back") == "<p>[x]() [Important]: call back</p>"
    assert "urgent" in copied("[Important]: urgent")


def test_texts_rendered_at_once_do_not_mix() -> None:
    sources = [
        f"a[^n] [b][r] *c{number}*\n\n[^n]: N{number}\n\n[r]: /r{number}" for number in range(40)
    ]
    with ThreadPoolExecutor(max_workers=4) as pool:
        together = list(pool.map(html, sources))
    assert together == [html(source) for source in sources]


def test_an_empty_text_has_no_passage() -> None:
    assert render("").passages == ()
    assert render(" \n\n").html == ""


def test_every_line_break_is_understood() -> None:
    assert render("a\r\n\r\nb\r\rc").passages[0].plain == "a\n\nb\n\nc"


def test_default_audience_is_internal() -> None:
    assert render("x").passages[0].audience is Audience.INTERNAL


def test_pages_are_balanced_whatever_is_nested() -> None:
    source = "> - a\n>   1. b\n>\n>      | x |\n>      |---|\n>      | y |\n\n/// tip\n- [ ] z\n///"
    assert read(html(source)).faults == []


def test_a_long_marked_up_text_is_rendered_well_within_a_save() -> None:
    section = (
        "# Heading\n\nSome **bold** and *italic* words with `code`, a [link](https://e.org) and "
        "[[Article]].\n\n- one item of a list\n- another item\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
        "/// customer\nThe bill catches up on the estimates of the year before, no more.\n///\n\n"
    )
    source = section * 20
    took = []
    for _ in range(5):
        started = time.process_time()
        render(source, language="fr")
        took.append(time.process_time() - started)
    assert min(took) < 0.1
