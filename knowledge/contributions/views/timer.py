"""The timer: its page, what is done with it from any page, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.contributions.actions import timer as actions
from knowledge.contributions.actions.timer import InDoubt, Stopped, TimerChanged
from knowledge.contributions.bar import TIMED, timer_part
from knowledge.contributions.errors import TooLong
from knowledge.contributions.forms.timer import TimerForm, UntilForm
from knowledge.contributions.models import Kind
from knowledge.contributions.queries.timer import glance_of, timer_of
from knowledge.contributions.recordables import on_page
from knowledge.contributions.timer_page import timer_page
from knowledge.ui.numbers import minutes as in_words
from knowledge.ui.page import page, redirect_see_other, where_from

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from accounts.requests import SignedInRequest

    Act = Callable[[SignedInRequest, datetime | None], str]

DISCARDED = "discarded-timer"
"""In the session: the timer that was thrown away last, to be brought back."""


def timer(request: SignedInRequest) -> HttpResponse:
    """What is counted now, or until when it should have been."""
    return _show(request)


@require_POST
def timer_act(request: SignedInRequest) -> HttpResponse:
    """One act on the timer that the window shows. Nothing that was counted is lost by a refusal."""
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        return redirect_see_other("time:timer")
    try:
        messages.success(request, act(request, _started(request)))
    except TimerChanged:
        messages.warning(
            request,
            _("Your timer was changed in another window. Nothing was done: this is how it stands."),
        )
        return redirect_see_other("time:timer")
    except InDoubt:
        return redirect_see_other("time:timer")
    except ValidationError as refusal:
        _hold_still(request)
        return _show(request, refusal)
    _mark(request)
    return redirect_see_other(f"{_page_of(request)}#timer")


def _page_of(request: SignedInRequest) -> str:
    """Where the timer was pressed; its fragment puts the focus back on it."""
    return resolve_url(where_from(request, "time:timer")).partition("#")[0]


@require_POST
def timer_seen(request: SignedInRequest) -> HttpResponse:
    """A page in use: a sign of life, answered with how the timer stands."""
    actions.note_seen(person=request.user)
    path = request.POST.get("page", "/")[:1_000]
    back = where_from(request, "/")
    return HttpResponse(timer_part(request, glance_of(request.user), page=path, back=back))


def _start(request: SignedInRequest, started: datetime | None) -> str:
    """On the thing of the page where it was asked for, else on what the form says."""
    thing = on_page(request.user, request.POST.get("page", ""))
    facts: dict[str, Any] = {} if thing else _facts(request, None)
    before = actions.start_timer(person=request.user, thing=thing, started_at=started, **facts)
    return " ".join(filter(None, [_said(before) if before else "", _("The timer is running.")]))


def _pause(request: SignedInRequest, started: datetime | None) -> str:
    actions.pause_timer(person=request.user, started_at=_some(started))
    return _("The timer is paused.")


def _go_on(request: SignedInRequest, started: datetime | None) -> str:
    actions.go_on(person=request.user, started_at=_some(started))
    return _("The timer is running again.")


def _stop(request: SignedInRequest, started: datetime | None) -> str:
    if "kind" in request.POST:
        _change(request, started)
    stopped = actions.stop_timer(
        person=request.user,
        started_at=_some(started),
        until=_until(request),
        sure="sure" in request.POST,
    )
    return _said(stopped)


def _change(request: SignedInRequest, started: datetime | None) -> str:
    facts = _facts(request, timer_of(request.user))
    actions.describe_timer(person=request.user, started_at=_some(started), **facts)
    return _("Saved.")


def _discard(request: SignedInRequest, started: datetime | None) -> str:
    kept = actions.discard_timer(person=request.user, started_at=_some(started))
    request.session[DISCARDED] = kept
    return _("Thrown away: nothing was recorded. You can still bring it back below.")


def _bring_back(request: SignedInRequest, _started: datetime | None) -> str:
    kept = request.session.pop(DISCARDED, None)
    if kept is None:
        raise TimerChanged(None)
    actions.bring_back_timer(person=request.user, kept=kept)
    return _("Your timer is back, paused.")


ACTS: dict[str, Act] = {
    "start": _start,
    "pause": _pause,
    "go_on": _go_on,
    "stop": _stop,
    "change": _change,
    "discard": _discard,
    "bring_back": _bring_back,
}


def _said(stopped: Stopped) -> str:
    """What became of the minutes."""
    if not stopped.entries:
        return _("Less than half a minute: nothing was recorded.")
    facts = {"minutes": in_words(stopped.minutes), "what": stopped.label}
    if stopped.label:
        return _("Recorded: %(minutes)s on %(what)s.") % facts
    return _("Recorded: %(minutes)s.") % facts


def _show(request: SignedInRequest, refusal: ValidationError | None = None) -> HttpResponse:
    found = timer_of(request.user)
    data = request.POST if refusal and "kind" in request.POST else None
    form = TimerForm(data, timer=found)
    question = refusal if isinstance(refusal, TooLong) else None
    if refusal and not question:
        _keep(form, refusal)
    context = {
        "shown": timer_page(found),
        "form": form,
        "question": question.messages[0] if question else "",
        "until": request.POST.get("until", "") if question else "",
        "refused": refusal.messages if refusal and not question and data is None else (),
        "discarded": request.session.get(DISCARDED) if found is None else None,
    }
    return page(request, "contributions/timer.html", context, status=422 if refusal else 200)


def _keep(form: TimerForm, refusal: ValidationError) -> None:
    """Beside the field that it is about."""
    if not form.is_bound:
        return
    form.is_valid()
    known = getattr(refusal, "error_dict", {None: refusal})
    for name, errors in known.items():
        if not form.errors.get(name or "__all__"):
            form.add_error(name if name in form.fields else None, errors)


def _hold_still(request: SignedInRequest) -> None:
    """While a question stands, its answer takes no minutes."""
    found = timer_of(request.user)
    if found is None:
        return
    try:
        actions.pause_timer(person=request.user, started_at=found.started_at)
    except (InDoubt, TimerChanged, ValidationError):
        return


def _facts(request: SignedInRequest, found: Any) -> dict[str, str]:
    """Of the form; without one those of the timer, else the usual kind. Raises ValidationError."""
    if "kind" not in request.POST:
        if found is not None:
            return {"kind": found.kind, "label": found.label, "url": found.url}
        return {"kind": Kind.ARTICLE, "label": "", "url": ""}
    form = TimerForm(request.POST, timer=found)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.facts()


def _until(request: SignedInRequest) -> datetime | None:
    """What was said where a forgotten timer asks; None elsewhere. Raises ValidationError."""
    if not request.POST.get("until") and "asked" not in request.POST:
        return None
    form = UntilForm(request.POST)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    until: datetime = form.cleaned_data["until"]
    return until


def _started(request: SignedInRequest) -> datetime | None:
    """Which timer the window means; nonsense means none."""
    try:
        return parse_datetime(request.POST.get("started", ""))
    except ValueError:
        return None


def _some(started: datetime | None) -> datetime:
    if started is None:
        raise TimerChanged(None)
    return started


def _mark(request: SignedInRequest) -> None:
    """The bar shows a timer also to who has no allowance, and asks nothing for them without one."""
    if request.user.is_expert:
        return
    if timer_of(request.user):
        request.session[TIMED] = True
    else:
        request.session.pop(TIMED, None)
