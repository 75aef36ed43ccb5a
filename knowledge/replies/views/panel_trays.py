"""What the panel asks for about the person's tray: collect, write, finish, set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _

from knowledge.replies.actions import trays as actions
from knowledge.replies.actions.panel import NotGiven
from knowledge.replies.actions.panel_trays import (
    CaseTray,
    collect_in_panel,
    follow_case,
    leave_out,
)
from knowledge.replies.actions.recording import NotForCustomers, NothingToCopy
from knowledge.replies.embedding import panel_required
from knowledge.replies.errors import NeedsSpokesperson, PolicyFirst, TooLong
from knowledge.replies.forms.panel import Case, PanelReply
from knowledge.replies.models import Way
from knowledge.replies.pace import count_of_minute
from knowledge.replies.queries.panel import own_tray, shown_tray, tray_of_case
from knowledge.replies.queries.trays import reply_of
from knowledge.replies.views import panel_parts
from knowledge.replies.views.panel_parts import language_of, measured, profile_of, refuse
from knowledge.replies.views.refusals import STAYS, way_out, words_of
from knowledge.ui.page import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.replies.models import Tray
    from knowledge.replies.queries.trays import TrayReply


@panel_required
def collect(request: SignedInRequest) -> HttpResponse:
    """A passage into the tray of this case, or out of it; without a name how the tray stands now."""
    case, asked = Case.read(request.POST), PanelReply.read(request.POST)
    tray = tray_of_case(request.user, number=asked.tray, reference=case.reference)
    try:
        if asked.names and request.POST.get("act") != "out":
            tray = collect_in_panel(
                person=request.user,
                tray=tray,
                name=asked.names[0],
                case=_case_tray(request, case),
                search=asked.search,
            )
        elif asked.names and tray is not None:
            leave_out(tray=tray, name=asked.names[0])
    except (NotGiven, NotForCustomers, NothingToCopy, ValidationError) as refused:
        return refuse(refused)
    except actions.TrayFull:
        return refuse(NotGiven(_("This tray is full. Finish it, or begin another one.")))
    shown = shown_tray(tray, request.user)
    return page(request, "replies/panel/_tray.html", {"shown": shown})


@panel_required
def aside(request: SignedInRequest) -> HttpResponse:
    """The tray is kept for later: what is collected next begins another one."""
    tray = own_tray(request.user, PanelReply.read(request.POST).tray)
    if tray is not None:
        actions.set_aside(tray=tray)
    return page(request, "replies/panel/_tray.html", {"shown": None})


@panel_required
def compose(request: SignedInRequest) -> HttpResponse:
    """The tray as a reply for this channel, language and case; with words as edited, keeps and measures
    them. With `act=drop` the words as composed are back.
    """
    case, asked = Case.read(request.POST), PanelReply.read(request.POST)
    person = request.user
    tray = own_tray(person, asked.tray)
    if tray is None:
        return refuse(NothingToCopy())
    try:
        follow_case(tray=tray, case=_case_tray(request, case))
        typed = asked.text
        if request.POST.get("act") == "drop":
            actions.drop_edit(tray=tray)
        reply = actions.edit_tray(tray=tray, draft=typed) if typed else reply_of(tray, person)
    except (ValidationError, TooLong) as refused:
        return _refuse(tray, refused)
    if not reply.used:
        return refuse(NotGiven(words_of(NothingToCopy()), *way_out(NothingToCopy(), tray)))
    return JsonResponse(_measured(reply) | {"tray": tray.pk, "is_edited": reply.is_edited})


@panel_required
def finish(request: SignedInRequest) -> HttpResponse:
    """The reply leaves for the other tool or the clipboard, or was told: its record, and its words."""
    case, asked = Case.read(request.POST), PanelReply.read(request.POST)
    tray = own_tray(request.user, asked.tray)
    if tray is None or asked.key is None:
        return refuse(NotGiven(_("Something is missing. Reload the panel.")))
    if not (asked.is_told or asked.text.strip()):
        return refuse(NotGiven(_("There are no words to send.")))
    if count_of_minute(request.user, "panel_replies") > panel_parts.MOST_A_MINUTE:
        return panel_parts.wait()
    try:
        follow_case(tray=tray, case=_case_tray(request, case))
        record, reply = actions.finish_tray(
            tray=tray, key=asked.key, text=asked.text, told=asked.is_told, way=Way.PANEL
        )
    except ValidationError as refused:
        return refuse(refused)
    except STAYS as refused:
        if isinstance(refused, PolicyFirst | NeedsSpokesperson) and asked.text:
            actions.edit_tray(tray=tray, draft=asked.text)
        return _refuse(tray, refused)
    facts = {"record": record.pk, "channel": tray.profile.channel, "language": tray.language}
    facts |= {"case": record.reference, "is_edited": record.is_edited}
    return JsonResponse(_measured(reply) | facts)


def _case_tray(request: SignedInRequest, case: Case) -> CaseTray:
    profile, language = profile_of(request, case), language_of(case)
    return CaseTray(profile=profile, language=language, reference=case.reference)


def _measured(reply: TrayReply) -> dict[str, Any]:
    """With what the desk would say beside the words."""
    said = [one.note or f"{one.kind.label}: {one.shown}" for one in reply.findings]
    if reply.leaked:
        said.insert(0, str(reply.leaked.words))
    if reply.is_outrun:
        said.append(_("The passages say something else than when you edited."))
    left_out = any(item.why for item in reply.items)
    facts = measured(reply.shown)
    missing = panel_parts.missing_words(int(left_out))
    return facts | {"warnings": [*said, *facts["warnings"]], "missing": missing}


def _refuse(tray: Tray, refused: Exception) -> JsonResponse:
    if isinstance(refused, ValidationError):
        return refuse(refused)
    return refuse(NotGiven(words_of(refused), *way_out(refused, tray)))
