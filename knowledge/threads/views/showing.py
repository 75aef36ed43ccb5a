"""The page of a thread with its forms; one of them bound when it was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.forms import Form
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
from knowledge.threads.views.parts import Drawer
from knowledge.ui.page import page

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.threads.models import Thread
    from knowledge.threads.permissions import ThreadRights


PLAIN: Final[dict[str, type[Form]]] = {
    "pass": PassForm,
    "renew": RenewForm,
    "ask_info": AskInfoForm,
    "give_info": GiveInfoForm,
    "close": CloseForm,
    "reopen": ReopenForm,
}


def show_thread(request: SignedInRequest, thread: Thread, **refused: BaseForm) -> HttpResponse:
    """The page; with a refused form it says so (422), and every other form is as it was."""
    context = page_context(request, thread)
    context["forms"].update(refused)
    answer = context["forms"]["answer"]
    if answer and ("answer" in request.GET or "answer" in refused):
        answer.fields["body"].widget.attrs["autofocus"] = True
    return page(request, "threads/detail.html", context, status=422 if refused else 200)


def page_context(request: SignedInRequest, thread: Thread) -> dict[str, Any]:
    """What the parts that `live` draws again are made from."""
    now = timezone.now()
    rights = rights_of(request, thread)
    shown = thread_page(thread, request.user, rights, now)
    drawer = Drawer(request, shown, rights)
    return {
        "thread": thread,
        "rights": rights,
        "shown": shown,
        "answers": drawer.answers(),
        "comments": drawer.comments(),
        "forms": PageForms(request, thread, rights),
    }


class PageForms(dict[str, "BaseForm"]):
    """The forms of the page by name, each made when the page asks for it: most readers see few of them.

    Each has a prefix of its own, because several stand on one page.
    """

    def __init__(self, request: SignedInRequest, thread: Thread, rights: ThreadRights) -> None:
        super().__init__()
        self._person, self._thread, self._rights = request.user, thread, rights

    def __missing__(self, name: str) -> BaseForm | None:
        """None for one that is not for this reader."""
        if name == "answer" and not self._rights.can_answer:
            return None
        made = self._made(name)
        if made is not None:
            self[name] = made
        return made

    def _made(self, name: str) -> BaseForm | None:
        person, thread = self._person, self._thread
        if name in CustomerLine.Kind.values:
            return LineForm(prefix=name, initial={"kind": name})
        if name in {"duplicate", "merge"}:
            return OtherThreadForm(prefix=name, person=person, thread=thread)
        if name in {"move", "join"}:
            joined = {"areas": list(thread.joined_areas.all())}
            kind = MoveForm if name == "move" else JoinForm
            return kind(prefix=name, person=person, initial=joined)
        if name == "urgency":
            return UrgencyForm(prefix=name, initial={"urgency": thread.urgency})
        if name == "answer":
            return AnswerForm()
        plain = PLAIN.get(name)
        return plain(prefix=name.replace("_", "-")) if plain else None
