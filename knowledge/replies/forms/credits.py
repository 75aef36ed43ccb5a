"""Who shares the credit: a number beside each name, and lines for somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from knowledge.areas.folding import fold
from knowledge.replies.sharing import MOST_PEOPLE, WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import QueryDict

ADDED: Final = 2
"""Lines for somebody who is not in the list yet."""


class SplitForm(forms.Form):
    """Whole per cent that sum to 100; 0 takes somebody out."""

    word = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It stays with the split, for whoever reads its history."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, data: QueryDict | None, *, people: Sequence[User], shares: Mapping[int, int]
    ) -> None:
        super().__init__(data)
        self.people = people
        for person in people:
            self.fields[f"share_{person.pk}"] = _share(
                person.display_name, shares.get(person.pk, 0)
            )
        for number in range(ADDED):
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Somebody else, by name or e-mail"),
                required=False,
                max_length=254,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"added_{number}"] = _share(_("Per cent"), None)

    def lines(self) -> Iterator[tuple[User, forms.BoundField]]:
        """Each person with their number."""
        for person in self.people:
            yield person, self[f"share_{person.pk}"]

    def added(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Name and number of each further line."""
        for number in range(ADDED):
            yield self[f"name_{number}"], self[f"added_{number}"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        shares = {person: values.get(f"share_{person.pk}") or 0 for person in self.people}
        for number in range(ADDED):
            typed, share = values.get(f"name_{number}", ""), values.get(f"added_{number}") or 0
            if typed.strip():
                person = self._named(f"name_{number}", typed.strip())
                if person is not None:
                    shares[person] = shares.get(person, 0) + share
            elif share:
                self.add_error(f"name_{number}", _("Whose share is this? Write a name."))
        given = {person: share for person, share in shares.items() if share}
        total = sum(given.values())
        if not self.errors and total != WHOLE:
            words = _("The shares sum to %(total)d %%. Make it 100.")
            raise forms.ValidationError(words % {"total": total})
        if len(given) > MOST_PEOPLE:
            words = _("At most %(most)d people may share a split.")
            raise forms.ValidationError(words % {"most": MOST_PEOPLE})
        values["shares"] = given
        return values

    def _named(self, field: str, typed: str) -> User | None:
        """Somebody who is here, by address or by whole name; says so when there is none, or several."""
        active = User.objects.active()
        found = list(active.filter(email__iexact=typed)[:1]) or list(
            active.filter(folded_name=fold(typed))[:2]
        )
        if len(found) == 1:
            person: User = found[0]
            return person
        words = (
            _("Several people are called so: write the e-mail address.")
            if found
            else _("Nobody here is called so. Write the whole name, or the e-mail address.")
        )
        self.add_error(field, words)
        return None


def _share(label: str, initial: int | None) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=initial,
        required=False,
        min_value=0,
        max_value=WHOLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
