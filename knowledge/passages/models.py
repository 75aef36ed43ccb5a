"""Text, Passage, Attachment, Comment, Flag."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knowledge.markup.audience import Audience

SHORT_ANSWER_KEY = "short"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_key(length: int = 10) -> str:
    """A random key that is easy to read aloud: no 0/o, 1/l/i."""
    return "".join(secrets.choice(ALPHABET) for _i in range(length))


class AudienceChoices(models.TextChoices):
    """Who may be told. Closed by default: anything unmarked is internal."""

    INTERNAL = Audience.INTERNAL.value, _("Internal")
    PARTNER = Audience.PARTNER.value, _("Partner")
    CUSTOMER = Audience.CUSTOMER.value, _("Customer")


class Text(models.Model):
    """An immutable source with its rendered passages. A change of words is a new Text.

    `toc` is a list of [level, heading, anchor, audience]; `words` counts the body.
    """

    source = models.TextField(_("body"))
    short_answer = models.TextField(_("short answer"), blank=True)
    short_answer_audience = models.CharField(
        _("who may be told the short answer"),
        max_length=8,
        choices=AudienceChoices,
        default=AudienceChoices.INTERNAL,
    )
    language = models.CharField(_("language"), max_length=8, default="en")
    renderer_version = models.PositiveIntegerField()
    toc = models.JSONField(default=list)
    words = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="text_audience_known",
                condition=Q(short_answer_audience__in=AudienceChoices.values),
            )
        ]

    def __str__(self) -> str:
        return self.short_answer[:80] or self.source[:80]


class PassageQuerySet(models.QuerySet["Passage"]):
    """Words about passages."""

    def for_audience(self, audience: Audience) -> "PassageQuerySet":
        """Those which that audience may be told; the row form of `permissions.may_be_told`."""
        return self.filter(audience__in=[a.value for a in Audience if a.may_be_told_to(audience)])


class Passage(models.Model):
    """A block of a Text. `key` stays the same in later Texts while the words are recognisably
    the same (rule: `knowledge.markup.keys`); `html` is sanitised, `plain` and `rich` are for copying.
    """

    class Kind(models.TextChoices):
        SHORT = "short", _("Short answer")
        BODY = "body", _("Passage")

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="passages")
    key = models.CharField(max_length=16)
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.BODY)
    position = models.PositiveIntegerField()
    audience = models.CharField(
        max_length=8, choices=AudienceChoices, default=AudienceChoices.INTERNAL
    )
    heading = models.CharField(max_length=300, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    anchor = models.CharField(max_length=300, blank=True)
    html = models.TextField()
    plain = models.TextField()
    rich = models.TextField()
    words = models.PositiveIntegerField(default=0)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["text", "position"]
        constraints = [
            models.UniqueConstraint(fields=["text", "key"], name="passage_key_unique_in_text"),
            models.UniqueConstraint(
                fields=["text", "position"], name="passage_position_unique_in_text"
            ),
            models.CheckConstraint(
                name="passage_audience_known", condition=Q(audience__in=AudienceChoices.values)
            ),
        ]
        indexes = [models.Index(fields=["key"], name="passage_key")]

    def __str__(self) -> str:
        return self.heading or self.plain[:80]

    @property
    def dom_id(self) -> str:
        """The permanent anchor in a page."""
        return f"p-{self.key}"

    @property
    def is_copyable(self) -> bool:
        """Only customer text ever gets a copy key."""
        return self.audience == AudienceChoices.CUSTOMER


def attachment_path(instance: "Attachment", filename: str) -> str:
    """Random names on disk: the uploader's file name never becomes a path."""
    return f"attachments/{instance.key[:2]}/{instance.key}/{filename}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Words about attachments."""

    def used_by(self, subject_kind: str, subject_id: int) -> "AttachmentQuerySet":
        return self.filter(uses__subject_kind=subject_kind, uses__subject_id=subject_id)


