"""Two states of an article's words, side by side: revisions, or a suggestion and what it started from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from knowledge.articles.words import Words
from knowledge.markup import render
from knowledge.markup.diff import Comparison, Gap, Line, Row, Run, compare, mark_words
from knowledge.markup.diff_html import HtmlBlock, diff_html
from knowledge.passages.models import AudienceChoices, Passage

if TYPE_CHECKING:
    from knowledge.articles.models import Revision, Suggestion
    from knowledge.markup import LinkResolver


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field beside the body that differs, its changed words marked."""

    label: str
    before: tuple[Run, ...]
    after: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What differs. `blocks` is the rendered body, `lines` its source; the view shows one of them."""

    fields: tuple[FieldChange, ...]
    blocks: tuple[HtmlBlock, ...] = ()
    lines: Comparison | None = None
    is_same: bool = False

    @property
    def rows(self) -> list[Line | Gap]:
        """The source one line under the other, long unchanged stretches folded."""
        if self.lines is None:
            return []
        shown: list[Line | Gap] = []
        near: list[Row] = []
        for item in [*self.lines.folded(), Gap(0)]:
            if isinstance(item, Row):
                near.append(item)
                continue
            shown += Comparison(rows=tuple(near), added=0, removed=0).inline_lines()
            shown += [item] if item.lines else []
            near = []
        return shown


def compare_revisions(older: Revision, newer: Revision, *, source: bool) -> Compared:
    """Any two revisions of an article, in the order given."""
    before, after = Words.of(older), Words.of(newer)
    fields = _fields(before, after)
    is_same = not fields and before.body == after.body
    if source:
        return Compared(fields=fields, lines=compare(before.body, after.body), is_same=is_same)
    blocks = diff_html(_html(older), _html(newer))
    return Compared(fields=fields, blocks=blocks, is_same=is_same)


def compare_suggestion(suggestion: Suggestion, links: LinkResolver, *, source: bool) -> Compared:
    """What a suggestion changes of the revision that its author read."""
    before, after = Words.of(suggestion.base), Words.from_fields(suggestion.fields)
    fields = _fields(before, after)
    if source:
        return Compared(fields=fields, lines=compare(before.body, after.body))
    language = suggestion.base.text.language
    proposed = render(after.body, links=links, language=language)
    blocks = diff_html(_html(suggestion.base), [passage.html for passage in proposed.passages])
    return Compared(fields=fields, blocks=blocks)


def _html(revision: Revision) -> list[str]:
    rows = revision.text.passages.filter(kind=Passage.Kind.BODY).order_by("position")
    return list(rows.values_list("html", flat=True))


def _fields(before: Words, after: Words) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(label, *mark_words(old, new))
        for label, old, new in _values(before, after)
        if old != new
    )


def _values(before: Words, after: Words) -> list[tuple[str, str, str]]:
    spoken = {value: str(label) for value, label in AudienceChoices.choices}
    return [
        (_("Title"), before.title, after.title),
        (
            _("Who may be told the title"),
            spoken[before.title_audience],
            spoken[after.title_audience],
        ),
        (
            _("Questions as customers ask them"),
            "\n".join(before.questions),
            "\n".join(after.questions),
        ),
        (_("Short answer"), before.short_answer, after.short_answer),
        (
            _("Who may be told the short answer"),
            spoken[before.short_answer_audience],
            spoken[after.short_answer_audience],
        ),
    ]
