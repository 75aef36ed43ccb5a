"""The whole site on generated articles: what leaves it holds no internal word, title, phrasing or file.

Eight articles here, 300 with `make nightly`. What customers get (copy, texts kept by the
page, tray, card, panel) holds none of the article's own names either; what colleagues get in the words of
customers (search for customers, API) and outside of the site (feed, mail, the head of pages) holds no word
of a passage that is not for customers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image

from accounts.actions.tokens import create_token
from accounts.models import User
from knowledge.articles.models import Article
from knowledge.markup import Audience
from knowledge.notifications.models import Notification
from knowledge.passages.models import Attachment
from knowledge.passages.uploads import keep_upload
from knowledge.replies.actions.panel import NotGiven, put_together
from knowledge.replies.actions.trays import collect, set_aside
from knowledge.replies.models import ChannelProfile
from knowledge.replies.views import copying
from tests.conftest import ClientOf
from tests.factories import make_article, make_person
from tests.leaks.documents import CUSTOMER, MARKS, NOT_FOR_CUSTOMERS, documents
from tests.notifications.telling import send_all, tell
from tests.search.indexing import follow, forget_index

NAMES = "zephyr"
"""In the title, the phrasings and the names of files: none of them may be told."""

JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _many_presses(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one person's hands press in a minute."""
    monkeypatch.setattr(copying, "MOST_A_MINUTE", 10_000)


@pytest.fixture(autouse=True)
def _index(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield
    forget_index()


def _article(body: str, owner: User, picture: str) -> Article:
    """Ends with a customer block that shows a file, so that something nearly always may be told."""
    shown = (
        f"/// customer\n{MARKS[CUSTOMER]} at last ![{MARKS[CUSTOMER]}](attachment:{picture})\n///"
    )
    return make_article(
        f"{NAMES} light",
        owner=owner,
        body=f"{body}\n\n{shown}\n",
        questions=(f"why does the {NAMES} blink",),
        short_answer=f"{MARKS['internal']} only",
        topics=[NAMES],
    )


def _picture(owner: User) -> str:
    """An image whose name and EXIF data are not for customers."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x9286] = f"{NAMES} {MARKS['internal']}"
    data = BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, "JPEG", exif=exif)
    file = SimpleUploadedFile(f"{NAMES}-{MARKS['internal']}.jpg", data.getvalue(), "image/jpeg")
    return str(keep_upload(file=file, by=owner).key)


def _for_customers(client: Client, person: User, article: Article) -> Iterator[str]:
    """Everything that customers get of it, by every way out."""
    keys = [p.key for p in article.live.text.passages.for_audience(Audience.CUSTOMER)]
    if not keys:  # an unclosed mark above closes what follows
        return
    all_keys = list(article.live.text.passages.values_list("key", flat=True))
    query = "".join(f"&passage={key}" for key in keys)
    copied = client.post(f"{reverse('replies:copy')}?article={article.slug}{query}", headers=JSON)
    assert copied.status_code == 200, copied.content
    said = copied.json()
    yield from (said["plain"], said["html"])
    asked = ".".join(["a", article.slug, *all_keys])
    kept = client.get(reverse("replies:texts"), {"of": asked})
    texts = json.loads(kept.content)["texts"]
    assert texts
    for words in texts.values():
        yield from (words["plain"], words["html"])
    for key in keys[:10]:
        tray = collect(person=person, article=article, passage_key=key)
    card = client.get(reverse("replies:tray_card", args=[tray.pk])).content.decode()
    yield card
    set_aside(tray=tray)
    names = [f"a.{article.slug}.{key}" for key in all_keys[:10]]
    for profile in ChannelProfile.objects.all():
        try:
            made = put_together(person=person, names=names, profile=profile, language="en")
        except NotGiven:
            continue
        yield from (made.composed.plain, made.composed.html, *made.composed.messages)


def _for_colleagues(client: Client, token: str, feed: str, article: Article) -> Iterator[str]:
    """What leaves the site for staff, or says what may be told."""
    word = MARKS[CUSTOMER]
    yield client.get("/search/", {"q": word, "audience": "customer"}).content.decode()
    headers = {"authorization": f"Bearer {token}"}
    found = client.get("/api/v1/search", {"q": word}, headers=headers).json()
    yield from (json.dumps(one) for one in found["results"] if one["audience"] == CUSTOMER)
    yield client.get(article.get_absolute_url()).content.decode().partition("</head>")[0]
    yield client.get(feed).content.decode().replace(article.live.text.short_answer, "")
    mail.outbox.clear()
    tell(make_person(), article, Notification.Kind.ANSWER)
    send_all()
    yield from (f"{one.subject}\n{one.message().as_string()}" for one in mail.outbox)


def _look_at(examples: int, contact: User, expert: User, client: Client) -> None:
    token = create_token(person=contact, purpose="api", name="leaks", by=None)[1]
    secret = create_token(person=contact, purpose="feed", name="leaks", by=None)[1]
    feed = reverse("articles:feed", args=[secret, "author", expert.slug])
    picture = _picture(expert)
    seen = {"texts": 0, "outputs": 0, "told": 0}

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(documents())
    def nothing_leaks(body: str) -> None:
        article = _article(body, expert, picture)
        follow()
        seen["texts"] += 1
        for told in map(str.lower, _for_customers(client, contact, article)):
            seen["outputs"] += 1
            seen["told"] += MARKS[CUSTOMER] in told
            for mark in (*NOT_FOR_CUSTOMERS, NAMES):
                assert mark not in told, body
        for told in map(str.lower, _for_colleagues(client, token, feed, article)):
            seen["outputs"] += 1
            for mark in NOT_FOR_CUSTOMERS:
                assert mark not in told, body

    nothing_leaks()
    assert seen["outputs"] > 5 * seen["texts"]
    assert seen["told"] > 2 * seen["texts"]


def test_no_internal_word_leaves_the_site(contact: User, expert: User, client_of: ClientOf) -> None:
    _look_at(8, contact, expert, client_of(contact))


@pytest.mark.slow
def test_no_internal_word_of_many_articles_leaves_the_site(
    contact: User, expert: User, client_of: ClientOf
) -> None:
    _look_at(300, contact, expert, client_of(contact))


def test_a_picture_keeps_nothing_of_what_the_camera_wrote(expert: User) -> None:
    kept = Attachment.objects.get(key=_picture(expert))
    for file in filter(None, [kept.file, kept.thumbnail]):
        with file.open("rb") as data:
            assert MARKS["internal"].encode() not in data.read()
