"""Who was offered a thread, who holds it until when, and what an area promises."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.areas.models import Area
from knowledge.threads.models.thread import Thread
from knowledge.threads.models.words import ClaimOutcome, OfferOutcome, Role, Urgency


class Offer(models.Model):
    """A thread offered to one person until `expires_at`.

    `reasons` say why this person, as facts that `routing` words in the reader's language; `line` keeps
    who comes next, as the ranking stood when it was made: [[person id, role, score, reasons], …].
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="offers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="offers"
    )
    role = models.CharField(max_length=6, choices=Role, default=Role.EXPERT)
    score = models.FloatField(default=0.0)
    reasons = models.JSONField(default=dict, blank=True)
    line = models.JSONField(default=list, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=OfferOutcome, default=OfferOutcome.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)
    word = models.CharField(_("a word to the next in line"), max_length=500, blank=True)

    class Meta:
        ordering = ["thread", "offered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(outcome=OfferOutcome.WAITING),
                name="offer_one_waiting_a_thread",
            ),
            models.CheckConstraint(
                condition=Q(outcome=OfferOutcome.WAITING, ended_at=None)
                | (~Q(outcome=OfferOutcome.WAITING) & Q(ended_at__isnull=False)),
                name="offer_ended_with_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "thread"],
                name="offer_waiting_of_person",
                condition=Q(outcome=OfferOutcome.WAITING),
            ),
            models.Index(fields=["thread", "offered_at"], name="offer_thread_at"),
            models.Index(fields=["offered_at", "person"], name="offer_at_person"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} → {self.person_id}"


class Claim(models.Model):
    """A thread taken by one person until `holds_until`; renewable once, with a word."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="claims")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims"
    )
    offer = models.ForeignKey(
        Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="claims"
    )
    minutes = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField()
    holds_until = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=ClaimOutcome, default=ClaimOutcome.HELD)
    ended_at = models.DateTimeField(null=True, blank=True)
    word = models.CharField(_("a word"), max_length=500, blank=True)

    class Meta:
        ordering = ["thread", "claimed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(outcome=ClaimOutcome.HELD),
                name="claim_one_held_a_thread",
            ),
            models.CheckConstraint(
                condition=Q(outcome=ClaimOutcome.HELD, ended_at=None)
                | (~Q(outcome=ClaimOutcome.HELD) & Q(ended_at__isnull=False)),
                name="claim_ended_with_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "holds_until"],
                name="claim_person_held",
                condition=Q(outcome=ClaimOutcome.HELD),
            ),
            models.Index(fields=["claimed_at", "person"], name="claim_at_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} holds {self.thread_id}"


class Untold(models.Model):
    """Something to tell one person about a thread: written with what happened, deleted with the telling.

    What the worker hands over is told after it is committed, so that a thousand hand-overs do not wait for
    a thousand messages, and none is lost or told twice when a worker dies in between. `try_at` is when to
    try again what could not be told.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=10)
    is_now = models.BooleanField(default=False)
    at = models.DateTimeField()
    try_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-is_now", "id"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.thread_id}"


class AreaPromise(models.Model):
    """What an area, and everything below it without its own, promises; minutes of working time."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="promises")
    urgency = models.CharField(max_length=5, choices=Urgency)
    first_answer_minutes = models.PositiveIntegerField(_("first answer within (minutes)"))
    solution_minutes = models.PositiveIntegerField(_("solution within (minutes)"))

    class Meta:
        ordering = ["area", "urgency"]
        constraints = [
            models.UniqueConstraint(fields=["area", "urgency"], name="promise_once_an_urgency"),
            models.CheckConstraint(
                condition=Q(urgency__in=Urgency.values), name="promise_urgency_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    first_answer_minutes__gte=1,
                    solution_minutes__gte=models.F("first_answer_minutes"),
                ),
                name="promise_solution_after_first_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.urgency}"
