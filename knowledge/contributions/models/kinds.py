"""What a contribution is made of: its kind, its state, where it comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """product.md, "Contribution time, exactly": the first six inside Terroir, the others outside."""

    ARTICLE = "article", pgettext_lazy("contribution", "Article")
    ANSWER = "answer", pgettext_lazy("contribution", "Answer")
    REVIEW = "review", pgettext_lazy("contribution", "Review")
    COACHING = "coaching", _("Coaching")
    NOTICE = "notice", pgettext_lazy("contribution", "Notice")
    REPORT = "report", _("Report follow-up")
    SOCIAL = "social", _("Social reply")
    FORUM = "forum", _("Customer-forum reply")
    BLOG = "blog", _("Expert blog")
    PUBLICATION = "publication", _("Publication")
    TALK = "talk", _("Talk or training")
    IMMERSION = "immersion", _("Field immersion")
    OFFICE_HOURS = "office_hours", _("Office hours")


OUTSIDE = frozenset(
    {
        Kind.SOCIAL,
        Kind.FORUM,
        Kind.BLOG,
        Kind.PUBLICATION,
        Kind.TALK,
        Kind.IMMERSION,
        Kind.OFFICE_HOURS,
    }
)
"""Kinds that carry a link or a reference: nothing in Terroir shows what was done."""


class State(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("entry", "proposed")
    CONFIRMED = "confirmed", pgettext_lazy("entry", "confirmed")
    DECLINED = "declined", pgettext_lazy("entry", "declined")


class Source(models.TextChoices):
    TIMER = "timer", _("timer")
    ACTIVITY = "activity", _("activity")
    MANUAL = "manual", _("by hand")
    PLAN = "plan", _("plan")
    IMPORT = "import", _("import")


CONFIRMED_AS_MADE = frozenset({Source.TIMER, Source.MANUAL})
