"""Contracts of many people: a file, or its lines to be corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.leave.periods import Unreadable
from accounts.leave.tables import text_of

MOST_BYTES = 2 * 1024 * 1024


class ContractTableForm(forms.Form):
    """Cleaned, `text` is what the file or else the box holds."""

    file = forms.FileField(
        label=_("Table"),
        required=False,
        allow_empty_file=True,
        help_text=_("A .csv file of at most 2 MB, with a contract a line."),
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

    def clean_file(self) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("This file is larger than 2 MB. Split it."))
        return file

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

    def to_correct(self) -> ContractTableForm:
        """The same with the file's lines in the box, where they can be changed."""
        return ContractTableForm(initial={"text": self.cleaned_data["text"]})
