"""What an action refuses is shown at the field it is about."""

from django import forms
from django.core.exceptions import ValidationError


def keep_refusal(form: forms.BaseForm, error: ValidationError) -> None:
    """Adds an action's ValidationError to the form; unknown fields become general errors."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
