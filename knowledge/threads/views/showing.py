"""The page of a thread with its forms; one of them bound when it was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from knowledge.threads.forms.answering import AnswerForm
from knowledge.threads.forms.deciding import (
    AskInfoForm,
    CloseForm,
    GiveInfoForm,
    JoinForm,
    LineForm,
    MoveForm,
    OtherThreadForm,
    PassForm,
    RenewForm,
    ReopenForm,
    UrgencyForm,
)
from knowledge.threads.models import CustomerLine
from knowledge.threads.queries.pages import thread_page
from knowledge.threads.views.fetch import rights_of
from knowledge.ui.page import page

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.threads.models import Thread
    from knowledge.threads.permissions import ThreadRights


def show_thread(request: SignedInRequest, thread: Thread, **refused: BaseForm) -> HttpResponse:
    """The page; with a refused form it says so (422), and every other form is as it was."""
    context = page_context(request, thread)
    context |= {"forms": _forms(request, thread, context["rights"]) | refused}
    context["focus"] = "answer" in request.GET or "answer" in refused
    return page(request, "threads/detail.html", context, status=422 if refused else 200)


def page_context(request: SignedInRequest, thread: Thread) -> dict[str, Any]:
    """What the parts that `live` draws again are made from."""
    now = timezone.now()
    rights = rights_of(request, thread)
    return {
        "thread": thread,
        "rights": rights,
        "shown": thread_page(thread, request.user, rights, now),
        "now": now,
        "forms": _forms(request, thread, rights),
    }


def _forms(request: SignedInRequest, thread: Thread, rights: ThreadRights) -> dict[str, BaseForm]:
    """Each unbound, with a prefix of its own: several stand on one page."""
    person = request.user
    forms: dict[str, BaseForm] = {
        "pass_on": PassForm(prefix="pass"),
        "renew": RenewForm(prefix="renew"),
        "ask_info": AskInfoForm(prefix="ask-info"),
        "give_info": GiveInfoForm(prefix="give-info"),
        "close": CloseForm(prefix="close"),
        "reopen": ReopenForm(prefix="reopen"),
        "urgency": UrgencyForm(prefix="urgency", initial={"urgency": thread.urgency}),
        "duplicate": OtherThreadForm(prefix="duplicate", person=person, thread=thread),
        "merge": OtherThreadForm(prefix="merge", person=person, thread=thread),
        "holding": _line_form(CustomerLine.Kind.HOLDING),
        "status": _line_form(CustomerLine.Kind.STATUS),
    }
    if rights.can_answer:
        forms["answer"] = AnswerForm()
    if rights.can_move:
        joined = list(thread.joined_areas.all())
        forms["move"] = MoveForm(prefix="move", person=person)
        forms["join"] = JoinForm(prefix="join", person=person, initial={"areas": joined})
    return forms


def _line_form(kind: CustomerLine.Kind) -> LineForm:
    return LineForm(prefix=kind.value, initial={"kind": kind})
