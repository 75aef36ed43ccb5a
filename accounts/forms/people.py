"""People, their roles and teams."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actions.people import ROLES
from accounts.models import Language, Team, User

ROLE_LABELS = {
    "contact": _("Contact employee"),
    "expert": _("Expert"),
    "manager": _("Manager"),
    "lead": _("Knowledge lead"),
    "administrator": _("Administrator"),
}


class TeamChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Teams in tree order, indented."""

    def label_from_instance(self, obj: Team) -> str:
        return "\u2003" * obj.depth + obj.name


class PeopleKept(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Those chosen so far, each to keep or to untick; `PersonAdded` beside it adds one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", User.objects.none())
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(**kwargs)

    def label_from_instance(self, obj: User) -> str:
        return obj.display_name


class PersonAdded(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One more active person, or nobody."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", User.objects.active())
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_label", _("Nobody"))
        super().__init__(**kwargs)

    def label_from_instance(self, obj: User) -> str:
        return obj.display_name


def kept_and_added(kept: Iterable[User], added: User | None) -> list[User]:
    """What the two fields say together."""
    people = {person.pk: person for person in kept}
    if added is not None:
        people[added.pk] = added
    return list(people.values())


class FirstAdministratorForm(forms.Form):
    display_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html(),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if password := cleaned.get("password"):
            person = User(
                email=cleaned.get("email", ""), display_name=cleaned.get("display_name", "")
            )
            try:
                password_validation.validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class PersonForm(forms.Form):
    """What administrators set; `send_invitation` only when creating."""

    display_name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    job_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    team = TeamChoice(
        label=_("Team"), queryset=Team.objects.all(), required=False, empty_label=_("No team")
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role, ROLE_LABELS[role]) for role in ROLES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class NewPersonForm(PersonForm):
    interface_language = forms.ChoiceField(
        label=_("Interface language"), choices=Language.choices, widget=forms.RadioSelect
    )
    send_invitation = forms.BooleanField(
        label=_("Send them a link to choose a password"), required=False, initial=True
    )


class PeopleFilterForm(forms.Form):
    """The administrator's list."""

    q = forms.CharField(label=_("Name or e-mail"), required=False)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *ROLE_LABELS.items()]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Active")), ("inactive", _("Deactivated")), ("all", _("All"))],
    )


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    parent = TeamChoice(
        label=_("Part of"),
        queryset=Team.objects.all(),
        required=False,
        empty_label=_("No other team"),
    )
    managers = PeopleKept(label=_("Managers"))
    add_manager = PersonAdded(label=_("Add a manager"))

    def __init__(self, *args: Any, managers: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = User.objects.filter(pk__in=[person.pk for person in managers])
        self.fields["managers"].queryset = current  # type: ignore[attr-defined]
        self.fields["managers"].initial = [person.pk for person in current]
        if not current:
            del self.fields["managers"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        added = cleaned.pop("add_manager", None)
        cleaned["managers"] = kept_and_added(cleaned.get("managers") or (), added)
        return cleaned
