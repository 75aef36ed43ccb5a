"""One entry with its history, all of them as a file, and who looked at the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.permissions import hidden_area_ids
from accounts.requests import posted
from knowledge.contributions.actions.corrections import Line, correct_entry, line_of
from knowledge.contributions.actions.months import closed_among
from knowledge.contributions.errors import TooLong
from knowledge.contributions.forms.confirming import sure
from knowledge.contributions.forms.entry import CorrectionForm
from knowledge.contributions.models import Entry, State
from knowledge.contributions.own_file import FORMATS, file_of
from knowledge.contributions.periods import monday_of
from knowledge.contributions.queries.entries import area_name, export_rows, history_of
from knowledge.contributions.queries.figures import today_of
from knowledge.contributions.queries.log import views_of
from knowledge.contributions.told import told_history
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from accounts.requests import SignedInRequest


def entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it says now, every change of it, and a form that corrects it."""
    found = get_object_or_404(Entry.objects.of(request.user).select_related("area"), pk=pk)
    line = Line(line_of(found))
    name = area_name(line.facts.area, hidden_area_ids(request.user))
    form = CorrectionForm(posted(request), person=request.user, facts=line.facts, area_name=name)
    question = ""
    if request.method == "POST" and form.is_valid():
        try:
            right = correct_entry(
                entry=found, by=request.user, sure=sure(request.POST), **form.facts
            )
        except TooLong as too_long:
            question = " ".join(too_long.messages)
        except ValidationError as error:
            form.keep_refusal(error)
        else:
            messages.success(request, _("Corrected. What it said before stays in its history."))
            return redirect_see_other("time:week", monday_of(right.day))
    return _show_entry(request, line, form, question)


def _show_entry(
    request: SignedInRequest, line: Line, form: CorrectionForm, question: str
) -> HttpResponse:
    context = {
        "entry": line.latest,
        "facts": line.facts,
        "monday": monday_of(line.facts.day),
        "can_correct": line.latest.state != State.PROPOSED,
        "is_closed": bool(closed_among([line.facts.day])),
        "history": told_history(history_of(line.first), request.user),
        "form": form,
        "question": question,
    }
    status = 422 if question or form.errors else 200
    return page(request, "contributions/entry.html", context, partial="history", status=status)


def own_file(request: SignedInRequest) -> HttpResponseBase:
    """All of one's entries, in the form that is asked for; without one, the choice."""
    form = request.GET.get("format", "")
    if form not in FORMATS:
        return page(request, "contributions/file.html", {"formats": FORMATS})
    return file_of(export_rows(request.user), form, today_of(request.user))


def looked(request: SignedInRequest) -> HttpResponse:
    """Who looked at one's figures, where and when."""
    rows = paginate(request, views_of(request.user))
    return page(request, "contributions/looked.html", {"rows": rows})
