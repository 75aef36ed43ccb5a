"""The change log that indexes follow, the log of searches, saved searches, and the words leads keep."""

import uuid

from django.conf import settings
from django.db import models


class SearchChange(models.Model):
    """This object changed: each node's index catches up from here. Written in the change's transaction."""

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchLog(models.Model):
    """One search of one person: words, filters, how many results, what came of it.

    A search of the panel is of a customer's words, which another tool may have handed over. Shown to
    nobody but the person; `key` is known to the page before the row is written. `left_at`
    is when the page was closed without opening anything; `outcome_digest` stands for the copied
    passage's text at that moment.
    """

    class Source(models.TextChoices):
        PAGE = "page"
        PALETTE = "palette"
        API = "api"
        PANEL = "panel"

    class Outcome(models.TextChoices):
        OPENED = "opened"
        COPIED = "copied"

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="searches"
    )
    words = models.CharField(max_length=500)
    folded_words = models.CharField(max_length=500, db_index=True)
    filters = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField()
    source = models.CharField(max_length=7, choices=Source)
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    outcome_kind = models.CharField(max_length=20, blank=True)
    outcome_id = models.PositiveBigIntegerField(null=True, blank=True)
    outcome_passage = models.CharField(max_length=16, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_digest = models.CharField(max_length=16, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["person", "-at"], name="search_person_at"),
            models.Index(
                fields=["outcome_kind", "outcome_id"],
                name="search_copied",
                condition=models.Q(outcome="copied"),
            ),
            models.Index(
                fields=["folded_words"],
                name="search_copied_after",
                condition=models.Q(outcome="copied"),
            ),
        ]

    def __str__(self) -> str:
        return self.words


class SearchDay(models.Model):
    """What is left of searches older than SEARCH_LOG_DAYS: counts of a day and a cluster, no person.

    `words` is empty unless enough different people searched so; `cluster` are the sorted stems, or a
    keyed digest of them when too few people shared them.
    """

    day = models.DateField()
    cluster = models.CharField(max_length=500)
    words = models.CharField(max_length=500, blank=True)
    searches = models.PositiveIntegerField(default=0)
    no_result = models.PositiveIntegerField(default=0)
    no_click = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "cluster"]
        constraints = [
            models.UniqueConstraint(fields=["day", "cluster"], name="search_day_cluster"),
            models.CheckConstraint(
                name="search_day_failed_within",
                condition=models.Q(failed__lte=models.F("searches")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.words or self.cluster}"


class SavedSearch(models.Model):
    """A search that its person keeps; with `tells`, the worker says when something new answers it.

    `query` is the query string of the search page; `seen` are the results known to the person.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=120)
    query = models.CharField(max_length=1_000)
    tells = models.BooleanField(default=False)
    seen = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "query"], name="search_saved_once"),
        ]
        indexes = [
            models.Index(
                fields=["checked_at"], name="search_saved_tells", condition=models.Q(tells=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Synonym(models.Model):
    """Words that leads declare to mean the same: typed `words` also find `means`.

    `both_ways` makes `means` find `words` too. With an area it is that area's vocabulary, and does
    not exist for people who may not see the area. Both sides are kept as typed; `folded_*` are the
    folded words, between spaces, by which they are unique.
    """

    words = models.CharField(max_length=80)
    means = models.CharField(max_length=80)
    folded_words = models.CharField(max_length=80, editable=False)
    folded_means = models.CharField(max_length=80, editable=False)
    both_ways = models.BooleanField(default=True)
    language = models.CharField(max_length=2, blank=True, choices=settings.LANGUAGES)
    area = models.ForeignKey(
        "areas.Area", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["folded_words", "folded_means", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded_words", "folded_means", "area"], name="search_synonym_once"
            ),
            models.UniqueConstraint(
                fields=["folded_words", "folded_means"],
                name="search_synonym_everywhere_once",
                condition=models.Q(area=None),
            ),
            models.CheckConstraint(
                name="search_synonym_differs",
                condition=~models.Q(folded_words=models.F("folded_means")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} → {self.means}"
