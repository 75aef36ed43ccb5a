"""One's own replies: the list, one of them, how they went, what one wants of the reply desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from knowledge.replies.actions import outcomes as actions
from knowledge.replies.channel import keep_channel
from knowledge.replies.forms.mine import FilterForm, PreferenceForm, ReplyForm, chosen
from knowledge.replies.models import Outcome
from knowledge.replies.queries.copied import replies_of, with_passages
from knowledge.replies.queries.mine import found_of, of_today, preference_of, unsaid_today
from knowledge.replies.queries.speaking import may_speak_on
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What I copied for customers or told them; nobody else ever sees this list."""
    form = FilterForm(request.GET)
    wanted = form.wanted
    paging = paginate(request, found_of(request.user, wanted))
    context = {
        "form": form,
        "is_filtered": bool(wanted),
        "paging": paging,
        "replies": with_passages(paging.items, request.user),
        "unsaid": unsaid_today(request.user),
    }
    return page(request, "replies/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct one of my replies: channel, case reference, outcome."""
    record = get_object_or_404(replies_of(request.user), pk=pk)
    form = ReplyForm.of(record, request.POST if request.method == "POST" else None)
    if form.is_valid():
        was = record.channel
        actions.correct_reply(record=record, **form.cleaned_data)
        if record.channel != was and may_speak_on(request.user, record.channel):
            keep_channel(request, record.channel)
        messages.success(request, _("Your reply is corrected."))
        return redirect_see_other("replies:mine")
    [reply] = with_passages([record], request.user)
    status = 422 if form.is_bound else 200
    return page(request, "replies/reply.html", {"form": form, "reply": reply}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def outcomes(request: SignedInRequest) -> HttpResponse:
    """How the replies of today went: one press each, or all that are left at once."""
    if request.method == "POST":
        return _say(request)
    paging = paginate(request, of_today(request.user))
    context = {
        "paging": paging,
        "replies": with_passages(paging.items, request.user),
        "outcomes": Outcome.choices,
        "unsaid": unsaid_today(request.user),
    }
    return page(request, "replies/outcomes.html", context)


def _say(request: SignedInRequest) -> HttpResponse:
    outcome = request.POST.get("outcome", "")
    asked = chosen(request.POST)
    try:
        if "rest" in request.POST:
            left = of_today(request.user).filter(outcome="")
            asked = list(left.values_list("pk", flat=True))
        said = actions.say_outcome(person=request.user, records=asked, outcome=outcome)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect_see_other(request.get_full_path())
    if "rest" in request.POST and said:
        words = ngettext("Noted for %(n)d reply.", "Noted for %(n)d replies.", said)
        messages.success(request, words % {"n": said})
    return redirect_see_other(request.get_full_path())


@require_http_methods(["GET", "HEAD", "POST"])
def desk_settings(request: SignedInRequest) -> HttpResponse:
    """What I agree to and want of the reply desk."""
    preference = preference_of(request.user)
    data = request.POST if request.method == "POST" else None
    form = PreferenceForm(data, instance=preference)
    if form.is_valid():
        actions.keep_preference(preference=form.instance)
        messages.success(request, _("Your settings are saved."))
        return redirect_see_other("replies:settings")
    context = {"form": form, "here": "replies:settings"}
    status = 422 if form.is_bound else 200
    return page(request, "replies/settings.html", context, status=status)
