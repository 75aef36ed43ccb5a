"""One's time is one's own: every page shows the person who asks their own rows, and nobody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from knowledge.contributions.actions.allowance import set_allowance
from knowledge.contributions.actions.entries import record_entry
from knowledge.contributions.models import AllowancePolicy
from tests.access import SIGN_IN, Cast, expect

REMINDER = {"reminds": "on", "remind_weekday": "4", "remind_minute": "960"}
ALLOWANCE = {
    "scope": "company",
    "unit": "share",
    "lowest": "4",
    "highest": "8",
    "since": "2099-01-01",
}
MONDAY = "2026-11-09"


def _entry(cast: Cast) -> str:
    day = timezone.localdate() - timedelta(days=1)
    made = record_entry(
        person=cast.expert, day=day, minutes=30, kind="review", label="A draft", sure=True
    )
    return reverse("time:entry", args=[made.pk])


def _week(query: str = "") -> Callable[[Cast], str]:
    return lambda _cast: f"/time/week/{MONDAY}/{query}"


def _policy(cast: Cast) -> str:
    since = timezone.localdate() + timedelta(days=40)
    facts = {"since": since, "lowest": 300, "highest": 600, "team": cast.team}
    return reverse("time:allowance_take_back", args=[_made(cast, facts).pk])


def _made(cast: Cast, facts: dict[str, Any]) -> AllowancePolicy:
    return set_allowance(by=cast.administrator, **facts)


ROUTES = {
    "time:own": expect(everyone=200, stranger=SIGN_IN),
    "time:confirm": [
        expect("post", everyone=303, stranger=SIGN_IN),
        expect(everyone=303, stranger=SIGN_IN),
    ],
    "time:this_week": expect(everyone=303, stranger=SIGN_IN),
    "time:week": [
        expect(url=_week(), everyone=200, stranger=SIGN_IN),
        expect(url=_week("?repeat=1"), everyone=200, stranger=SIGN_IN),
        expect("post", url=_week(), everyone=303, stranger=SIGN_IN),
        expect(url=lambda _cast: "/time/week/2026-11-11/", everyone=303, stranger=SIGN_IN),
        expect(url=lambda _cast: "/time/week/2026-02-30/", everyone=404),
    ],
    "time:add": [
        expect(everyone=200, stranger=SIGN_IN),
        expect(
            "post",
            everyone=303,
            stranger=SIGN_IN,
            data={"line": "30 min review of a draft 2026-11-10"},
        ),
        expect("post", everyone=422, stranger=SIGN_IN, data={"line": "a draft"}),
    ],
    "time:entry": [
        expect(url=_entry, everyone=404, expert=200, stranger=SIGN_IN),
        expect("post", url=_entry, everyone=404, expert=422, stranger=SIGN_IN),
    ],
    "time:allowance": [
        expect(everyone=403, manager=200, administrator=200, stranger=SIGN_IN),
        expect(
            "post",
            data=ALLOWANCE,
            everyone=403,
            manager=422,
            administrator=303,
            stranger=SIGN_IN,
        ),
    ],
    "time:allowance_take_back": expect(
        "post", url=_policy, everyone=403, manager=303, administrator=303, stranger=SIGN_IN
    ),
    "time:months": [
        expect(everyone=403, administrator=200, stranger=SIGN_IN),
        expect("post", everyone=403, administrator=422, stranger=SIGN_IN),
    ],
    "time:file": expect(everyone=200, stranger=SIGN_IN),
    "time:looked": expect(everyone=200, stranger=SIGN_IN),
    "time:settings": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=303, stranger=SIGN_IN, data=REMINDER),
    ],
}
