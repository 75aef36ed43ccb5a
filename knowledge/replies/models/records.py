"""ReplyRecord and the passages it used: the product's central fact."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from knowledge.passages.channels import Channel
from knowledge.passages.customer_identity import REFERENCE_LENGTH


class Outcome(models.TextChoices):
    """What became of a reply; blank while its giver has not been asked or has not said."""

    HELPED = "helped", _("It helped")
    PARTLY = "partly", _("Partly")
    WRONG = "wrong", _("It was wrong")
    UNKNOWN = "unknown", _("I cannot know")


class Way(models.TextChoices):
    """How the words reached the customer."""

    COPIED = "copied", _("Copied")
    TOLD = "told", _("Told")
    PANEL = "panel", _("From another tool")
    API = "api", _("By a program")


class ReplyRecord(models.Model):
    """A customer reply that used our passages; holds no customer identity.

    `area` and `team` are those of the first passage and of the person when it was given: figures
    never move when somebody changes team. `key` is what the browser made for this press: the same key
    is the same reply, however often it is sent. `fingerprint` is SHA-256, keyed by the site, of the
    words as copied; `text` is empty unless KEEP_REPLY_TEXTS. `given_at` is when the key was pressed,
    `created_at` when the record arrived (later for one queued offline). After REPLY_MONTHS it has no
    person, reference, text and key any more, and only counts.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="reply_records",
    )
    channel = models.CharField(max_length=6, choices=Channel, blank=True)
    language = models.CharField(max_length=8)
    way = models.CharField(max_length=6, choices=Way, default=Way.COPIED)
    area = models.ForeignKey(
        "areas.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    tray = models.ForeignKey(
        "replies.Tray", null=True, blank=True, on_delete=models.SET_NULL, related_name="records"
    )
    key = models.UUIDField(null=True, blank=True)
    reference = models.CharField(
        _("case reference"), max_length=REFERENCE_LENGTH, blank=True, db_index=True
    )
    fingerprint = models.CharField(max_length=64, blank=True)
    text = models.TextField(blank=True)
    is_edited = models.BooleanField(default=False)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_index=True)
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="reply_channel_known", condition=Q(channel__in=["", *Channel.values])
            ),
            models.CheckConstraint(name="reply_way_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(
                name="reply_outcome_known", condition=Q(outcome__in=["", *Outcome.values])
            ),
            models.CheckConstraint(
                name="reply_outcome_dated",
                condition=Q(outcome="", outcome_at=None)
                | (~Q(outcome="") & Q(outcome_at__isnull=False)),
            ),
            models.UniqueConstraint(fields=["person", "key"], name="reply_once_a_press"),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="reply_person_at"),
            models.Index(fields=["area", "created_at"], name="reply_area_at"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.created_at:%Y-%m-%d %H:%M}"


class ReplyPassage(models.Model):
    """One passage in a reply, pinned to what it was copied from: the revision of an article, or the
    version of an answer. `variant`: the words were an expert's for this channel; its key is then
    "variant". `at` repeats the record's `created_at`, so that reach needs no join.
    """

    record = models.ForeignKey(ReplyRecord, on_delete=models.CASCADE, related_name="passages")
    article = models.ForeignKey(
        "articles.Article", null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )
    revision = models.ForeignKey(
        "articles.Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )
    answer = models.ForeignKey(
        "threads.Answer", null=True, blank=True, on_delete=models.PROTECT, related_name="uses"
    )
    answer_version = models.ForeignKey(
        "threads.AnswerVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="uses",
    )
    variant = models.ForeignKey(
        "replies.VariantVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="uses",
    )
    passage_key = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "revision", "passage_key"], name="passage_once_a_reply"
            ),
            models.UniqueConstraint(
                fields=["record", "answer_version", "passage_key"],
                name="answer_passage_once_a_reply",
            ),
            models.CheckConstraint(
                name="reply_passage_of_one_thing",
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
        indexes = [
            models.Index(fields=["article", "passage_key"], name="reply_article_passage"),
            models.Index(fields=["answer", "passage_key"], name="reply_answer_passage"),
            models.Index(fields=["revision", "at", "record"], name="reply_revision_at"),
            models.Index(fields=["answer_version", "at", "record"], name="reply_version_at"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id or self.answer_id}#{self.passage_key}"


class Contact(models.Model):
    """A closed contact (case) of the company's ticket system, imported: what the link rate divides by.

    `score` is the customer's satisfaction on the scale of the import, null where nobody answered. Deleted
    after REPLY_MONTHS: reply records have lost their references by then, and it would count as unlinked.
    """

    reference = models.CharField(max_length=REFERENCE_LENGTH, unique=True)
    closed_on = models.DateField(db_index=True)
    channel = models.CharField(max_length=6, choices=Channel, blank=True)
    area = models.ForeignKey(
        "areas.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-closed_on", "reference"]
        constraints = [
            models.CheckConstraint(
                name="contact_channel_known", condition=Q(channel__in=["", *Channel.values])
            ),
            models.CheckConstraint(name="contact_has_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return self.reference


class PassageEdit(models.Model):
    """What somebody changed by hand in the words of a passage before copying: a hint to its author.

    Sentences added and left out, one a line, from which everything that may say who a customer is was
    taken. `person` counts how many people did so and is shown to nobody.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(
        "articles.Article", null=True, blank=True, on_delete=models.CASCADE, related_name="edits"
    )
    answer = models.ForeignKey(
        "threads.Answer", null=True, blank=True, on_delete=models.CASCADE, related_name="edits"
    )
    passage_key = models.CharField(max_length=16)
    channel = models.CharField(max_length=6, choices=Channel, blank=True)
    before = models.TextField()
    after = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="edit_of_one_thing",
                condition=Q(article__isnull=False, answer=None)
                | Q(article=None, answer__isnull=False),
            ),
            models.CheckConstraint(name="edit_changes", condition=~Q(before=F("after"))),
        ]

    def __str__(self) -> str:
        return f"{self.article_id or self.answer_id}#{self.passage_key}"
