"""The few words our own markup adds to a text, in the text's language and not the reader's.

They are stored in the HTML at save, so they follow the content language.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from django.utils.translation import gettext, gettext_noop, override


@dataclass(frozen=True, slots=True)
class Words:
    """Source strings are English; `words_in` translates each."""

    note: str = gettext_noop("Note")
    tip: str = gettext_noop("Tip")
    warning: str = gettext_noop("Take care")
    decide: str = gettext_noop("You may decide alone")
    details: str = gettext_noop("More detail")
    table: str = gettext_noop("Table")
    table_short: str = gettext_noop("Table: %s")
    as_table: str = gettext_noop("Show as a table")
    label: str = gettext_noop("Label")
    value: str = gettext_noop("Value")
    back: str = gettext_noop("Back to the text")
    note_number: str = gettext_noop("Note %s")
    missing_article: str = gettext_noop("No article of this name yet")
    missing_file: str = gettext_noop("This file is missing")
    unit: str = gettext_noop("in %s")
    chart_broken: str = gettext_noop("This chart can't be drawn: %s")
    chart_type: str = gettext_noop("its type must be bar or line")
    chart_title: str = gettext_noop("it needs a title")
    chart_rows: str = gettext_noop("it needs rows such as “Label | 12”")
    chart_number: str = gettext_noop("“%s” is not a number")
    chart_columns: str = gettext_noop("every row needs one figure for each series")
    chart_large: str = gettext_noop("it may hold 60 rows and 4 series at most")
    flow_broken: str = gettext_noop("This decision guide can't be drawn: %s")
    flow_empty: str = gettext_noop("it needs a question and at least one answer")
    flow_indent: str = gettext_noop("line %s is not indented under a question")
    flow_large: str = gettext_noop("it may hold 200 lines and 8 levels at most")
    too_large: str = gettext_noop(
        "This text is too long to be laid out. It is shown as it was typed, for staff only."
    )
    too_deep: str = gettext_noop("This part is nested too deeply and is shown as it was typed.")
    unclosed: str = gettext_noop(
        "A block is opened and never closed. Everything from here on stays internal."
    )
    ambiguous: str = gettext_noop(
        "Where a block ends is not clear here. Everything from its opening on stays internal."
    )
    stray: str = gettext_noop("This line closes a block that was never opened.")
    unknown: str = gettext_noop("There is no block named “%s”.")
    hidden_note: str = gettext_noop(
        "A note written for a narrower audience is left out of this passage."
    )
    open_comment: str = gettext_noop(
        "This comment is shown to readers: it has no end, or a blank line cuts it. Begin it on a line"
        " of its own, and end it with -->."
    )


@lru_cache(maxsize=16)
def words_in(language: str) -> Words:
    """The words in a content language such as "fr"; English where no translation exists."""
    with override(language):
        return Words(**{field.name: gettext(str(field.default)) for field in fields(Words)})
