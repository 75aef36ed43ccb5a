"""The choices of the merge page: for each conflict mine, theirs, or what the writer types instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms.boundfield import BoundField

    from knowledge.articles.merging import MergedWords

MINE, THEIRS, BOTH, OWN = "mine", "theirs", "both", "own"
CHOICES = [
    (MINE, pgettext_lazy("merge", "Keep mine")),
    (THEIRS, pgettext_lazy("merge", "Keep theirs")),
    (BOTH, pgettext_lazy("merge", "Keep both, mine first")),
    (OWN, pgettext_lazy("merge", "Write it myself")),
]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A stretch of the page: agreed text, or a conflict with its two fields."""

    text: str = ""
    heading: str = ""
    base: str = ""
    mine: str = ""
    theirs: str = ""
    choice: BoundField | None = None
    own: BoundField | None = None


class MergeForm(forms.Form):
    """One choice and one text a conflict, named by its place."""

    def __init__(self, merged: MergedWords, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        self.merged = merged
        self.labels = {
            "title": _("Title"),
            "title_audience": _("Who may be told the title"),
            "questions": _("Questions as customers ask them"),
            "short_answer": _("Short answer"),
            "short_answer_audience": _("Who may be told the short answer"),
        }
        for conflict in merged.conflicts:
            self._add(f"field-{conflict.name}", conflict.mine)
        for number, chunk in enumerate(merged.body.chunks):
            if chunk.kind == "conflict":
                self._add(f"chunk-{number}", f"{chunk.mine}\n{chunk.theirs}")

    def _add(self, name: str, text: str) -> None:
        self.fields[f"{name}-choice"] = forms.ChoiceField(
            label=_("Your choice"), choices=CHOICES, widget=forms.RadioSelect
        )
        self.fields[f"{name}-own"] = forms.CharField(
            label=_("Your own wording"),
            required=False,
            strip=False,
            initial=text,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def parts(self) -> Iterator[Part]:
        """Everything in reading order: values first, then the body."""
        for conflict in self.merged.conflicts:
            yield self._part(
                f"field-{conflict.name}",
                heading=str(self.labels.get(conflict.name, conflict.name)),
                base=conflict.base,
                mine=conflict.mine,
                theirs=conflict.theirs,
            )
        for number, chunk in enumerate(self.merged.body.chunks):
            if chunk.kind == "conflict":
                yield self._part(
                    f"chunk-{number}", base=chunk.base, mine=chunk.mine, theirs=chunk.theirs
                )
            else:
                yield Part(text=chunk.text)

    def _part(self, name: str, **sides: str) -> Part:
        return Part(choice=self[f"{name}-choice"], own=self[f"{name}-own"], **sides)

    def _chosen(self, name: str, mine: str, theirs: str, joint: str) -> str:
        choice = self.cleaned_data[f"{name}-choice"]
        if choice == OWN:
            return str(self.cleaned_data[f"{name}-own"]).replace("\r\n", "\n")
        return {MINE: mine, THEIRS: theirs, BOTH: f"{mine.rstrip()}{joint}{theirs}"}[choice]

    def fields_merged(self) -> dict[str, Any]:
        """The draft's fields with every conflict settled."""
        merged = self.merged.words.as_fields()
        merged["questions"] = "\n".join(self.merged.words.questions)
        for conflict in self.merged.conflicts:
            joint = "\n" if conflict.name in {"questions", "short_answer"} else " "
            merged[conflict.name] = self._chosen(
                f"field-{conflict.name}", conflict.mine, conflict.theirs, joint
            )
        merged["body"] = "".join(
            _closed(self._chosen(f"chunk-{number}", chunk.mine, chunk.theirs, "\n\n"))
            if chunk.kind == "conflict"
            else chunk.text
            for number, chunk in enumerate(self.merged.body.chunks)
        )
        return merged


def _closed(text: str) -> str:
    """A settled conflict ends its paragraph, so that the next one stays a paragraph of its own."""
    return text if not text or text.endswith("\n") else f"{text}\n"
