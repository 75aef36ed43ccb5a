"""A pair, a paste of many, and the filters of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.forms.areas import AreaChoice
from knowledge.areas.models import Area
from knowledge.search.synonym_entries import MOST_LINES, Entry, Line, lines_of, tidy
from knowledge.search.synonym_lists import (
    COMPANY,
    Wanted,
    areas_to_keep_for,
    areas_with_synonyms,
)

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.models import User
    from knowledge.search.models import Synonym

LONGEST_TYPED: Final = 200
LONGEST_PASTE: Final = 60_000
BOTH, ONE = "both", "one"
WAYS = [
    (BOTH, _("Both ways: each also finds the other")),
    (ONE, _("One way: only the first also finds the second")),
]
SPOKEN = [("", _("Any language")), *settings.LANGUAGES]


class SynonymForm(forms.Form):
    """The sides may be longer than what is kept: then the message says so and nothing is cut."""

    words = forms.CharField(
        label=_("Whoever types"),
        max_length=LONGEST_TYPED,
        help_text=_("As customers say it: one to four words."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "true"}),
    )
    means = forms.CharField(
        label=_("Also finds"),
        max_length=LONGEST_TYPED,
        help_text=_("As articles say it: one to four words."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "true"}),
    )
    ways = forms.ChoiceField(
        label=_("Direction"), choices=WAYS, initial=BOTH, widget=forms.RadioSelect
    )
    area = AreaChoice(
        label=_("Vocabulary of"),
        required=False,
        empty_label=_("The whole company"),
        help_text=_("A closed area’s words help, and are told to, only those who may see it."),
    )
    language = forms.ChoiceField(
        label=_("In searches typed in"),
        choices=SPOKEN,
        required=False,
        help_text=_("A word of one language may be another word in the next."),
    )
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: User, row: Synonym | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        choice = self.fields["area"]
        assert isinstance(choice, AreaChoice)
        choice.queryset = _choices(person, row)

    def clean_words(self) -> str:
        return tidy(self.cleaned_data["words"])

    def clean_means(self) -> str:
        return tidy(self.cleaned_data["means"])

    def clean(self) -> dict[str, Any]:
        """What was changed since the form was shown is not overwritten unseen."""
        cleaned = super().clean() or {}
        seen = cleaned.get("seen")
        if self.row is not None and seen and seen != stamp(self.row):
            raise ValidationError(
                _(
                    "%(name)s changed this meanwhile: it says “%(pair)s”. Keep it again to replace it."
                ),
                params={"name": self.row.created_by, "pair": f"{self.row}"},
            )
        return cleaned

    @property
    def stamp(self) -> str:
        """What the page sends back as `seen`; whoever was told of a change has seen it."""
        return stamp(self.row) if self.row else ""

    def entry(self) -> Entry:
        """What was typed; for a valid form."""
        given = self.cleaned_data
        return Entry(
            words=given["words"],
            means=given["means"],
            both_ways=given["ways"] == BOTH,
            language=given["language"],
            area=given["area"],
        )


def stamp(row: Synonym) -> str:
    """Changes with every change of the row."""
    return row.created_at.isoformat()


def initial_of(row: Synonym) -> dict[str, Any]:
    return {
        "words": row.words,
        "means": row.means,
        "ways": BOTH if row.both_ways else ONE,
        "area": row.area_id,
        "language": row.language,
    }


def initial_from(query: QueryDict, person: User) -> dict[str, Any]:
    """A link may bring words, their meaning, and an area by its slug."""
    slug = query.get("area", "").replace("\0", "")
    area = areas_to_keep_for(person).filter(slug=slug).first() if slug else None
    return {
        "words": tidy(query.get("words", ""))[:LONGEST_TYPED],
        "means": tidy(query.get("means", ""))[:LONGEST_TYPED],
        "ways": BOTH,
        "area": area.pk if area else None,
    }


def _choices(person: User, row: Synonym | None) -> Any:
    """Also the row's own area, which may be archived by now."""
    areas = areas_to_keep_for(person)
    if row is None or row.area_id is None:
        return areas
    own = Q(pk=row.area_id)
    return Area.objects.filter(Q(pk__in=areas.order_by().values("pk")) | own)


class ImportForm(forms.Form):
    """Many pairs pasted at once, for one area and one language."""

    lines = forms.CharField(
        label=_("Pairs, one a line"),
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
    )
    area = AreaChoice(label=_("Vocabulary of"), required=False, empty_label=_("The whole company"))
    language = forms.ChoiceField(label=_("In searches typed in"), choices=SPOKEN, required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["area"]
        assert isinstance(choice, AreaChoice)
        choice.queryset = areas_to_keep_for(person)

    def clean_lines(self) -> list[Line]:
        lines = lines_of(self.cleaned_data["lines"])
        if not lines:
            raise ValidationError(_("Write at least one pair, like “box = router”."))
        if len(lines) > MOST_LINES:
            message = ngettext(
                "This is %(n)s pair, and %(most)s can be taken in at once: paste the rest after.",
                "These are %(n)s pairs, and %(most)s can be taken in at once: paste the rest after.",
                len(lines),
            )
            raise ValidationError(message, params={"n": len(lines), "most": MOST_LINES})
        return lines


class SynonymFilterForm(forms.Form):
    """Nonsense in the query string filters nothing."""

    q = forms.CharField(
        label=_("Holding the words"),
        max_length=LONGEST_TYPED,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )
    area = forms.ChoiceField(label=_("Vocabulary of"), required=False)
    language = forms.ChoiceField(label=_("In searches typed in"), choices=SPOKEN, required=False)

    def __init__(self, data: QueryDict, *, person: User) -> None:
        super().__init__(data)
        self.areas = {area.slug: area for area in areas_with_synonyms(person)}
        choice = self.fields["area"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [
            ("", _("All")),
            (COMPANY, _("The whole company")),
            *((slug, area.label) for slug, area in self.areas.items()),
        ]

    def wanted(self) -> Wanted:
        """The filters, without what made no sense."""
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            words=given.get("q", ""),
            area=self.areas.get(given.get("area", "")),
            company=given.get("area") == COMPANY,
            language=given.get("language", ""),
        )
