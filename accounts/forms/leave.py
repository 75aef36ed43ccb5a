"""Days away from elsewhere: a file, an address, or a table of many people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.leave.periods import Unreadable
from accounts.leave.tables import text_of

MOST_BYTES = 1024 * 1024


def _bounded(file: UploadedFile[Any] | None) -> UploadedFile[Any] | None:
    if file and (file.size or 0) > MOST_BYTES:
        raise ValidationError(_("This file is larger than 1 MB. Choose fewer days or people."))
    return file


class LeaveFileForm(forms.Form):
    file = forms.FileField(
        label=_("Calendar or table"),
        allow_empty_file=True,
        help_text=_("A calendar (.ics) or a table (.csv), at most 1 MB."),
        widget=forms.FileInput({"accept": ".ics,.csv,.txt,text/calendar,text/csv"}),
    )

    def clean_file(self) -> UploadedFile[Any] | None:
        return _bounded(self.cleaned_data["file"])


class LeaveAddressForm(forms.Form):
    url = forms.CharField(
        label=_("Address of the calendar"),
        max_length=1_000,
        help_text=_(
            "It starts with https:// or webcal://. Your HR system calls it a subscription."
        ),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )


class LeaveTableForm(forms.Form):
    """Cleaned, `text` is what the file or else the box holds."""

    file = forms.FileField(
        label=_("Table"),
        required=False,
        allow_empty_file=True,
        help_text=_("A .csv file of at most 1 MB, with an absence a line."),
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv"}),
    )
    text = forms.CharField(
        label=_("Its lines"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        help_text=_("Correct them here, or choose the file again."),
        widget=forms.Textarea({"rows": 12, "class": "input--code", "spellcheck": "false"}),
    )
    leave_out = forms.BooleanField(
        label=_("Leave out people who have no account here"),
        required=False,
        help_text=_("Otherwise their lines are wrong, and nothing is written."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """At first a file is needed; once its lines are in the box, they are."""
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.is_bound and not self.initial
        self.fields["text"].required = not self.is_bound

    def clean_file(self) -> UploadedFile[Any] | None:
        return _bounded(self.cleaned_data["file"])

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return facts
        if facts["file"]:
            try:
                facts["text"] = text_of(facts["file"].read())
            except Unreadable as error:
                self.add_error("file", str(error))
        elif not facts["text"].strip():
            self.add_error("file", _("Choose a file."))
        return facts

    def to_correct(self) -> LeaveTableForm:
        """The same with the file's lines in the box, where they can be changed."""
        facts = {"text": self.cleaned_data["text"], "leave_out": self.cleaned_data["leave_out"]}
        return LeaveTableForm(initial=facts)
