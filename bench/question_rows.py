"""Questions of the demo company in bulk: what `bench.threads` measures on.

Imported in a process of its own DATA_DIR, after Django's setup.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.utils import timezone

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.articles.links import SiteLinks
from knowledge.passages.models import Text
from knowledge.passages.texts import Source, build_text, save_text
from knowledge.threads.models import (
    Answer,
    AnswerVersion,
    Helped,
    Offer,
    State,
    Thread,
    ThreadVersion,
    Urgency,
)

SEED = 7
BATCH = 1_000
ANSWERED_DAYS = 90
OPEN_DAYS = 30
BODY = """Read the index before you explain, and say which one it was.

/// customer
Your meter counts correctly. The last bill was an estimate, and this one makes up for it: over both
months together you pay what you used, and nothing more.
///

| What | Where | Who |
| --- | --- | --- |
| Index | `SYM-12` | you |
| Credit | `AVR-01` | billing |

Ask the second line before you promise a date.
"""


@dataclass(frozen=True)
class Cast:
    """The demo's people, the areas that are open to everybody, words to share, and chance."""

    chance: random.Random
    text: Text
    people: list[User]
    areas: list[Area]

    @classmethod
    def of_demo(cls) -> Self:
        people = list(User.objects.active().order_by("pk"))
        areas = list(Area.objects.filter(restrictions=None).order_by("pk"))
        return cls(random.Random(SEED), _new_text(BODY), people, areas)


def fill_answered(count: int) -> None:
    """Questions of the last 90 days in every area: two in three solved, the rest answered."""
    cast, now = Cast.of_demo(), timezone.now()
    threads = []
    for number in range(count):
        asked = now - timedelta(days=2 + number * (ANSWERED_DAYS - 3) / count)
        threads.append(_answered(number, asked, cast))
    Thread.objects.bulk_create(threads, batch_size=BATCH)
    Answer.objects.bulk_create(
        (
            Answer(
                thread=thread,
                author=cast.people[thread.pk % len(cast.people)],
                text=cast.text,
                created_at=thread.first_answered_at or now,
            )
            for thread in threads
        ),
        batch_size=BATCH,
    )


def fill_open(count: int, email: str) -> None:
    """Open questions of the last 30 days in every area, one in two late, all offered to one person."""
    cast, now = Cast.of_demo(), timezone.now()
    threads = []
    for number in range(count):
        asked = now - timedelta(days=number * OPEN_DAYS / count)
        thread = _thread(number, asked, cast)
        thread.first_answer_due_at = now + timedelta(hours=cast.chance.choice([-30, -2, 2, 30]))
        thread.solution_due_at = thread.first_answer_due_at + timedelta(days=2)
        threads.append(thread)
    Thread.objects.bulk_create(threads, batch_size=BATCH)
    person = User.objects.get(email=email)
    Offer.objects.bulk_create(
        (
            Offer(
                thread=thread,
                person=person,
                reasons={"area": thread.area_id, "level": 3, "confirmed": True, "answers": 4},
                minutes=15,
                offered_at=now,
                expires_at=now + timedelta(days=2),
            )
            for thread in threads
        ),
        batch_size=BATCH,
    )


def long_thread(answers: int) -> int:
    """A question with so many answers, each with words of its own; the number of the thread."""
    cast, asked = Cast.of_demo(), timezone.now() - timedelta(days=20)
    thread = _thread(0, asked, cast)
    thread.state, thread.first_answered_at = State.ANSWERED, asked + timedelta(hours=1)
    thread.save()
    ThreadVersion.objects.create(
        thread=thread, number=1, title=thread.title, text=thread.text, by=thread.asker, at=asked
    )
    made = [
        Answer(
            thread=thread,
            author=cast.people[number % len(cast.people)],
            text=_new_text(f"{BODY}\nCase {number}."),
            is_partial=number < answers // 2,
            created_at=asked + timedelta(hours=1, minutes=number),
        )
        for number in range(answers)
    ]
    Answer.objects.bulk_create(made)
    AnswerVersion.objects.bulk_create(
        AnswerVersion(answer=one, number=1, text=one.text, by=one.author, at=one.created_at)
        for one in made
    )
    Helped.objects.bulk_create(_thanks(made, cast.people))
    return int(thread.pk)


def _thanks(answers: Sequence[Answer], people: Sequence[User]) -> Iterator[Helped]:
    """One answer in four helped three people."""
    for number, answer in enumerate(answers[::4]):
        for step in (1, 2, 3):
            person = people[(number + step) % len(people)]
            if person.pk != answer.author_id:
                yield Helped(answer=answer, person=person, at=answer.created_at)


def _new_text(body: str) -> Text:
    someone = User.objects.order_by("pk")[0]
    return save_text(build_text(Source(body=body, language="en"), links=SiteLinks(someone)))


def _thread(number: int, asked: datetime, cast: Cast) -> Thread:
    title = f"Question {number}: why is this bill higher than the one before?"
    return Thread(
        title=title,
        folded_title=title.lower(),
        text=cast.text,
        asker=cast.chance.choice(cast.people),
        area=cast.chance.choice(cast.areas),
        urgency=cast.chance.choice(Urgency.values),
        language="en",
        state_at=asked,
        asked_at=asked,
        updated_at=asked,
        routing_since=asked,
    )


def _answered(number: int, asked: datetime, cast: Cast) -> Thread:
    thread = _thread(number, asked, cast)
    minutes = cast.chance.randint(3, 2_500)
    thread.state = State.SOLVED if number % 3 else State.ANSWERED
    thread.first_answered_at = asked + timedelta(minutes=minutes)
    thread.first_answer_minutes = minutes // 3
    if thread.state == State.SOLVED:
        thread.solved_at = thread.first_answered_at
        thread.solution_minutes = thread.first_answer_minutes
    return thread