class Attachment(models.Model):
    """An uploaded file. Images are re-encoded; everything else is served as a download."""

    key = models.CharField(max_length=16, unique=True, default=new_key)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to=attachment_path, max_length=300)
    thumbnail = models.FileField(upload_to=attachment_path, max_length=300, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(null=True, blank=True, help_text="pixels")
    height = models.PositiveIntegerField(null=True, blank=True, help_text="pixels")
    audience = models.CharField(
        max_length=8, choices=AudienceChoices, default=AudienceChoices.INTERNAL
    )
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attachments"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attachment_audience_known", condition=Q(audience__in=AudienceChoices.values)
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("passages:attachment", args=[self.key, self.name])

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")


class SubjectQuerySet(models.QuerySet[Any]):
    """Rows that hang on a subject."""

    def on(self, subject_kind: str, subject_ids: int | Iterable[int]) -> "SubjectQuerySet":
        """Those on one subject, or on several of a kind."""
        if isinstance(subject_ids, int):
            return self.filter(subject_kind=subject_kind, subject_id=subject_ids)
        return self.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))


class AttachmentUse(models.Model):
    """A subject that shows an attachment: whoever reads one of its subjects may read the file."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="uses")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()

    objects = SubjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attachment", "subject_kind", "subject_id"], name="attachment_use_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id} in {self.subject_kind} {self.subject_id}"


class Comment(models.Model):
    """A remark under a subject; one level of replies. Removing keeps the place and says so."""

    subject_kind = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments"
    )
    source = models.TextField(_("comment"), max_length=10_000)
    html = models.TextField()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="comment_subject")]
        constraints = [
            models.CheckConstraint(name="comment_says_something", condition=~Q(source=""))
        ]

    def __str__(self) -> str:
        return self.source[:80]


class Flag(models.Model):
    """A reader says that a passage is wrong; the owner answers with an outcome."""

    class Reason(models.TextChoices):
        WRONG = "wrong", _("It is wrong")
        OUTDATED = "outdated", _("It is out of date")
        UNCLEAR = "unclear", _("It is unclear")
        UNSAFE = "unsafe", _("It is not safe to tell a customer")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    subject_kind = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    passage_key = models.CharField(max_length=16, blank=True)
    quote = models.TextField(blank=True)
    reason = models.CharField(_("what is the matter"), max_length=10, choices=Reason)
    note = models.TextField(_("in a few words"), blank=True, max_length=2_000)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags"
    )
    created_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    word = models.TextField(_("a word to the reader who flagged it"), blank=True, max_length=2_000)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="flag_subject")]
        constraints = [
            models.CheckConstraint(
                name="flag_decided_with_outcome",
                condition=Q(state="open", decided_at=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.quote[:60]}"


class WatchedName(models.Model):
    """A name that leads want kept out of what customers read, as of a supplier; kept folded too."""

    name = models.CharField(_("name"), max_length=120)
    folded = models.CharField(max_length=240, unique=True, editable=False)
    note = models.CharField(_("why, or what to say instead"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["folded"]
        constraints = [
            models.CheckConstraint(name="watched_name_says_something", condition=~Q(folded=""))
        ]

    def __str__(self) -> str:
        return self.name


class LintRule(models.Model):
    """What the company does about a kind of finding in words for customers; without a row, it warns."""

    class Kind(models.TextChoices):
        PRICE = "price", _("Prices")
        MARGIN = "margin", _("Margins")
        NAME = "name", _("Names on the watch list")
        IDENTITY = "identity", _("Who a customer is")
        INTERNAL_LINK = "link", _("Links that only the house can open")

    class Policy(models.TextChoices):
        OFF = "off", _("Say nothing")
        WARN = "warn", _("Warn")
        BLOCK = "block", _("Block the copy")

    kind = models.CharField(max_length=8, choices=Kind, unique=True)
    policy = models.CharField(max_length=5, choices=Policy, default=Policy.WARN)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                name="lint_policy_known", condition=Q(policy__in=["off", "warn", "block"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.policy}"
