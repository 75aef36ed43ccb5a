"""Contribution entries with their history, the months that are closed, the sums that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge.areas.models import Area
from knowledge.contributions.models.kinds import Kind, Source, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User

LONGEST_LABEL = 300
LONGEST_URL = 1_000


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, person: User) -> EntryQuerySet:
        """The only way to entries: to everybody else there are sums (`queries.figures`)."""
        return self.filter(person=person)

    def counted(self) -> EntryQuerySet:
        return self.filter(counts=True)


class Entry(models.Model):
    """Minutes of one person on one thing on one day of theirs.

    What was recorded is never changed: a correction is a new entry whose `corrects` is the entry
    that was recorded first, however often it is corrected. In an open month it takes the old one's
    place; in a closed month it is an adjustment, whose minutes are the difference and may be
    negative, and both count. `is_adjustment` is also true of what came to count in a month after it
    was closed. `counts` says whether the minutes are part of the sums: confirmed, and no entry has
    taken its place. Every change is an EntryEvent. What counts of an entry and all its corrections
    is never below zero on any day. `erased_at`: since then only day, minutes, kind and area are known.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entries"
    )
    day = models.DateField(_("day"))
    minutes = models.IntegerField(_("minutes"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product area"),
    )
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.PositiveBigIntegerField(null=True, blank=True)
    label = models.CharField(_("what"), max_length=LONGEST_LABEL, blank=True)
    url = models.CharField(_("link or reference"), max_length=LONGEST_URL, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=State)
    source = models.CharField(max_length=8, choices=Source)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    is_adjustment = models.BooleanField(default=False)
    counts = models.BooleanField(default=False)
    external_id = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0) | Q(is_adjustment=True, corrects__isnull=False),
                name="entry_has_minutes",
            ),
            models.CheckConstraint(
                condition=Q(counts=False) | Q(state="confirmed"), name="entry_counts_if_confirmed"
            ),
            models.UniqueConstraint(
                fields=["person", "source", "external_id"],
                condition=~Q(external_id=""),
                name="entry_imported_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "day"], name="entry_person_day"),
            models.Index(fields=["day"], condition=Q(erased_at=None), name="entry_with_words"),
            models.Index(
                fields=["person", "day"], condition=Q(state="proposed"), name="entry_proposed"
            ),
            models.Index(
                fields=["person", "day"], condition=Q(is_adjustment=True), name="entry_adjusted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day:%Y-%m-%d}: {self.minutes} min {self.kind}"

    @property
    def first_id(self) -> int:
        """The entry that was recorded first, itself unless it is a correction."""
        return self.corrects_id or self.pk


class OnlyAdded(RuntimeError):
    """Somebody tried to change or delete a row of the history."""


class EntryEventQuerySet(models.QuerySet["EntryEvent"]):
    """Rows are added and read; `actions.retention` alone takes words out of them."""

    def update(self, **kwargs: Any) -> int:
        raise OnlyAdded("the history of entries is only ever added to")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise OnlyAdded("the history of entries is only ever added to")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise OnlyAdded("the history of entries is only ever added to")

    def erase(self, blank: Mapping[str, Any]) -> int:
        """Put these in the values of all these rows; in the caller's transaction."""
        rows = list(self.select_for_update())
        for row in rows:
            row.values |= blank
        plain: models.QuerySet[EntryEvent] = models.QuerySet(EntryEvent, using=self.db)
        return plain.bulk_update(rows, ["values"], batch_size=500)


class EntryEvent(models.Model):
    """One change of an entry; only ever added. `values` are the entry's fields after it.

    Replayed in order, the events of all entries give all entries (a test does). `actor` is empty
    for what the system did at a fixed time, or a command.
    """

    class Verb(models.TextChoices):
        RECORDED = "recorded", _("recorded")
        PROPOSED = "proposed", pgettext_lazy("entry", "proposed")
        CONFIRMED = "confirmed", pgettext_lazy("entry", "confirmed")
        DECLINED = "declined", pgettext_lazy("entry", "declined")
        REPLACED = "replaced", _("replaced by a correction")
        ERASED = "erased", _("erased, minutes kept")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=9, choices=Verb)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    values = models.JSONField()

    objects = EntryEventQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise OnlyAdded("the history of entries is only ever added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise OnlyAdded("the history of entries is only ever added to")


class WeekSum(models.Model):
    """Confirmed minutes of a person in the ISO week that begins on `monday`, by kind and area.

    Kept in the transaction of each entry that counts, so always the sum of them.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="week_sums", db_index=False
    )
    monday = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    minutes = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("person"), F("monday"), F("kind"), Coalesce("area", 0), name="week_sum_once"
            ),
        ]
        indexes = [  # each holds all that sums are made of: the table itself is not read
            models.Index(
                fields=["monday", "area", "person", "minutes", "kind"], name="week_sum_of_areas"
            ),
            models.Index(
                fields=["person", "monday", "minutes", "area", "kind"], name="week_sum_of_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.monday:%Y-%m-%d}: {self.minutes} min {self.kind}"


class ClosedMonth(models.Model):
    """A month whose entries are settled for the whole company; later changes are adjustments."""

    month = models.DateField(unique=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["month"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="closed_month_by_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
