"""Settings of the reply desk: channels, and how teams open and close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.refusals import keep_refusal
from accounts.requests import posted
from knowledge.replies.actions.profiles import keep_profile, keep_sentence, retire_profile
from knowledge.replies.forms.copying import storable
from knowledge.replies.forms.profiles import ProfileForm, SentencesForm
from knowledge.replies.models import ChannelProfile, Sentence
from knowledge.replies.permissions import can_set_up_channels
from knowledge.replies.queries.profiles import (
    own_sentences,
    profile_name,
    sentences_of,
    teams_to_word,
)
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def profiles(request: SignedInRequest) -> HttpResponse:
    """The channels of the company, and a new one; everybody reads them."""
    may_change = can_set_up_channels(request.user)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = ProfileForm(posted(request))
    if request.method == "POST" and form.is_valid():
        kept = keep_profile(**form.cleaned_data)
        messages.success(request, _("The channel is there."))
        return redirect_see_other("replies:profile", kept.pk)
    rows = [(row, profile_name(row)) for row in ChannelProfile.objects.all()]
    context = {"rows": rows, "form": form, "may_change": may_change}
    return page(request, "replies/profiles.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest, pk: int) -> HttpResponse:
    """How one channel wants its replies."""
    if not can_set_up_channels(request.user):
        raise PermissionDenied
    row = get_object_or_404(ChannelProfile, pk=pk)
    form = ProfileForm(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        keep_profile(profile=row, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect_see_other("replies:profiles")
    context = {"form": form, "row": row, "name": profile_name(row)}
    return page(request, "replies/profile.html", context, status=422 if form.errors else 200)


@require_POST
def profile_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """Out of use, or back."""
    if not can_set_up_channels(request.user):
        raise PermissionDenied
    row = get_object_or_404(ChannelProfile, pk=pk)
    retire_profile(profile=row, retired=request.POST.get("retired") == "yes")
    return redirect_see_other("replies:profiles")


@require_http_methods(["GET", "HEAD", "POST"])
def sentences(request: SignedInRequest) -> HttpResponse:
    """How my teams open and close; administrators word every team and the company."""
    teams, for_all = teams_to_word(request.user), can_set_up_channels(request.user)
    if not for_all and not teams.exists():
        raise PermissionDenied
    form = SentencesForm(
        posted(request), teams=teams, for_all=for_all, initial=_chosen(request, for_all=for_all)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            for place in Sentence.Place:
                keep_sentence(
                    by=request.user,
                    team=given["team"],
                    language=given["language"],
                    channel=given["channel"],
                    place=place,
                    words=given[place.value],
                )
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Kept. The next reply begins and ends like that."))
            return redirect_see_other("replies:sentences")
    context = {"form": form, "rows": sentences_of(teams, for_all=for_all)}
    return page(request, "replies/sentences.html", context, status=422 if form.errors else 200)


def _chosen(request: SignedInRequest, *, for_all: bool) -> dict[str, object]:
    """What stands there already for the team, language and channel of the address."""
    teams = teams_to_word(request.user)
    number = request.GET.get("team", "")
    team = teams.filter(pk=number).first() if number.isascii() and number.isdecimal() else None
    if team is None and not for_all:
        team = teams.first()
    language = storable(request.GET.get("language", get_language() or "en"))
    channel = storable(request.GET.get("channel", ""))
    chosen: dict[str, object] = {"team": team, "language": language, "channel": channel}
    chosen.update(own_sentences(team, language, channel))
    return chosen
