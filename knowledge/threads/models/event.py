"""ThreadEvent, the append-only record; FilledGap, who was told once that what they missed is there; Cursor,
how far the worker followed what it tells of.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.threads.models.thread import Thread


class ThreadEvent(models.Model):
    """Who did what to a thread, when. Rows are only ever added; `actor` is empty for the system.

    `detail` keeps facts ({"before": …, "after": …, "person": id, "thread": id}), `word` what was said.
    """

    class Verb(models.TextChoices):
        ASKED = "asked", _("asked")
        EDITED = "edited", _("edited the question")
        ANSWERED = "answered", _("answered")
        PARTLY = "partly", _("answered in part")
        CORRECTED = "corrected", _("corrected an answer")
        WITHDREW = "withdrew", _("withdrew an answer")
        ACCEPTED = "accepted", _("accepted an answer")
        UNACCEPTED = "unaccepted", _("took back the acceptance of an answer")
        ASKED_INFO = "asked_info", _("asked for more information")
        GAVE_INFO = "gave_info", _("gave more information")
        CLOSED = "closed", _("closed it")
        REOPENED = "reopened", _("reopened it")
        DUPLICATE = "duplicate", _("marked it as a duplicate")
        MERGED = "merged", _("merged it")
        SPLIT = "split", _("split a question off")
        MOVED = "moved", _("moved it to another area")
        URGENCY = "urgency", _("changed who is waiting")
        JOINED = "joined", _("asked another area to join")
        OFFERED = "offered", _("was offered it")
        CLAIMED = "claimed", _("claimed it")
        RENEWED = "renewed", _("renewed the claim")
        PASSED = "passed", _("passed it on")
        RELEASED = "released", _("gave it back")
        EXPIRED = "expired", _("did not take it in time")
        LOST = "lost", _("did not answer in time")
        ESCALATED = "escalated", _("was asked as the next step")
        NO_EXPERT = "no_expert", _("nobody could be asked")
        LINE = "line", _("wrote what may be told the customer")
        LATE = "late", _("the promise was not kept")
        DRAFTED = "drafted", _("started an article from it")
        ARTICLE = "article", _("answered it with an article")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="events")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=10, choices=Verb)
    detail = models.JSONField(default=dict, blank=True)
    word = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["thread", "at"], name="thread_event_at")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.verb} {self.thread_id}"


class FilledGap(models.Model):
    """Somebody was told that an answer or an article fills what they looked for: once for each."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="filled_gaps"
    )
    subject_kind = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject_kind", "subject_id"], name="gap_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.subject_kind} {self.subject_id}"


class Cursor(models.Model):
    """How far a job of the worker has followed the rows of a record.

    Numbers are given out before a transaction commits, so that a lower one may appear late: `done` are
    those that were seen among the latest, and what stands between them is looked at again. `place` is how
    far the job is with the row it works on.
    """

    name = models.CharField(max_length=40, unique=True)
    last = models.PositiveBigIntegerField(default=0)
    done = models.JSONField(default=list, blank=True)
    place = models.PositiveIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"
