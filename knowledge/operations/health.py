"""Whether this process lives and whether the service is ready: open to all, and no word more."""

import time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knowledge.search.folder import Folder

WORKER_SILENT_SECONDS = 15.0


def missing_migrations() -> set[tuple[str, str]]:
    """Application and name of those that this version has and the database has not. The names of
    the files say it: a process that loads the migrations themselves keeps them.
    """
    ours = {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("[!_~]*.py")
    }
    return ours - MigrationRecorder(connection).applied_migrations().keys()


class Migrations:
    """Whether the schema is up to date; asked of the database only until it is."""

    def __init__(self) -> None:
        self.applied = False

    def are_applied(self) -> bool:
        if not self.applied:
            self.applied = not missing_migrations()
        return self.applied


migrations = Migrations()


@never_cache
@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


def _checks() -> dict[str, str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        applied = migrations.are_applied()
    except DatabaseError:
        return {"database": "unreachable"}
    if not applied:
        return {"database": "ok", "migrations": "missing"}
    return {"database": "ok", "migrations": "ok"} | _worker_checks()


def _worker_checks() -> dict[str, str]:
    """What this node's worker last said of itself and of the index it follows."""
    said = Folder(settings.INDEX_DIR).status()
    if time.time() - said.get("at", 0.0) > WORKER_SILENT_SECONDS:
        return {"worker": "silent"}
    return {"worker": "ok", "index": said.get("state", "ok")}


@never_cache
@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, schema and worker are there; a rebuilding index is degraded, but ready."""
    checks = _checks()
    bad = set(checks.values()) - {"ok", "rebuilding"}
    status = "not ready" if bad else "degraded" if "rebuilding" in checks.values() else "ready"
    return JsonResponse({"status": status, "checks": checks}, status=503 if bad else 200)
