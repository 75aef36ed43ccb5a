"""Notification, and the few groups that people choose by."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge.notifications.models.mail import OutgoingMail


class Group(models.TextChoices):
    """What people choose by: kinds that they want told alike, in the order of the page."""

    OFFERS = "offers", _("Questions that wait for you")
    ANSWERS = "answers", _("Answers to what you asked")
    PROGRESS = "progress", _("What else happens to these questions")
    TALK = "talk", _("Replies to you and mentions")
    ARTICLES = "articles", _("Your articles and suggestions")
    REQUESTS = "requests", _("What was missing: requests, searches, gaps")
    FOLLOWED = "followed", _("What you follow")
    THANKS = "thanks", _("Whom your answers helped")
    TIME = "time", _("Your contribution time")
    REPLIES = "replies", _("Your replies to customers, and whom your words reached")

    @property
    def short(self) -> str:
        """A word or two, for a tab."""
        return str(_SHORT[self])


_SHORT = {
    Group.OFFERS: pgettext_lazy("inbox", "For you to do"),
    Group.ANSWERS: pgettext_lazy("inbox", "Answers"),
    Group.PROGRESS: pgettext_lazy("inbox", "Progress"),
    Group.TALK: pgettext_lazy("inbox", "Replies"),
    Group.ARTICLES: pgettext_lazy("inbox", "Your articles"),
    Group.REQUESTS: pgettext_lazy("inbox", "What was missing"),
    Group.FOLLOWED: pgettext_lazy("inbox", "Followed"),
    Group.THANKS: pgettext_lazy("inbox", "Helped"),
    Group.TIME: pgettext_lazy("inbox", "Your time"),
    Group.REPLIES: pgettext_lazy("inbox", "Your replies"),
}


class Notification(models.Model):
    """One line in one person's inbox. `title` is the object's, `url` leads there, `word` is what was said.

    `mail` is the message that carries it; none when it stands in the inbox alone.
    """

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", _("suggests an edit to")
        SUGGESTION_ACCEPTED = "accepted", _("accepted your suggestion for")
        SUGGESTION_ADJUSTED = "adjusted", _("accepted your suggestion with changes for")
        SUGGESTION_DECLINED = "declined", _("declined your suggestion for")
        FLAG = "flag", _("flagged a passage of")
        FLAG_ACCEPTED = "flag_ok", _("accepted your flag on")
        FLAG_DECLINED = "flag_no", _("declined your flag on")
        COMMENT = "comment", _("commented on")
        REPLY = "reply", _("replied to you on")
        MENTION = "mention", _("mentioned you in")
        OWNER = "owner", _("handed you")
        CO_AUTHOR = "co_author", _("named you as co-author of")
        REVISION = "revision", _("published a revision of")
        REQUEST = "request", _("asks for an article on")
        REQUEST_WRITTEN = "req_done", _("answered what you missed:")
        REQUEST_DECLINED = "req_no", _("answered your request for")
        FOUND = "found", _("New results of your saved search")
        OFFER = "offer", _("asks you:")
        CLAIMED = "claimed", _("takes your question:")
        NEEDS_INFO = "needs_info", _("needs to know more about")
        GAVE_INFO = "gave_info", _("gave what was missing on")
        ANSWER = "answer", pgettext_lazy("inbox", "answered")
        SOLUTION = "solution", _("accepted your answer to")
        HELPED = "helped", _("was helped by your answer to")
        CORRECTION = "correction", _("corrected an answer to")
        LINE = "line", _("wrote what the customer may be told about")
        CLOSED = "closed", pgettext_lazy("inbox", "closed")
        REOPENED = "reopened", pgettext_lazy("inbox", "reopened")
        DUPLICATE = "duplicate", _("linked to the same question:")
        MOVED = "moved", pgettext_lazy("inbox", "moved")
        NO_EXPERT = "no_expert", _("Nobody can be asked about")
        LATE = "late", _("The promise was not kept for")
        LOST = "lost", _("Your claim ran out:")
        FILLED = "filled", _("What you looked for is there:")
        FOLLOWED = "followed", _("brings something new to what you follow:")
        REFUSED = "refused", _("Mail to you comes back:")
        REMINDER = "reminder", _("Your time:")
        TEAMS = "teams", _("Your teams:")
        RECALL = "recall", _("Your reply used a passage that was wrong:")
        TRAY = "tray", _("What is in your tray has changed:")
        COMPLAINT = "complaint", _("A complaint waits:")
        TOLD_FIRST = "told_first", _("A customer knew first:")
        REACH = "reach", _("Whom your words reached:")
        VARIANT = "variant", _("Words for a channel need you:")
        HANDED = "handed", _("hands you a public reply:")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=500)
    word = models.TextField(blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(
        OutgoingMail, null=True, blank=True, on_delete=models.SET_NULL, related_name="lines"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notification_person_at"),
            models.Index(
                fields=["person"],
                name="notification_unread",
                condition=models.Q(read_at__isnull=True),
            ),
            models.Index(
                fields=["subject_kind", "subject_id", "person"], name="notification_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.get_kind_display()} {self.title}"

    @property
    def speaks_alone(self) -> bool:
        """Whether its sentence has no need of who acted."""
        return self.kind in _ALONE or self.actor_id is None

    @property
    def group(self) -> Group:
        """What the person's preferences call it."""
        return GROUP_OF[Notification.Kind(self.kind)]


_ALONE = frozenset(
    {
        Notification.Kind.FOUND,
        Notification.Kind.NO_EXPERT,
        Notification.Kind.LATE,
        Notification.Kind.LOST,
        Notification.Kind.FILLED,
        Notification.Kind.REFUSED,
        Notification.Kind.REMINDER,
        Notification.Kind.TEAMS,
        Notification.Kind.RECALL,
        Notification.Kind.TRAY,
        Notification.Kind.COMPLAINT,
        Notification.Kind.TOLD_FIRST,
        Notification.Kind.REACH,
        Notification.Kind.VARIANT,
    }
)
_KINDS = {
    Group.OFFERS: ("OFFER", "GAVE_INFO", "NO_EXPERT", "LATE", "LOST"),
    Group.ANSWERS: ("ANSWER", "NEEDS_INFO", "CLOSED"),
    Group.PROGRESS: ("CLAIMED", "LINE", "CORRECTION", "REOPENED", "DUPLICATE", "MOVED"),
    Group.TALK: ("REPLY", "MENTION"),
    Group.ARTICLES: (
        *("SUGGESTION", "SUGGESTION_ACCEPTED", "SUGGESTION_ADJUSTED", "SUGGESTION_DECLINED"),
        *("FLAG", "FLAG_ACCEPTED", "FLAG_DECLINED"),
        *("COMMENT", "OWNER", "CO_AUTHOR", "REVISION", "REFUSED"),
    ),
    Group.REQUESTS: ("REQUEST", "REQUEST_WRITTEN", "REQUEST_DECLINED", "FOUND", "FILLED"),
    Group.FOLLOWED: ("FOLLOWED",),
    Group.THANKS: ("SOLUTION", "HELPED"),
    Group.TIME: ("REMINDER", "TEAMS"),
    Group.REPLIES: ("RECALL", "TRAY", "COMPLAINT", "TOLD_FIRST", "REACH", "VARIANT", "HANDED"),
}
GROUP_OF: dict[Notification.Kind, Group] = {
    Notification.Kind[name]: group for group, names in _KINDS.items() for name in names
}
"""Every kind has its group: a test fails on one without."""


def kinds_in(group: Group) -> list[Notification.Kind]:
    return [kind for kind, found in GROUP_OF.items() if found == group]
