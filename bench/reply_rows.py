"""Five million customer replies, written by the database itself, for `bench.replies_inside`.

Imported in a process of its own DATA_DIR, after Django's setup. Indexes are dropped while rows are
written and made again from what the database said they were.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from accounts.actions import create_area, create_person, create_team
from accounts.models import User
from knowledge.articles.models import Article, Revision
from knowledge.markup import RENDERER_VERSION as VERSION
from knowledge.passages.channels import Channel
from knowledge.passages.models import Passage, Text
from knowledge.replies.models import Credit, Outcome, ReplyPassage, ReplyRecord

SEED = 11
BATCH = 1_000
TABLES = (ReplyRecord._meta.db_table, ReplyPassage._meta.db_table)
KEYS = ("short", "kk2", "kk3", "kk4")
SECOND = 6
"""Every so many replies use a second passage, of another article."""

PRIMES = (7_919, 104_729, 1_299_709)

RECORDS = """
INSERT INTO replies_replyrecord (id, person_id, channel, language, way, area_id, team_id, key, reference,
    fingerprint, text, is_edited, outcome, outcome_at, created_at)
SELECT n.i, {people} + (n.i * {p0}) % {contacts}, c.channel, 'en', 'copied',
    {areas} + (n.i * {p1}) % {area_count},
    {teams} + n.i % {team_count}, NULL, '', '', '', {no}, o.outcome,
    CASE WHEN o.outcome = '' THEN NULL ELSE {at} END, {at}
FROM {numbers}
JOIN bench_channels c ON c.number = (n.i * {p0}) % {channels}
JOIN bench_outcomes o ON o.number = (n.i * {p1}) % {outcomes}
"""

PASSAGES = """
INSERT INTO replies_replypassage (record_id, article_id, revision_id, passage_key, at)
SELECT n.i, r.article, r.revision, k.passage_key, {at}
FROM {numbers}
JOIN bench_used r ON r.number = (n.i * {prime}) % {used}
JOIN bench_keys k ON k.number = (n.i + {every}) % {keys}
WHERE n.i % {every} = 0
"""


@transaction.atomic
def make_desk(contacts: int, authors: int, articles: int) -> tuple[list[User], list[User]]:
    """Contact staff in ten teams, and authors with articles; every article has four passages."""
    teams = [create_team(name=f"Team {n}") for n in range(10)]
    areas = [create_area(by=None, name=f"Area {n}", parent=None) for n in range(24)]
    people = [
        create_person(
            email=f"desk{n}@bench.example",
            display_name=f"Desk {n}",
            roles=["contact"],
            team=teams[n % len(teams)],
        )
        for n in range(contacts)
    ]
    writers = [
        create_person(
            email=f"author{n}@bench.example", display_name=f"Author {n}", roles=["expert"]
        )
        for n in range(authors)
    ]
    _articles(writers, articles, [area.pk for area in areas])
    return people, writers


def _articles(writers: list[User], count: int, areas: list[int]) -> None:
    """Authors come in turn: the first has the articles that are used most. Half of each is theirs."""
    now = timezone.now()
    texts = _texts(count)
    rows = Article.objects.bulk_create(
        (
            Article(
                slug=f"article-{n}",
                title=f"Article {n}",
                folded_title=f"article {n}",
                language="en",
                owner=writers[n % len(writers)],
                published_at=now,
                updated_at=now,
                verified_at=now - timedelta(days=n % 400),
            )
            for n in range(count)
        ),
        batch_size=BATCH,
    )
    revisions = _revisions(rows, texts, now)
    tagged = Article.areas.through
    tagged.objects.bulk_create(
        (
            tagged(article_id=article.pk, area_id=areas[n % len(areas)])
            for n, article in enumerate(rows)
        ),
        batch_size=BATCH,
    )
    _credits(revisions, writers)


def _texts(count: int) -> list[Text]:
    """Each with the passages of KEYS, all for customers."""
    texts = Text.objects.bulk_create(
        (
            Text(source="Press it.", language="en", renderer_version=VERSION, words=2)
            for _ in range(count)
        ),
        batch_size=BATCH,
    )
    Passage.objects.bulk_create(
        (
            Passage(
                text=text,
                key=key,
                kind="short" if place == 0 else "body",
                position=place,
                audience="customer",
                html=f"<p>Press it {place} times.</p>",
                plain=f"Press it {place} times, then wait for the light to turn green.",
                rich=f"<p>Press it {place} times.</p>",
                words=9,
            )
            for text in texts
            for place, key in enumerate(KEYS)
        ),
        batch_size=BATCH,
    )
    return texts


def _revisions(rows: list[Article], texts: list[Text], now: datetime) -> list[Revision]:
    """The only one of each article, and its current one."""
    revisions = Revision.objects.bulk_create(
        (
            Revision(
                article=article,
                number=1,
                text=text,
                title=article.title,
                significance="major",
                author=article.owner,
                created_at=now,
            )
            for article, text in zip(rows, texts, strict=True)
        ),
        batch_size=BATCH,
    )
    for article, revision in zip(rows, revisions, strict=True):
        article.current = revision
    Article.objects.bulk_update(rows, ["current"], batch_size=BATCH // 4)
    return revisions


def _credits(revisions: list[Revision], writers: list[User]) -> None:
    """85 per cent to the author, the rest to the next in turn."""
    Credit.objects.bulk_create(
        (
            Credit(person=person, revision=revision, per_cent=per_cent)
            for n, revision in enumerate(revisions)
            for person, per_cent in (
                (revision.author, 85),
                (writers[(n + 1) % len(writers)], 15),
            )
        ),
        batch_size=BATCH,
    )


def fill(records: int, weeks: int, now: datetime, contacts: list[User]) -> None:
    """Replies evenly over the weeks; articles by a long tail: the first of them most."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if sqlite:
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -1000000")
        used = _used()
        _table(cursor, "bench_used", "article integer, revision integer", used)
        _table(cursor, "bench_keys", "passage_key varchar(16)", [(key,) for key in KEYS])
        _table(cursor, "bench_channels", "channel varchar(6)", [(c,) for c in Channel.values])
        said = [(word,) for word in (*Outcome.values, *[""] * 6)]
        _table(cursor, "bench_outcomes", "outcome varchar(7)", said)
        words = _words(cursor, records, weeks, now, contacts) | {
            "channels": len(Channel.values),
            "outcomes": len(said),
            "used": len(used),
            "keys": len(KEYS),
        }
        with _without_indexes(cursor):
            cursor.execute(RECORDS.format(**words))
            cursor.execute(PASSAGES.format(prime=PRIMES[2], every=1, **words))
            cursor.execute(PASSAGES.format(prime=PRIMES[1], every=SECOND, **words))
        if not sqlite:
            cursor.execute("SELECT setval('replies_replyrecord_id_seq', %s)", [records])
        cursor.execute("ANALYZE")
        if sqlite:
            cursor.execute("PRAGMA synchronous = FULL")


