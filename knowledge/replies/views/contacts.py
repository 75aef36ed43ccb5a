"""Importing closed contacts, for link rate and satisfaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.leave.periods import Unreadable
from knowledge.replies.actions.contacts import import_contacts
from knowledge.replies.forms.contacts import ContactsForm
from knowledge.replies.models import Contact
from knowledge.replies.permissions import can_import_contacts
from knowledge.ui.numbers import number
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.leave.periods import Wrong
    from accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: SignedInRequest) -> HttpResponse:
    """All of a file or none; each wrong line is named."""
    if not can_import_contacts(request.user):
        raise PermissionDenied
    posted = request.method == "POST"
    form = ContactsForm(request.POST if posted else None, request.FILES if posted else None)
    wrongs: tuple[Wrong, ...] = ()
    if posted and form.is_valid():
        try:
            found = import_contacts(data=form.cleaned_data["file"].read(), by=request.user)
        except Unreadable as error:
            wrongs = error.wrongs
        else:
            words = _("%(added)s added, %(changed)s brought up to date, %(same)s as before.")
            counts = {"added": found.added, "changed": found.changed, "same": found.unchanged}
            messages.success(request, words % {name: number(n) for name, n in counts.items()})
            return redirect_see_other("replies:contacts")
    context = {"form": form, "wrongs": wrongs, "kept": Contact.objects.count()}
    return page(request, "replies/contacts.html", context, status=422 if posted else 200)
