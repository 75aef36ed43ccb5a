"""A plan is its person's alone: nobody else has an address to it, but by the secret of a feed."""

from django.urls import reverse

from accounts.models import User
from knowledge.contributions.actions.plan_feeds import make_feed
from knowledge.contributions.actions.plans import add_block, add_slot
from knowledge.contributions.models import Block, PlanSlot
from tests.access import SIGN_IN, Cast, Expectation, expect
from tests.contributions.planning import tomorrow

WEEKLY = {"weekday": "3", "start": "14:00", "minutes": "60", "since": f"{tomorrow()}"}
SINGLE = {"day": f"{tomorrow()}", "start": "14:00", "minutes": "60"}


def _slot(cast: Cast) -> PlanSlot:
    return add_slot(person=cast.expert, weekday=0, start=600, minutes=60, since=tomorrow())


def _block(person: User) -> Block:
    return add_block(person=person, day=tomorrow(), start=600, minutes=60)


def own_slot(name: str, method: str = "get", answer: int = 200, **data: str) -> Expectation:
    return expect(
        method,
        url=lambda cast: reverse(f"time:{name}", args=[_slot(cast).pk]),
        everyone=404,
        expert=answer,
        stranger=SIGN_IN,
        data=data,
    )


def own_block(name: str, method: str = "get", answer: int = 200, **data: str) -> Expectation:
    return expect(
        method,
        url=lambda cast: reverse(f"time:{name}", args=[_block(cast.expert).pk]),
        everyone=404,
        expert=answer,
        stranger=SIGN_IN,
        data=data,
    )


def _feed(cast: Cast) -> str:
    return reverse("time:plan_feed", args=[make_feed(person=cast.expert)])


def _dead_feed(cast: Cast) -> str:
    url = _feed(cast)
    make_feed(person=cast.expert)
    return url


ROUTES = {
    "time:plan": expect(everyone=200, stranger=SIGN_IN),
    "time:plan_slot_new": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=303, stranger=SIGN_IN, data=WEEKLY),
        expect("post", everyone=422, stranger=SIGN_IN),
    ],
    "time:plan_slot": [
        own_slot("plan_slot"),
        own_slot("plan_slot", "post", 303, **WEEKLY),
        own_slot("plan_slot", "post", 422),
    ],
    "time:plan_slot_end": [
        own_slot("plan_slot_end", "post", 303, until=f"{tomorrow()}"),
        own_slot("plan_slot_end", "post", 422, until="never"),
    ],
    "time:plan_block_new": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=303, stranger=SIGN_IN, data=SINGLE),
    ],
    "time:plan_block": [
        own_block("plan_block"),
        own_block("plan_block", "post", 303, said="lost", reason="meeting"),
        own_block("plan_block", "post", 422, said="kept"),
    ],
    "time:plan_block_move": [
        own_block("plan_block_move"),
        own_block("plan_block_move", "post", 303, **SINGLE),
    ],
    "time:plan_file": expect(everyone=200, stranger=SIGN_IN),
    "time:plan_feed_make": expect("post", everyone=200, stranger=SIGN_IN),
    "time:plan_feed_end": expect("post", everyone=303, stranger=SIGN_IN),
    "time:plan_feed": [expect(url=_feed, everyone=200), expect(url=_dead_feed, everyone=404)],
}