def _words(
    cursor: CursorWrapper, records: int, weeks: int, now: datetime, contacts: list[User]
) -> dict[str, object]:
    """What the statements differ in between databases, and the first numbers of what they point to."""
    cursor.execute("SELECT min(id), count(*) FROM areas_area")
    areas, area_count = cursor.fetchone()
    cursor.execute("SELECT min(id), count(*) FROM accounts_team")
    teams, team_count = cursor.fetchone()
    seconds = weeks * 7 * 86_400
    start = now - timedelta(seconds=seconds)
    if connection.vendor == "sqlite":
        numbers = (
            "(WITH RECURSIVE m(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM m"  # noqa: S608
            f" WHERE i < {records}) SELECT i FROM m) n"
        )
        at = (
            f"strftime('%Y-%m-%d %H:%M:%S', {int(start.timestamp())}"
            f" + n.i * {seconds} / {records + 1}, 'unixepoch')"
        )
    else:
        numbers = f"(SELECT i::bigint FROM generate_series(1, {records}) i) n"  # noqa: S608
        at = f"to_timestamp({int(start.timestamp())} + n.i * {seconds} / {records + 1})"
    return {
        "numbers": numbers,
        "at": at,
        "no": "0" if connection.vendor == "sqlite" else "false",
        "people": contacts[0].pk,
        "contacts": len(contacts),
        "areas": areas,
        "area_count": area_count,
        "teams": teams,
        "team_count": team_count,
        "p0": PRIMES[0],
        "p1": PRIMES[1],
    }


def _used() -> list[tuple[int, int]]:
    """Articles with their revisions, each as often as it is used: a long tail over 100,003 places."""
    rows = list(Revision.objects.order_by("pk").values_list("article_id", "pk"))
    weights = [1 / (n + 5) for n in range(len(rows))]
    chance = random.Random(SEED)
    return chance.choices(rows, weights, k=100_003)


def _table(cursor: CursorWrapper, name: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    cursor.execute(f"CREATE TEMPORARY TABLE {name} (number integer PRIMARY KEY, {columns})")
    marks = ", ".join(["%s"] * (len(rows[0]) + 1))
    statement = f"INSERT INTO {name} VALUES ({marks})"  # noqa: S608 - names of ours
    cursor.executemany(statement, [(number, *row) for number, row in enumerate(rows)])


@contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """Indexes that are no constraint."""
    if connection.vendor == "sqlite":
        marks = ", ".join(["%s"] * len(TABLES))
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"  # noqa: S608
            f" AND tbl_name IN ({marks})",
            TABLES,
        )
    else:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [list(TABLES)],
        )
    found = cursor.fetchall()
    for name, _sql in found:
        cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        for _name, sql in found:
            cursor.execute(sql)
