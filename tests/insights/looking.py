"""Searching as a crowd, and reading the page of failed searches."""

from collections.abc import Sequence
from typing import Any

from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.insights.conftest import days_ago
from tests.search.logged import log_search

PAGE = "insights:searches"


def search(people: Sequence[User], words: str, days: float = 1, **fields: Any) -> None:
    """Each of them searched so, some minutes apart."""
    for number, person in enumerate(people):
        log_search(person, words, at=days_ago(days, minutes=10 * number), **fields)


def get(browser: Client, **query: str) -> HttpResponse:
    caches["local"].clear()
    response = browser.get(reverse(PAGE), query)
    assert response.status_code == 200
    return response  # type: ignore[return-value]


def said(browser: Client, **query: str) -> str:
    return get(browser, **query).content.decode()


def names(browser: Client, **query: str) -> list[str]:
    lines = get(browser, **query).context["lines"]  # type: ignore[attr-defined]
    return [line.cluster.name for line in lines]
