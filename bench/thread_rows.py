"""Many threads as rows of a copy's database, in bulk: questions that wait, and one with many answers.

Called inside the copy, as `manage.py shell -c "from bench.thread_rows import fill; …"`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from accounts.actions.areas import create_area
from accounts.models import Expertise, User
from knowledge.areas.folding import fold
from knowledge.areas.models import Area
from knowledge.articles.links import SiteLinks
from knowledge.passages.models import Passage, Text
from knowledge.passages.texts import Source, build_text
from knowledge.threads.actions.answering import give_answer
from knowledge.threads.actions.asking import ask_thread
from knowledge.threads.models import Offer, State, Thread, Urgency

BATCH = 2_000
QUEUED = 200
SEED = 11
BODIES = (
    "/// customer\nHold the button for **ten** seconds, then wait.\n///\n\nLot 24-B needs a new box.",
    "It is the fan. Wait until the evening, and ask again if it still hums.",
    "- Check the cable\n- Restart it\n- Read the meter before you explain anything to the customer",
)


def fill(threads: int, answers: int, *, asker: str, expert: str) -> dict[str, int]:
    """Write the threads, the first QUEUED of them offered to the expert; answers with the long one's pk."""
    person, knows = User.objects.get(email=asker), User.objects.get(email=expert)
    areas = [create_area(by=None, name=f"Bench questions {n}") for n in range(20)]
    Expertise.objects.create(person=knows, area=areas[0], level=2)
    _waiting(threads, person, areas)
    _offers(knows)
    return {"long": _long(answers, person, areas[0]), "waiting": Thread.objects.waiting().count()}


def _waiting(threads: int, person: User, areas: list[Area]) -> None:
    chance, now = Random(SEED), timezone.now()
    built = build_text(Source(body="", language="en"), links=SiteLinks(person))
    built.text.save()
    for start in range(0, threads, BATCH):
        rows = [
            _row(n, person, areas, built.text, now - timedelta(minutes=chance.randrange(200_000)))
            for n in range(start, min(start + BATCH, threads))
        ]
        Thread.objects.bulk_create(rows)


def _row(n: int, person: User, areas: list[Area], text: Text, at: datetime) -> Thread:
    title = f"Why does the box of lot {n} hum at night?"
    return Thread(
        title=title,
        folded_title=fold(title),
        text=text,
        asker=person,
        area=areas[n % len(areas)],
        urgency=list(Urgency)[n % 3],
        language="en",
        state=State.OPEN,
        state_at=at,
        asked_at=at,
        updated_at=at,
        first_answer_due_at=at + timedelta(hours=n % 90),
    )


def _offers(knows: User) -> None:
    now = timezone.now()
    mine = Thread.objects.waiting().filter(area__expertises__person=knows).order_by("pk")
    Offer.objects.bulk_create(
        Offer(
            thread=thread,
            person=knows,
            minutes=15,
            offered_at=now,
            expires_at=now + timedelta(days=2),
        )
        for thread in mine.filter(offers=None)[:QUEUED]
    )


def _long(answers: int, person: User, area: Area) -> int:
    thread = ask_thread(
        asker=person,
        title="Which box is it that hums at night?",
        area=area,
        language="en",
        urgency=Urgency.TODAY,
        customer_words="It hums at night.",
        tried="Restarted **twice**.",
    )
    people = list(User.objects.active().exclude(pk=person.pk)[:25])
    for n in range(answers):
        body = BODIES[n % len(BODIES)]
        give_answer(thread=thread, by=people[n % len(people)], body=body, is_partial=True)
    assert Passage.objects.exists()
    return thread.pk
