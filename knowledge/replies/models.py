"""ReplyRecord and the passages it used."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from knowledge.passages.channels import Channel


class ReplyRecord(models.Model):
    """A customer reply that used our passages; holds no customer identity."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reply_records"
    )
    channel = models.CharField(max_length=6, choices=Channel, blank=True)
    language = models.CharField(max_length=8)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="reply_channel_known",
                condition=models.Q(channel__in=["", *Channel.values]),
            )
        ]
        indexes = [models.Index(fields=["person", "-created_at"], name="reply_person_at")]

    def __str__(self) -> str:
        return f"{self.channel} {self.created_at:%Y-%m-%d %H:%M}"


class ReplyPassage(models.Model):
    """One passage in a reply, pinned to what it was copied from: the revision of an article, or the
    version of an answer.
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
    passage_key = models.CharField(max_length=16)

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
        ]

    def __str__(self) -> str:
        return f"{self.article_id or self.answer_id}#{self.passage_key}"
