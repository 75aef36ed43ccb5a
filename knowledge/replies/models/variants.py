"""Words for one channel that an expert wrote, and words that alone may be said of a delicate matter."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.passages.channels import Channel


class Variant(models.Model):
    """Copy-ready words of an article for a channel and a language; `current` is its newest version.

    Whether it stands, is flagged or withdrawn is derived from the significance of the article's
    revisions after `current.revision`, when it is read: minor ones leave it, a medium one flags it, a
    major one withdraws it until somebody confirms or rewrites it (a new version).
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="variants"
    )
    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    language = models.CharField(_("language"), max_length=8)
    current = models.OneToOneField(
        "replies.VariantVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["article", "channel", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "channel", "language"], name="variant_once_a_channel"
            ),
            models.CheckConstraint(
                name="variant_channel_known", condition=Q(channel__in=Channel.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.channel} {self.language}"


class VariantVersion(models.Model):
    """One immutable wording, tied to the revision its writer had before them. A confirmation repeats
    the words with `confirms` set. `audience` as of a passage. `approved_by`: a lead lets it be said of
    a sensitive topic.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("words"), max_length=10_000)
    audience = models.CharField(
        _("who may be told it"),
        max_length=8,
        choices=[("partner", _("Partner")), ("customer", _("Customer"))],
        default="customer",
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirms = models.BooleanField(default=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["variant", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "number"], name="variant_version_once"),
            models.CheckConstraint(name="variant_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="variant_read_outside", condition=Q(audience__in=["partner", "customer"])
            ),
            models.CheckConstraint(
                name="variant_approved_by_somebody",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]


class SensitiveTopic(models.Model):
    """A topic of which only approved words may be said: variants that a lead approved, and these.

    `ended_at`: it is like any other since then; the row stays, for the dates of its wordings.
    """

    topic = models.OneToOneField("areas.Topic", on_delete=models.CASCADE, related_name="sensitive")
    reason = models.CharField(_("why"), max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.topic_id}"

    @property
    def in_force(self) -> "list[ApprovedWording]":
        """What may be said now; no query where the wordings were prefetched."""
        return [wording for wording in self.wordings.all() if wording.replaced_at is None]


class ApprovedWording(models.Model):
    """What may be said of a sensitive topic in a language; the channel's own before the general one.
    Never changed: replaced by a newer one.
    """

    sensitive = models.ForeignKey(SensitiveTopic, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(_("language"), max_length=8)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel, blank=True)
    words = models.TextField(_("words"), max_length=5_000)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sensitive", "language", "channel", "-approved_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sensitive", "language", "channel"],
                condition=Q(replaced_at=None),
                name="wording_one_in_force",
            ),
            models.CheckConstraint(name="wording_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def language_name(self) -> str:
        """In the reader's language; the code of one that the interface does not speak."""
        return str(dict(settings.LANGUAGES).get(self.language, self.language))
