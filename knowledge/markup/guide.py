"""The syntax an author may use, as data for the editor's help page and its toolbar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """`example` is Markdown source; render it with `render` to show the result beside it."""

    slug: str
    name: StrPromise
    example: str
    explanation: StrPromise


GUIDE: tuple[GuideEntry, ...] = (
    GuideEntry(
        "customer",
        _("Passage for customers"),
        "/// customer\nThe bill catches up on the estimates. You pay only for what you used.\n///",
        _(
            "Only what stands between these lines may be told to customers. Each marker stands "
            "alone at the start of its line. A block that is never closed stays internal, with "
            "everything below it."
        ),
    ),
    GuideEntry(
        "partner",
        _("Passage for partners"),
        "/// partner\nFitters order the part under reference K7-12.\n///",
        _("For partners and staff. A block inside another can only narrow it, never open it up."),
    ),
    GuideEntry(
        "internal",
        _("Internal passage inside an opened one"),
        "/// customer\nWe replace the meter free of charge.\n\n/// internal\nIt costs us 80 €.\n"
        "///\n///",
        _("Everything outside of blocks is internal anyway; inside a block, say so."),
    ),
    GuideEntry(
        "headings",
        _("Headings"),
        "# What happens\n\n## On the first bill",
        _("Each heading of the first two levels begins a passage that can be linked and copied."),
    ),
    GuideEntry(
        "emphasis",
        _("Emphasis"),
        "**bold**, *italic*, ~~struck out~~, `code`",
        _("Put the marks right against the words."),
    ),
    GuideEntry(
        "lists",
        _("Lists"),
        "- first\n- second\n    1. step one\n    2. step two",
        _("Start lines with a dash or a number; indent by four spaces to nest."),
    ),
    GuideEntry(
        "tasks",
        _("Task list"),
        "- [ ] Check the serial number\n- [x] Restart the router",
        _("Boxes are shown, not clickable."),
    ),
    GuideEntry(
        "table",
        _("Table"),
        "| Field | Normal | Share |\n|---|---|--:|\n| REL-04 | read | 25 % |",
        _("The second line sets the columns; a colon at its right end aligns figures right."),
    ),
    GuideEntry(
        "article-link",
        _("Link to an article"),
        "[[Spreading a bill]] or [[spreading-a-bill|in instalments]]",
        _("By title or address; after a bar, the words to show; after # a passage."),
    ),
    GuideEntry(
        "link",
        _("Link to a page"),
        "[the regulator](https://www.example.org/) or https://www.example.org/",
        _("Web, mail and telephone addresses."),
    ),
    GuideEntry(
        "mention",
        _("Mention a colleague"),
        "Ask @helene-vasseur before you promise a date.",
        _("They are told about it when the article is published."),
    ),
    GuideEntry(
        "picture",
        _("Picture or file"),
        '![The reset button, on the left](attachment:key "Where to press")',
        _("Paste or drop a picture into the editor. Describe it: copied text uses these words."),
    ),
    GuideEntry(
        "callout",
        _("Call-out"),
        "/// warning | Before you reassure\nLook at the serial number first.\n///",
        _("note, tip or warning; the title after the bar may be left out."),
    ),
    GuideEntry(
        "decide",
        _("You may decide alone"),
        "/// decide\nUp to six instalments, and a credit of 15 €.\n///",
        _("What a colleague may grant without asking. It is always internal."),
    ),
    GuideEntry(
        "details",
        _("Folded detail"),
        "/// details | How the estimate is made\nFrom the year before, by month.\n///",
        _("Shown closed; readers open it."),
    ),
    GuideEntry(
        "note",
        _("Footnote"),
        "The gap is billed once.[^1]\n\n[^1]: Since the decree of 2019.",
        _("The note stands under its passage. A note has the audience of the place it is written."),
    ),
    GuideEntry(
        "code",
        _("Code"),
        "```bash\nping 192.168.1.1\n```",
        _("The language after the marks gives colours."),
    ),
    GuideEntry(
        "chart",
        _("Chart"),
        "```chart\ntype: line\ntitle: Calls after the letter\ndescription: Calls halve in a month."
        "\nunit: calls\nWeek 40 | 120\nWeek 42 | 90\nWeek 44 | 60\n```",
        _("bar or line; several series need a line such as “series: 2024, 2025”."),
    ),
    GuideEntry(
        "flow",
        _("Decision guide"),
        "```flow\nIs the light on?\n  Yes: Is it green?\n    Yes: The line works.\n"
        "    No: Restart the router.\n  No: Send a power supply.\n```",
        _("Indent the answers under their question; what has nothing under it is the outcome."),
    ),
    GuideEntry(
        "comment",
        _("Comment for authors"),
        "<!-- to check in March -->",
        _("Shown to nobody but those who edit."),
    ),
)
