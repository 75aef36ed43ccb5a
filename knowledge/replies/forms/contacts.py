"""A file of closed contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES: Final = 4_000_000


class ContactsForm(forms.Form):
    """CSV; what the columns are called stands on the page."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV from your ticket system, at most 20,000 contacts."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("This file is too large. Split it."))
        return file
