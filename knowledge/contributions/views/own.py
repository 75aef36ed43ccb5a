"""One's own time: what was given, what waits for one's word; confirming it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from knowledge.contributions.actions.carrying_out import NotDone, Outcome, carry_out
from knowledge.contributions.forms.confirming import ConfirmForm, sure
from knowledge.contributions.own_page import OwnPage, own_page
from knowledge.contributions.queries.entries import to_confirm
from knowledge.contributions.queries.plan_picture import plan_picture
from knowledge.notifications.actions import mark_read
from knowledge.notifications.models import Notification
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


def own(request: SignedInRequest) -> HttpResponse:
    """The share, this week, half a year, what to confirm, the plan, whom it helped."""
    shown = own_page(request.user)
    return _show(request, shown, ConfirmForm(None, shown.proposed))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedInRequest) -> HttpResponse:
    """All lines that were shown: those with a tick count, the others are dropped.

    Reloaded, or come back to after signing in: the page that has the lines.
    """
    if request.method != "POST":
        return redirect_see_other(f"{reverse('time:own')}#proposed")
    form = ConfirmForm(request.POST, to_confirm(request.user))
    changes = form.changes()
    if changes is not None:
        try:
            outcome = carry_out(person=request.user, changes=changes, sure=sure(request.POST))
        except NotDone as refusal:
            form.keep_refusal(refusal)
        else:
            mark_read(person=request.user, kinds=[Notification.Kind.REMINDER])
            _say(request, outcome, form.gone)
            return redirect_see_other("time:own")
    return _show(request, own_page(request.user), form, status=422)


def _show(
    request: SignedInRequest, shown: OwnPage, form: ConfirmForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "own": shown,
        "form": form,
        "plan": plan_picture(request.user, now=timezone.now()),
    }
    return page(request, "contributions/own.html", context, status=status)


def _say(request: SignedInRequest, outcome: Outcome, gone: int) -> None:
    said = []
    if outcome.kept:
        said.append(
            ngettext("%(n)d entry confirmed.", "%(n)d entries confirmed.", outcome.kept)
            % {"n": outcome.kept}
        )
    if outcome.dropped:
        said.append(
            ngettext(
                "%(n)d dropped; the sheet of its week takes it up again.",
                "%(n)d dropped; the sheet of their week takes them up again.",
                outcome.dropped,
            )
            % {"n": outcome.dropped}
        )
    if gone:
        said.append(_("The rest was decided on in another window."))
    messages.success(request, " ".join(said) or _("Nothing was waiting."))
