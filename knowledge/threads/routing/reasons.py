"""Why somebody is asked, in the reader's language. Pure.

Facts are kept with the offer, words are made when it is read: a renamed area reads as it is called now.
Of the time that somebody has left, only whether there is any is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.threads.models.words import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.threads.routing.ranking import Candidate

    AreaName = Callable[[int], str]
    PersonName = Callable[[int], str]


def expert_facts(candidate: Candidate, *, has_time: bool) -> dict[str, Any]:
    """What speaks for an expert, as the offer keeps it."""
    return {
        "area": candidate.area_id,
        "level": candidate.level,
        "confirmed": candidate.is_confirmed,
        "answers": candidate.answers,
        "time": has_time,
    }


def deputy_facts(expert_id: int, area_id: int) -> dict[str, Any]:
    return {"area": area_id, "deputy_of": expert_id}


def lead_facts(area_id: int) -> dict[str, Any]:
    return {"area": area_id}


def why_you(
    role: Role, facts: dict[str, Any], *, area: AreaName, person: PersonName, is_now: bool
) -> str:
    """To the person asked: “You are the reference for Fibre, answered 4 such questions lately, and have
    time this week.” `area` and `person` give the names that the reader may read.
    """
    name = area(int(facts.get("area", 0)))
    if role == Role.DEPUTY:
        return _("You are the deputy of %(person)s for %(area)s.") % {
            "person": person(int(facts.get("deputy_of", 0))),
            "area": name,
        }
    if role == Role.LEAD:
        return _("You are the knowledge lead of %(area)s, and nobody else has taken it.") % {
            "area": name
        }
    return _joined([_you_know(facts, name), *_you_answered(facts), *_you_have_time(facts, is_now)])


def why_them(role: Role, facts: dict[str, Any], *, area: AreaName, person: PersonName) -> str:
    """To a lead, of somebody else: what they know, what they answered, whether they have time."""
    name = area(int(facts.get("area", 0)))
    if role == Role.DEPUTY:
        return _("Deputy of %(person)s for %(area)s") % {
            "person": person(int(facts.get("deputy_of", 0))),
            "area": name,
        }
    if role == Role.LEAD:
        return _("Knowledge lead of %(area)s") % {"area": name}
    answers = int(facts.get("answers", 0))
    answered = ngettext(
        "%(n)d accepted answer lately", "%(n)d accepted answers lately", answers
    ) % {"n": answers}
    time = _("has time this week") if facts.get("time") else _("has no time left this week")
    return ", ".join([_they_know(facts, name), *([answered] if answers else []), time])


def _you_know(facts: dict[str, Any], area: str) -> str:
    confirmed = {
        3: _("You are the reference for %(area)s"),
        2: _("You master %(area)s"),
        1: _("You know %(area)s"),
    }
    declared = {
        3: _("You say that you are the reference for %(area)s"),
        2: _("You say that you master %(area)s"),
        1: _("You say that you know %(area)s"),
    }
    words = confirmed if facts.get("confirmed") else declared
    return words.get(int(facts.get("level", 1)), words[1]) % {"area": area}


def _they_know(facts: dict[str, Any], area: str) -> str:
    confirmed = {
        3: _("Is the reference for %(area)s"),
        2: _("Masters %(area)s"),
        1: _("Knows %(area)s"),
    }
    declared = {
        3: _("Says to be the reference for %(area)s"),
        2: _("Says to master %(area)s"),
        1: _("Says to know %(area)s"),
    }
    words = confirmed if facts.get("confirmed") else declared
    return words.get(int(facts.get("level", 1)), words[1]) % {"area": area}


def _you_answered(facts: dict[str, Any]) -> list[str]:
    answers = int(facts.get("answers", 0))
    if not answers:
        return []
    return [
        ngettext(
            "answered %(n)d such question lately", "answered %(n)d such questions lately", answers
        )
        % {"n": answers}
    ]


def _you_have_time(facts: dict[str, Any], is_now: bool) -> list[str]:
    if facts.get("time"):
        return [_("have time this week")]
    return [_("are at work while a customer is waiting")] if is_now else []


def _joined(parts: list[str]) -> str:
    """“A.”, “A, and B.”, “A, B, and C.”"""
    if len(parts) == 1:
        return _("%(first)s.") % {"first": parts[0]}
    return _("%(others)s, and %(last)s.") % {"others": ", ".join(parts[:-1]), "last": parts[-1]}
