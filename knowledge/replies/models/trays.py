"""Tray: what one person collects for one customer, before it becomes a reply."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledge.passages.channels import Channel
from knowledge.passages.customer_identity import REFERENCE_LENGTH


class Tray(models.Model):
    """Passages for one reply. It belongs to a person, stays across pages and survives sign-out.

    `name` tells several apart ("the orange light") and says no more than a case reference may.
    `current`: the one that the collect key fills; at most one a person. `draft` holds the words as
    edited by hand, `composed` those that they started from (to tell when what lies below changed, and
    what was changed); both empty until somebody edits. Deleted with its draft some days after
    `done_at`, or when untouched for TRAY_DAYS.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trays"
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    profile = models.ForeignKey(
        "replies.ChannelProfile",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("channel"),
    )
    language = models.CharField(_("language"), max_length=8)
    reference = models.CharField(_("case reference"), max_length=REFERENCE_LENGTH, blank=True)
    is_current = models.BooleanField(default=True)
    is_complaint = models.BooleanField(_("this is a complaint"), default=False)
    draft = models.TextField(blank=True)
    composed = models.TextField(blank=True)
    search = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_current=True), name="tray_one_current_a_person"
            ),
            models.CheckConstraint(
                name="tray_done_is_not_current", condition=Q(done_at=None) | Q(is_current=False)
            ),
        ]
        indexes = [models.Index(fields=["person", "done_at"], name="tray_person_open")]

    def __str__(self) -> str:
        return self.name or f"{self.person_id}: {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("replies:tray", args=[self.pk])

    @property
    def state(self) -> str:
        """Names this tray as it is now: what a page holds of its words, it holds by this name."""
        return f"{self.pk}.{int(self.changed_at.timestamp() * 1_000_000)}"


class TrayPassage(models.Model):
    """One passage in a tray, pinned like a ReplyPassage; whether it may still be told is derived when
    it is read, never stored. `added_at` (collected, or its new words taken) pins the words for channels
    too: those that were replaced or withdrawn since do not leave in a draft (`queries/earlier_words.py`).
    """

    tray = models.ForeignKey(Tray, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    article = models.ForeignKey(
        "articles.Article", null=True, blank=True, on_delete=models.CASCADE, related_name="in_trays"
    )
    revision = models.ForeignKey(
        "articles.Revision", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    answer = models.ForeignKey(
        "threads.Answer", null=True, blank=True, on_delete=models.CASCADE, related_name="in_trays"
    )
    answer_version = models.ForeignKey(
        "threads.AnswerVersion", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    passage_key = models.CharField(max_length=16)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["tray", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tray", "article", "passage_key"], name="tray_article_passage_once"
            ),
            models.UniqueConstraint(
                fields=["tray", "answer", "passage_key"], name="tray_answer_passage_once"
            ),
            models.CheckConstraint(
                name="tray_passage_of_one_thing",
                condition=Q(
                    article__isnull=False,
                    revision__isnull=False,
                    answer=None,
                    answer_version=None,
                )
                | Q(
                    article=None,
                    revision=None,
                    answer__isnull=False,
                    answer_version__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tray_id}: {self.article_id or self.answer_id}#{self.passage_key}"


class ChannelProfile(models.Model):
    """What a channel asks of a reply; one or several a channel ("Social media: short messages").

    `reader` is who reads there: only passages that this audience may be told enter. `limit` counts as
    `counting` says, 0 for none. `is_public`: everybody can read along, so the policy must have been
    accepted and a spokesperson may have to speak.
    """

    class Style(models.TextChoices):
        MAIL = "mail", _("Greeting, steps, closing")
        TURNS = "turns", _("Short turns")
        PUBLIC = "public", _("One public message")
        SPOKEN = "spoken", _("Read aloud")
        CARD = "card", _("Shown or printed, in large type")
        LETTER = "letter", _("Letter")

    class Counting(models.TextChoices):
        CHARACTERS = "characters", _("Characters as people see them")
        UTF16 = "utf16", _("UTF-16 units")
        WEIGHTED = "weighted", _("As X counts: links 23, wide characters 2")
        SMS = "sms", _("Text messages of 160 or 70 characters")
        BYTES = "bytes", _("Bytes")

    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    name = models.CharField(_("name"), max_length=60, blank=True)
    name_fr = models.CharField(_("French name"), max_length=60, blank=True)
    reader = models.CharField(
        _("who reads it"),
        max_length=8,
        choices=[("partner", _("Partner")), ("customer", _("Customer"))],
        default="customer",
    )
    style = models.CharField(_("form"), max_length=6, choices=Style)
    limit = models.PositiveIntegerField(_("longest message"), default=0)
    counting = models.CharField(
        _("how it counts"), max_length=10, choices=Counting, default=Counting.CHARACTERS
    )
    has_links = models.BooleanField(_("links can be opened"), default=True)
    has_attachments = models.BooleanField(_("files can be attached"), default=False)
    is_public = models.BooleanField(_("everybody can read it"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="profile_channel_known", condition=Q(channel__in=Channel.values)
            ),
            models.CheckConstraint(
                name="profile_reader_outside", condition=Q(reader__in=["partner", "customer"])
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_channel_display())


class Sentence(models.Model):
    """How a team opens and closes in a language; the nearest team upwards counts, the sentence of the
    channel before the one for every channel.
    """

    class Place(models.TextChoices):
        OPENING = "opening", _("Opening")
        CLOSING = "closing", _("Closing")
        PRIVATELY = "private", _("Write to us privately")

    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    language = models.CharField(_("language"), max_length=8)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel, blank=True)
    place = models.CharField(_("place"), max_length=7, choices=Place)
    words = models.CharField(_("words"), max_length=500)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["team", "language", "channel", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "language", "channel", "place"], name="sentence_once_a_team"
            ),
            models.UniqueConstraint(
                fields=["language", "channel", "place"],
                condition=Q(team=None),
                name="sentence_once_for_all",
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]
