"""Logging something in one line, or field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from knowledge.contributions.actions.entries import record_entry
from knowledge.contributions.errors import TooLong
from knowledge.contributions.forms.confirming import sure
from knowledge.contributions.forms.entry import EntryForm, data_of, read_line
from knowledge.contributions.periods import monday_of
from knowledge.contributions.queries.figures import today_of
from knowledge.ui.numbers import minutes as said_minutes
from knowledge.ui.page import page, redirect_see_other
from knowledge.ui.times import days_ago

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User
    from accounts.requests import SignedInRequest
    from knowledge.contributions.models import Entry


def add(request: SignedInRequest) -> HttpResponse:
    """POST keeps a line when nothing is missing, and with `look` in the address says what it would
    be understood as: what people write of their work stays out of addresses and their logs.

    With `fields` the fields are sent instead of the line.
    """
    if request.method == "POST" and "look" not in request.GET:
        return _keep(request)
    line = request.POST.get("line") or request.GET.get("line", "")
    by_field = "fields" in request.GET
    today = today_of(request.user)
    understood = read_line(line, person=request.user, today=today) if line.strip() else None
    form = EntryForm(person=request.user, initial={"day": today})
    if understood is not None:
        form = EntryForm(data_of(understood), person=request.user)
        form.full_clean()
    context = {"line": line, "by_field": by_field, "form": form, "understood": understood}
    return page(request, "contributions/add.html", context, partial="understood")


def _keep(request: SignedInRequest) -> HttpResponse:
    person, line = request.user, request.POST.get("line", "")
    by_field = "fields" in request.POST
    form = EntryForm(request.POST if by_field else _data(line, person), person=person)
    question = ""
    if form.is_valid():
        try:
            entry = record_entry(person=person, sure=sure(request.POST), **form.facts)
        except TooLong as too_long:
            question = " ".join(too_long.messages)
        except ValidationError as error:
            form.keep_refusal(error)
        else:
            _say(request, entry)
            return redirect_see_other("time:week", monday_of(entry.day))
    context = {"line": line, "by_field": True, "form": form, "question": question}
    return page(request, "contributions/add.html", context, status=422)


def _data(line: str, person: User) -> dict[str, str]:
    return data_of(read_line(line, person=person, today=today_of(person)))


def _say(request: SignedInRequest, entry: Entry) -> None:
    days = (today_of(request.user) - entry.day).days
    said = {
        "minutes": said_minutes(entry.minutes),
        "kind": entry.get_kind_display(),
        "day": days_ago(days),
    }
    messages.success(request, _("Noted: %(minutes)s, %(kind)s, %(day)s.") % said)
