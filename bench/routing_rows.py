"""A company of experts and their questions, written in bulk: what `bench.routing` measures on.

Imported in a process of its own DATA_DIR, after Django's setup.
"""

import random
from datetime import date, datetime, timedelta

from accounts.hours import USUAL_WEEK
from accounts.models import AwayPeriod, Expertise, User, WorkingPattern
from knowledge.areas.models import Area
from knowledge.contributions.models import Commitment
from knowledge.threads.models import Answer, Offer, OfferOutcome, Role, State, Thread
from knowledge.threads.routing.line import Place

SEED = 7
ZONES = ("Europe/Paris", "America/Vancouver", "Asia/Tokyo")
BATCH = 2_000
SPANS = [[list(span) for span in day] for day in USUAL_WEEK]


def make_people(count: int, prefix: str) -> list[User]:
    people = [
        User(
            email=f"{prefix}{number}@bench.example",
            display_name=f"{prefix} {number}",
            folded_name=f"{prefix} {number}",
            slug=f"{prefix}-{number}",
            is_expert=True,
            time_zone=ZONES[0] if number % 10 < 8 else ZONES[number % 3],
        )
        for number in range(count)
    ]
    return User.objects.bulk_create(people, batch_size=BATCH)


def make_experts(area: Area, lead: User, count: int, at: datetime) -> list[User]:
    """Of every level; one in twenty away, three in ten with hours of their own, work in hand for four."""
    chance = random.Random(SEED)
    people = make_people(count, "expert")
    Expertise.objects.bulk_create(
        (_expertise(person, area, lead, chance, at) for person in people), batch_size=BATCH
    )
    AwayPeriod.objects.bulk_create(
        AwayPeriod(person=person, first_day=at.date(), last_day=at.date() + timedelta(days=4))
        for person in people[::20]
    )
    WorkingPattern.objects.bulk_create(
        WorkingPattern(
            person=person,
            since=date(2025, 1, 6),
            spans=SPANS,
        )
        for person in people
        if person.pk % 10 < 3
    )
    Commitment.objects.bulk_create(
        Commitment(
            person=person,
            minutes=chance.choice([15, 30, 60]),
            subject_kind="bench",
            subject_id=person.pk,
            label="In hand",
            url="/",
            since=at - timedelta(hours=3),
        )
        for person in people
        if person.pk % 10 >= 6
    )
    return people


def _expertise(
    person: User, area: Area, lead: User, chance: random.Random, at: datetime
) -> Expertise:
    confirmed = chance.random() < 0.7
    return Expertise(
        person=person,
        area=area,
        level=chance.choice([1, 1, 2, 2, 3]),
        confirmed_by=lead if confirmed else None,
        confirmed_at=at if confirmed else None,
    )


def make_past(first: Thread, people: list[User], count: int, at: datetime) -> None:
    """Solved questions of the last year, with their accepted answers and offers."""
    chance = random.Random(SEED)
    threads = _threads(first, count, at, state=State.SOLVED)
    for number, thread in enumerate(threads):
        thread.asked_at = thread.state_at = at - timedelta(days=330 * number / count, hours=1)
    threads = Thread.objects.bulk_create(threads, batch_size=BATCH)
    authors = [chance.choice(people) for _ in threads]
    Answer.objects.bulk_create(
        (
            Answer(
                thread=thread,
                author=author,
                text_id=first.text_id,
                created_at=thread.asked_at,
                accepted_at=thread.asked_at,
                accepted_by_id=first.asker_id,
            )
            for thread, author in zip(threads, authors, strict=True)
        ),
        batch_size=BATCH,
    )
    Offer.objects.bulk_create(
        (
            Offer(
                thread=thread,
                person=author,
                offered_at=thread.asked_at,
                expires_at=thread.asked_at,
                outcome=OfferOutcome.CLAIMED,
                ended_at=thread.asked_at,
            )
            for thread, author in zip(threads, authors, strict=True)
        ),
        batch_size=BATCH,
    )


def make_due(
    first: Thread, people: list[User], line: list[Place], count: int, at: datetime
) -> None:
    """Questions whose offers have all run out by now; a line of five stands behind each."""
    chance = random.Random(SEED)
    threads = Thread.objects.bulk_create(_threads(first, count, at, route_at=at), batch_size=BATCH)
    usable = [place for place in line if place.role == Role.EXPERT]
    Offer.objects.bulk_create(
        (
            Offer(
                thread=thread,
                person=chance.choice(people),
                reasons=usable[0].facts,
                line=[place.as_row() for place in chance.sample(usable, 5)],
                minutes=15,
                offered_at=at - timedelta(minutes=10),
                expires_at=at,
            )
            for thread in threads
        ),
        batch_size=BATCH,
    )


def make_queue(first: Thread, person: User, place: Place, count: int, at: datetime) -> None:
    """Open questions, all offered to one person, half of them late."""
    far = at + timedelta(days=30)
    threads = _threads(first, count, at, route_at=far)
    for number, thread in enumerate(threads):
        thread.asked_at = at - timedelta(minutes=number)
        thread.urgency = ("now", "today", "week")[number % 3]
        thread.first_answer_due_at = at + timedelta(minutes=count / 2 - number)
        thread.solution_due_at = thread.first_answer_due_at + timedelta(days=1)
    Offer.objects.bulk_create(
        (
            Offer(
                thread=thread,
                person=person,
                reasons=place.facts,
                minutes=15,
                offered_at=at,
                expires_at=far,
            )
            for thread in Thread.objects.bulk_create(threads, batch_size=BATCH)
        ),
        batch_size=BATCH,
    )


def _threads(
    first: Thread,
    count: int,
    at: datetime,
    *,
    state: str = State.OPEN,
    route_at: datetime | None = None,
) -> list[Thread]:
    early = at - timedelta(minutes=10)
    return [
        Thread(
            title=f"Question {number}",
            folded_title=f"question {number}",
            text_id=first.text_id,
            asker_id=first.asker_id,
            area_id=first.area_id,
            urgency="today",
            language="en",
            state=state,
            state_at=early,
            asked_at=early,
            updated_at=early,
            routing_since=early,
            route_at=route_at,
        )
        for number in range(count)
    ]
