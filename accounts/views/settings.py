"""Own settings: profile, photo, display, what I know, feeds and tokens."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.forms.refusals import keep_refusal
from accounts.forms.settings import (
    AvatarForm,
    ExpertiseForm,
    PreferencesForm,
    ProfileForm,
    TokenForm,
)
from accounts.models import AccessToken, Expertise
from accounts.queries import expertise_of
from accounts.requests import SignedInRequest, posted
from knowledge.ui.page import page, redirect_see_other


def profile(request: SignedInRequest) -> HttpResponse:
    person = request.user
    form = ProfileForm(
        posted(request),
        initial={
            "display_name": person.display_name,
            "job_title": person.job_title,
            "languages": person.languages,
            "time_zone": person.time_zone,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_profile(person, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect_see_other("accounts:settings")
    context = {"form": form, "photo_form": AvatarForm()}
    return page(request, "accounts/settings_profile.html", context)


@require_POST
def photo(request: SignedInRequest) -> HttpResponse:
    """Sets the photo, or removes it when asked to."""
    if "remove" in request.POST:
        actions.remove_avatar(request.user)
        return redirect_see_other("accounts:settings")
    form = AvatarForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.set_avatar(request.user, file=form.cleaned_data["photo"])
        except ValidationError as error:
            form.add_error("photo", error)
        else:
            messages.success(request, _("Your photo is saved."))
            return redirect_see_other("accounts:settings")
    for refusal in form.errors.get("photo", []):
        messages.error(request, str(refusal))
    return redirect_see_other("accounts:settings")


def preferences(request: SignedInRequest) -> HttpResponse:
    person = request.user
    form = PreferencesForm(
        posted(request),
        initial={
            "interface_language": person.interface_language,
            "theme": person.theme,
            "single_keys": person.single_keys,
        },
    )
    if request.method == "POST" and form.is_valid():
        actions.change_preferences(person, **form.cleaned_data)
        return redirect_see_other("accounts:settings_preferences")
    return page(request, "accounts/settings_preferences.html", {"form": form})


def expertise(request: SignedInRequest) -> HttpResponse:
    form = ExpertiseForm(posted(request), person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_expertise(person=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Noted. A knowledge lead will confirm it."))
            return redirect_see_other("accounts:settings_expertise")
    known = expertise_of(request.user, viewer=request.user)
    return page(request, "accounts/settings_expertise.html", {"form": form, "known": known})


@require_POST
def expertise_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Expertise, pk=pk, person=request.user)
    actions.withdraw_expertise(row, by=request.user)
    return redirect_see_other("accounts:settings_expertise")


@never_cache
def tokens(request: SignedInRequest) -> HttpResponse:
    """The list; after creating, the page that shows the secret this once."""
    form = TokenForm(posted(request))
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        token, secret = actions.create_token(
            person=request.user, by=request.user, **form.cleaned_data
        )
        context = {"form": TokenForm(), "made": token, "secret": secret}
    kept = AccessToken.objects.filter(person=request.user, revoked_at=None)
    return page(request, "accounts/settings_tokens.html", context | {"tokens": kept})


@require_POST
def token_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(AccessToken, pk=pk, person=request.user, revoked_at=None)
    actions.revoke_token(token, by=request.user)
    messages.success(request, _("The token no longer works."))
    return redirect_see_other("accounts:settings_tokens")
