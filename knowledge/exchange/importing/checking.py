"""From a record to an Import: every value checked, people, areas and topics found, made or reported."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from accounts.actions import create_person
from accounts.models import User
from knowledge.areas.actions import create_area
from knowledge.areas.models import Area, Topic
from knowledge.areas.queries import area_named
from knowledge.areas.topics import find_topic, topics_named
from knowledge.articles.actions.importing import Import
from knowledge.articles.forms.editor import MAX_QUESTIONS, SHORT_ANSWER_LENGTH
from knowledge.articles.models import Confidence, EditingRights, Kind
from knowledge.articles.models.article import TITLE_LENGTH
from knowledge.articles.words import Settings, Words, normal
from knowledge.exchange.importing.reading import Record
from knowledge.markup import MarkupTooLarge, check_size
from knowledge.passages.models import AudienceChoices

TITLE_WORDS = 12
EXTERNAL_ID_LENGTH = 200


class Refused(Exception):
    """The record can't be taken; the message says why and what to do."""


@dataclass(kw_only=True)
class Checker:
    """Checks records one by one and remembers whom and what it has found.

    `create_unknown` makes people, areas and topics that aren't there; without it they are Refused.
    `author` owns records that name nobody.
    """

    author: User
    language: str
    create_unknown: bool = False
    people: dict[str, User] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    made: dict[str, list[str]] = field(default_factory=dict)

    def check(self, record: Record) -> Import:
        """The article this record describes. Raises Refused."""
        given = record.fields
        body = self._body(given.get("body"))
        topics = tuple(self._topic(name) for name in _texts(given, "topics"))
        return Import(
            words=Words(
                title=_title(given.get("title"), body),
                title_audience=_choice(given, "title_audience", AudienceChoices.values, "internal"),
                questions=tuple(_texts(given, "questions"))[:MAX_QUESTIONS],
                short_answer=_text(given, "short_answer", SHORT_ANSWER_LENGTH),
                short_answer_audience=_choice(
                    given, "short_answer_audience", AudienceChoices.values, "internal"
                ),
                body=body,
            ),
            settings=self._settings(given, topics),
            owner=self._person(given.get("author")) if given.get("author") else self.author,
            external_id=_text(given, "external_id", EXTERNAL_ID_LENGTH) or None,
            published_at=_moment(given.get("published_at")),
            topics=topics,
        )

    def _settings(self, given: dict[str, Any], topics: Sequence[Topic]) -> Settings:
        languages = [code for code, _name in site.LANGUAGES]
        confidences = [value for value in Confidence.values if value != Confidence.ARCHIVED]
        return Settings(
            kind=_choice(given, "kind", Kind.values, Kind.ARTICLE),
            language=_choice(given, "language", languages, self.language),
            areas=tuple(dict.fromkeys(self._area(name) for name in _texts(given, "areas"))),
            topics=tuple(topic.name for topic in topics),
            co_authors=tuple(self._person(mail) for mail in _texts(given, "co_authors")),
            confidence=_choice(given, "confidence", confidences, Confidence.NOT_VALIDATED),
            editing_rights=_choice(
                given, "editing_rights", EditingRights.values, EditingRights.EXPERIENCE
            ),
            verification_interval_days=_days(given.get("verification_interval_days", 180)),
            expires_on=_day(given.get("expires_on")),
        )

    def _body(self, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise Refused("There is no text in “body”")
        try:
            check_size(value)
        except MarkupTooLarge as large:
            raise Refused(f"The text has {large.chars:,} characters: {large}. Split it") from large
        return normal(_encodable(value, "body"))

    def _person(self, value: object) -> User:
        mail = str(value).strip().lower()
        if mail not in self.people:
            self.people[mail] = self._find_person(mail)
        return self.people[mail]

    def _find_person(self, mail: str) -> User:
        found: User | None = User.objects.filter(email=mail).first()
        if found is not None:
            return found
        if not self.create_unknown:
            raise Refused(
                f"Nobody has the e-mail {mail}. Create them first, or use --create-unknown"
            )
        try:
            validate_email(mail)
        except ValidationError as wrong:
            raise Refused(f"“{mail}” is not an e-mail address") from wrong
        name = mail.split("@", maxsplit=1)[0].replace(".", " ").replace("_", " ").title()
        self.made.setdefault("people", []).append(mail)
        return create_person(email=mail, display_name=name, roles=("expert",))

    def _area(self, name: str) -> Area:
        if name not in self.areas:
            found = area_named(name)
            if found is None:
                if not self.create_unknown:
                    raise Refused(
                        f"There is no area “{name}”. Create it first, or use --create-unknown"
                    )
                found = create_area(name=name)
                self.made.setdefault("areas", []).append(name)
            self.areas[name] = found
        return self.areas[name]

    def _topic(self, name: str) -> Topic:
        if name not in self.topics:
            found = find_topic(name)
            if found is None:
                if not self.create_unknown:
                    raise Refused(
                        f"There is no topic “{name}”. Create it first, or use --create-unknown"
                    )
                try:
                    found = topics_named(names=[name])[0]
                except (ValidationError, IndexError) as wrong:
                    raise Refused(f"“{name}” can't be a topic") from wrong
                self.made.setdefault("topics", []).append(name)
            self.topics[name] = found
        return self.topics[name]


def _encodable(text: str, name: str) -> str:
    """Half a surrogate pair can't be stored. Raises Refused."""
    try:
        text.encode()
    except UnicodeEncodeError as broken:
        raise Refused(f"“{name}” holds a broken character at position {broken.start}") from broken
    return text


def _text(given: dict[str, Any], name: str, most: int) -> str:
    value = given.get(name)
    if value is None:
        return ""
    text = _encodable(str(value).replace("\x00", "").strip(), name)
    if len(text) > most:
        raise Refused(f"“{name}” has {len(text):,} characters, {most} at most")
    return text


def _texts(given: dict[str, Any], name: str) -> list[str]:
    value = given.get(name) or []
    if isinstance(value, str):
        value = value.split(",") if name != "questions" else value.splitlines()
    if not isinstance(value, list) or not all(isinstance(v, str | int | float) for v in value):
        raise Refused(f"“{name}” is not a list of words")
    return [text for v in value if (text := " ".join(_encodable(str(v), name).split()))]


def _title(value: object, body: str) -> str:
    """The title, or the first words of the text without its marks."""
    title = " ".join(_encodable(str(value or ""), "title").replace("\x00", "").split())
    if not title:
        words = [w.strip("#*_>`|-[]") for w in body[:2_000].split()]
        title = " ".join([w for w in words if w][:TITLE_WORDS])[:TITLE_LENGTH]
    if len(title) > TITLE_LENGTH:
        raise Refused(f"“title” has {len(title)} characters, {TITLE_LENGTH} at most")
    visible = [c for c in title if not unicodedata.category(c).startswith(("C", "Z"))]
    if not visible:
        raise Refused("There is nothing to read in “title”, and no word to make one from")
    return title


def _choice(given: dict[str, Any], name: str, known: Sequence[str], absent: str) -> str:
    value = given.get(name)
    if value is None or value == "":
        return str(absent)
    text = str(value).strip().lower().replace("-", "_")
    if text not in known:
        raise Refused(f"“{name}” is “{value}”; it may be {', '.join(map(str, known))}")
    return text


def _days(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 3650:  # noqa: PLR2004
        return value
    raise Refused(f"“verification_interval_days” is “{value}”; it may be 1 to 3650")


def _moment(value: object) -> datetime | None:
    """ISO date or moment; without a zone it is in ours. A clock up to a day ahead counts as now."""
    if value is None or value == "":
        return None
    found: datetime | None
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        found = datetime(value.year, value.month, value.day, tzinfo=UTC)
    else:
        found = _parsed(str(value))
    if found is None:
        raise Refused(
            f"“published_at” is “{value}”; write it as 2026-03-31 or 2026-03-31T14:05:00Z"
        )
    found = timezone.make_aware(found) if timezone.is_naive(found) else found
    if found > timezone.now() + timedelta(days=1):
        raise Refused(f"“published_at” is “{value}”, which lies in the future")
    return found


def _parsed(text: str) -> datetime | None:
    try:
        day = parse_date(text)
        if day is not None:
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        return parse_datetime(text)
    except ValueError:
        return None


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        found = parse_date(str(value))
    except ValueError:
        found = None
    if found is None:
        raise Refused(f"“expires_on” is “{value}”; write it as 2026-03-31")
    return found
