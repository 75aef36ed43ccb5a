"""Plain typed builders. They go through the actions, so that what tests use is what people get."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.actions import create_area, create_person, create_team
from accounts.actions import restrict_area as keep_area_to
from accounts.models import Team, User
from knowledge.areas.models import Area, Topic
from knowledge.areas.topics import topics_named
from knowledge.articles.actions import publish_article, publish_revision, suggest_edit
from knowledge.articles.models import Article, Suggestion
from knowledge.articles.words import Settings, Words
from knowledge.contributions.actions import record_entry
from knowledge.contributions.models import Entry
from knowledge.passages.models import Attachment
from knowledge.passages.uploads import keep_upload
from knowledge.threads.actions.answering import give_answer
from knowledge.threads.actions.asking import ask_thread
from knowledge.threads.models import Answer, Thread

PASSWORD = "a river runs behind the mill"
_numbers = count(1)


def make_person(
    name: str = "",
    *,
    email: str = "",
    roles: Collection[str] = (),
    team: Team | None = None,
    **fields: Any,
) -> User:
    number = next(_numbers)
    return create_person(
        email=email or f"person{number}@halage.example",
        display_name=name or f"Person {number}",
        password=fields.pop("password", PASSWORD),
        roles=roles,
        team=team,
        **fields,
    )


def make_team(
    name: str = "", *, parent: Team | None = None, managers: Collection[User] = ()
) -> Team:
    return create_team(name=name or f"Team {next(_numbers)}", parent=parent, managers=managers)


def make_area(
    name: str = "", *, parent: Area | None = None, owners: Collection[User] = (), **fields: Any
) -> Area:
    return create_area(
        by=None, name=name or f"Area {next(_numbers)}", parent=parent, owners=owners, **fields
    )


def make_topic(name: str = "") -> Topic:
    return topics_named(names=[name or f"topic {next(_numbers)}"])[0]


def restrict_area(area: Area, *teams: Team) -> None:
    """Keeps the area to these teams."""
    keep_area_to(area, teams=teams, by=None)


def make_article(
    title: str = "",
    *,
    owner: User | None = None,
    body: str = "Read the meter before you explain.",
    areas: Collection[Area] = (),
    topics: Collection[str] = (),
    external_id: str | None = None,
    settings: dict[str, Any] | None = None,
    **words: Any,
) -> Article:
    """A published article; `words` are further fields of Words, `settings` of Settings."""
    return publish_article(
        by=owner or make_person(roles=["expert"]),
        words=Words(title=title or f"Article {next(_numbers)}", body=body, **words),
        settings=Settings(areas=tuple(areas), topics=tuple(topics), **(settings or {})),
        external_id=external_id,
    )


def revise(article: Article, *, by: User | None = None, note: str = "", **words: Any) -> Article:
    """Publish a next revision: the present words with these changed."""
    article = Article.objects.select_related("current__text", "owner").get(pk=article.pk)
    return publish_revision(
        article=article,
        by=by or article.owner,
        words=replace(Words.of(article.live), **words),
        base=article.live,
        significance="medium",
        note=note,
    ).article


def make_suggestion(article: Article, *, by: User, note: str = "", **words: Any) -> Suggestion:
    """What `by` proposes: the present words with these changed."""
    article = Article.objects.select_related("current__text", "owner").get(pk=article.pk)
    return suggest_edit(
        article=article,
        by=by,
        words=replace(Words.of(article.live), **words),
        base=article.live,
        note=note,
    )


def make_thread(
    title: str = "", *, asker: User | None = None, area: Area | None = None, **fields: Any
) -> Thread:
    """A question that waits; `fields` are further ones of `ask_thread`."""
    values = {"language": "en", "urgency": "today"} | fields
    return ask_thread(
        asker=asker or make_person(roles=["contact"]),
        title=title or f"Question {next(_numbers)}",
        area=area or make_area(),
        **values,
    )


def make_answer(
    thread: Thread,
    *,
    by: User | None = None,
    body: str = "Hold the button for ten seconds.",
    **fields: Any,
) -> Answer:
    """A full answer, unless `is_partial` is among the fields."""
    return give_answer(thread=thread, by=by or make_person(roles=["expert"]), body=body, **fields)


def make_entry(
    person: User | None = None,
    *,
    day: date | None = None,
    minutes: int = 30,
    kind: str = "article",
    **fields: Any,
) -> Entry:
    """A contribution recorded by hand, of today unless a day is given; of any length."""
    person = person or make_person(roles=["expert"])
    return record_entry(
        person=person,
        day=day or timezone.localdate(timezone=ZoneInfo(person.time_zone)),
        minutes=minutes,
        kind=kind,
        **({"sure": True} | fields),
    )


def make_attachment(*, by: User, name: str = "plan.png", content: bytes = b"") -> Attachment:
    """An uploaded file; a small image unless content is given."""
    if not content:
        picture = BytesIO()
        Image.new("RGB", (8, 6), "navy").save(picture, "PNG")
        content = picture.getvalue()
    return keep_upload(file=SimpleUploadedFile(name, content), by=by)
