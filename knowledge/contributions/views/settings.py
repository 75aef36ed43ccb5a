"""How one's time is recorded, and when one is reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from accounts.requests import posted
from knowledge.contributions.actions.recording import keep_recording
from knowledge.contributions.forms.settings import RecordingForm
from knowledge.contributions.queries.recording import recording_of
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


def settings(request: SignedInRequest) -> HttpResponse:
    person = request.user
    form = RecordingForm(
        posted(request),
        recording=recording_of(person),
        shares=person.is_expert,
        manages=person.managed_teams.exists(),
    )
    if request.method == "POST" and form.is_valid():
        keep_recording(person=person, **form.cleaned_data)
        messages.success(request, _("Saved. This is how your time is recorded from now on."))
        return redirect_see_other("time:settings")
    status = 422 if form.errors else 200
    return page(request, "contributions/settings.html", {"form": form}, status=status)
