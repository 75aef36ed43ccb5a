"""A message drawn from its lines, when it leaves: in the person's language, with their rights of now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.notifications.models import Group, Notification, OutgoingMail, Purpose
from knowledge.notifications.permissions import mail_host, unsubscribe_token
from knowledge.passages.subjects import readable_ids
from knowledge.ui.times import absolute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User

LINES_SHOWN = 10
WORDS_SHOWN = 60
SUBJECTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """What happened, in words; `word` is what was said, and empty unless MAIL_SHOWS_TEXT."""

    sentence: str
    word: str
    when: str


@dataclass(frozen=True, slots=True)
class Told:
    """One subject of a message and what happened to it, oldest first; `more` counts the rest."""

    title: str
    url: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Section:
    """What a digest says of one group."""

    label: str
    subjects: tuple[Told, ...]


def lines_to_tell(mail: OutgoingMail) -> list[Notification]:
    """What the message still has to say: not read in the inbox meanwhile, and not closed since."""
    rows = mail.lines.filter(read_at=None).select_related("actor").order_by("created_at", "pk")
    lines = list(rows)
    asked: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        asked[line.subject_kind].add(line.subject_id)
    readable = {kind: readable_ids(mail.person, kind, ids) for kind, ids in asked.items()}
    return [line for line in lines if line.subject_id in readable[line.subject_kind]]


def compose(mail: OutgoingMail, lines: Sequence[Notification]) -> EmailMultiAlternatives:
    """The message for these lines, at least one of them."""
    person = mail.person
    with (
        translation.override(person.interface_language),
        timezone.override(ZoneInfo(person.time_zone)),
    ):
        return _at_once(mail, lines) if mail.purpose == Purpose.NOW else _digest(mail, lines)


def _at_once(mail: OutgoingMail, lines: Sequence[Notification]) -> EmailMultiAlternatives:
    told = _told(lines)
    group = lines[-1].group
    link = _unsubscribe_url(mail.person, group)
    context: dict[str, object] = {"told": told, "unsubscribe_words": str(group.label)}
    words = told.title if _is_first(mail) else f"Re: {told.title}"
    message = _message(mail, words, "now", context, link)
    thread = f"<{mail.subject_kind}.{mail.subject_id}.{mail.person_id}@{mail_host()}>"
    message.extra_headers |= {
        "In-Reply-To": thread,
        "References": thread,
        "List-Id": f"{_header(told.title)} <{mail.subject_kind}-{mail.subject_id}.{mail_host()}>",
    }
    return message


def _digest(mail: OutgoingMail, lines: Sequence[Notification]) -> EmailMultiAlternatives:
    groups: dict[Group, dict[tuple[str, int], list[Notification]]] = {g: {} for g in Group}
    for line in lines:
        groups[line.group].setdefault((line.subject_kind, line.subject_id), []).append(line)
    sections = [
        Section(str(group.label), tuple(map(_told, list(subjects.values())[:SUBJECTS_SHOWN])))
        for group, subjects in groups.items()
        if subjects
    ]
    count = sum(len(subjects) for subjects in groups.values())
    daily = mail.purpose == Purpose.DAILY
    title = _subject_of_digest(count, daily=daily)
    name = _("Daily digest") if daily else _("Weekly digest")
    context: dict[str, object] = {"sections": sections, "title": title, "unsubscribe_words": name}
    link = _unsubscribe_url(mail.person, mail.purpose)
    message = _message(mail, title, "digest", context, link)
    message.extra_headers["List-Id"] = f"<{mail.purpose}.{mail_host()}>"
    return message


def _subject_of_digest(count: int, *, daily: bool) -> str:
    facts = {"n": count, "product": settings.PRODUCT_NAME}
    if daily:
        return (
            ngettext("%(product)s today: %(n)d thing", "%(product)s today: %(n)d things", count)
            % facts
        )
    return (
        ngettext("%(product)s this week: %(n)d thing", "%(product)s this week: %(n)d things", count)
        % facts
    )


def _told(lines: Sequence[Notification]) -> Told:
    last = lines[-1]
    shown = tuple(map(_line, lines[-LINES_SHOWN:]))
    title = " ".join(last.title.split())
    return Told(title, f"{settings.BASE_URL}{last.url}", shown, len(lines) - len(shown))


def sentence_of(line: Notification) -> str:
    """Who did what, without the title."""
    things = {
        "article": _("this article"),
        "thread": _("this question"),
        "request": _("these words"),
    }
    said = [line.get_kind_display(), things.get(line.subject_kind, line.title)]
    actor = [line.actor.display_name] if line.actor and not line.speaks_alone else []
    return " ".join([*actor, *said])


def _line(line: Notification) -> Line:
    word = Truncator(line.word).words(WORDS_SHOWN) if settings.MAIL_SHOWS_TEXT else ""
    return Line(sentence_of(line), " ".join(word.split()), absolute(line.created_at))


def _message(
    mail: OutgoingMail, subject: str, template: str, context: dict[str, object], link: str
) -> EmailMultiAlternatives:
    context |= {
        "product_name": settings.PRODUCT_NAME,
        "base_url": settings.BASE_URL,
        "unsubscribe_url": link,
        "settings_url": f"{settings.BASE_URL}{reverse('notifications:settings')}",
        "language": translation.get_language(),
    }
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"notifications/email/{template}.txt", context).strip() + "\n",
        from_email=_sender(),
        to=[mail.person.email],
        reply_to=[settings.MAIL_REPLY_TO],
        headers={
            "Message-ID": f"<{mail.message_id}>",
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(
        render_to_string(f"notifications/email/{template}.html", context), "text/html"
    )
    return message


def _sender() -> str:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or f"{settings.PRODUCT_NAME} · {settings.COMPANY_NAME}", address))


def _header(words: str) -> str:
    """Words as a phrase of a structured header: nothing that ends or quotes it."""
    return "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in words)[
        :60
    ].strip()


def _is_first(mail: OutgoingMail) -> bool:
    earlier = OutgoingMail.objects.filter(
        person_id=mail.person_id,
        purpose=Purpose.NOW,
        subject_kind=mail.subject_kind,
        subject_id=mail.subject_id,
        pk__lt=mail.pk,
    )
    return not earlier.exists()


def _unsubscribe_url(person: User, scope: str) -> str:
    token = unsubscribe_token(person.pk, str(scope))
    return f"{settings.BASE_URL}{reverse('notifications:unsubscribe', args=[token])}"
