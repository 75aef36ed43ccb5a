"""Routes that fail in chosen ways, for tests of what people then see."""

import sqlite3

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from knowledge.areas.models import Topic
from knowledge.urls import handler400, handler403, handler404, handler500
from knowledge.urls import urlpatterns as real

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@login_not_required
def locked(request: HttpRequest) -> HttpResponse:
    raise OperationalError from sqlite3.OperationalError("database is locked")


@login_not_required
def saving(request: HttpRequest) -> HttpResponse:
    """Writes more and more in one transaction, until there is no room."""
    with transaction.atomic():
        for number in range(1000):
            Topic.objects.create(
                name=f"Topic {number} " + "x" * 40, slug=f"topic-{number}", folded=f"topic {number}"
            )
    return HttpResponse("saved")


urlpatterns = [
    path("broken", broken),
    path("locked", locked),
    path("saving", saving),
    path("", include(real)),
]
