"""The fixed words of threads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """Who is waiting, and how long they can."""

    NOW = "now", _("A customer is waiting now")
    TODAY = "today", _("Today")
    WEEK = "week", _("This week")


class State(models.TextChoices):
    """What the asker needs, whoever wrote last."""

    OPEN = "open", _("Open")
    CLAIMED = "claimed", _("Claimed")
    NEEDS_INFO = "needs_info", _("Needs info")
    ANSWERED = "answered", _("Answered")
    SOLVED = "solved", _("Solved")
    DUPLICATE = "duplicate", _("Duplicate")
    CLOSED = "closed", _("Closed")


WAITING = (State.OPEN, State.CLAIMED, State.NEEDS_INFO)
"""Nobody has answered in full; the last with its clock stopped."""

ENDED = (State.SOLVED, State.DUPLICATE, State.CLOSED)


class CloseReason(models.TextChoices):
    """Why a thread ended without an answer that was retained."""

    NOT_NEEDED = "not_needed", _("The asker no longer needs it")
    NOT_OURS = "not_ours", _("Nobody here can answer it")
    NO_REPLY = "no_reply", _("The asker did not give what was missing")
    SENSITIVE = "sensitive", _("It must not be answered here")


class Role(models.TextChoices):
    """As whom somebody was offered a thread: the steps of an escalation."""

    EXPERT = "expert", _("Expert")
    DEPUTY = "deputy", _("Deputy")
    LEAD = "lead", _("Knowledge lead")


class OfferOutcome(models.TextChoices):
    """What became of an offer."""

    WAITING = "waiting", _("Waiting")
    CLAIMED = "claimed", _("Claimed")
    PASSED = "passed", _("Passed on")
    EXPIRED = "expired", _("Not taken in time")
    WITHDRAWN = "withdrawn", _("No longer needed")


class ClaimOutcome(models.TextChoices):
    """What became of a claim."""

    HELD = "held", _("Held")
    ANSWERED = "answered", _("Answered")
    PASSED = "passed", _("Passed on")
    EXPIRED = "expired", _("Not kept in time")
    RELEASED = "released", _("Given back")
    WITHDRAWN = "withdrawn", _("No longer needed")
