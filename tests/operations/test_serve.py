"""`manage.py serve` from start to stop, and what it does for the demo's passwords."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from knowledge.operations import demo
from tests.factories import make_person
from tests.operations.processes import READY_SECONDS, children, environment, free_port, manage


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def served(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """An empty copy being served; ended with the test."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=settings.ROOT,
        env=environment(tmp_path / "data", PORT=str(port), EMPTY="1", DATABASE_URL=""),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    if process.poll() is None:
        process.kill()
        process.communicate()


def readiness(port: int) -> dict[str, object]:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                found: dict[str, object] = json.load(answer)
                return found
        except OSError:
            time.sleep(0.1)
    raise AssertionError("not ready")


@pytest.mark.slow
def test_an_empty_copy_starts_with_a_link_serves_replaces_who_dies_and_stops_whole(
    served: subprocess.Popen[str], port: int, tmp_path: Path
) -> None:
    assert readiness(port)["status"] in {"ready", "degraded"}
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/") as page:
        assert "nonce-" not in page.headers["Content-Security-Policy"] or page.status == 200
    second = manage("serve", data_dir=tmp_path / "other", PORT=str(port), DATABASE_URL="")
    assert second.returncode == 1
    assert second.stderr.startswith(f"Terroir cannot start. PORT: {port} is in use")
    restoring = manage("restore", "nothing.tar.gz", data_dir=tmp_path / "data", DATABASE_URL="")
    assert "Terroir is running on this DATA_DIR" in restoring.stderr
    before = children(served.pid)
    assert set(before) == {"web 1", "web 2", "worker"}
    os.kill(before["web 2"], signal.SIGKILL)
    after = children(served.pid, but=before["web 2"])
    assert after == before | {"web 2": after["web 2"]}
    assert readiness(port)["status"] in {"ready", "degraded"}
    served.send_signal(signal.SIGTERM)
    said, _nothing = served.communicate(timeout=60)
    assert "did not stop in time" not in said
    assert served.returncode == 0
    assert "web 2 ended by itself (-9)" in said
    assert said.endswith("Stopped.\n")
    assert not any(Path(f"/proc/{pid}").exists() for pid in after.values())
    assert f"Terroir is at http://localhost:{port}" in said
    assert re.search(rf"http://localhost:{port}/\S{{20,}}", said), "the administrator's link"
    assert "Demo accounts" not in said


def test_a_host_that_is_not_ours_is_said(tmp_path: Path) -> None:
    ended = manage("serve", data_dir=tmp_path / "data", HOST="203.0.113.9", DATABASE_URL="")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Terroir cannot start. HOST: “203.0.113.9”")
    assert "Traceback" not in ended.stderr


@pytest.mark.django_db
def test_the_known_demo_password_is_replaced_before_others_can_use_it() -> None:
    known = [make_person(password=demo.KNOWN_PASSWORD, roles=["contact"]) for _number in range(2)]
    own = make_person(password="chosen by its owner 42")
    assert demo.known_password() == demo.KNOWN_PASSWORD
    password = demo.close_to_strangers()
    assert password is not None
    assert demo.known_password() is None
    assert demo.close_to_strangers() is None
    for person in known:
        person.refresh_from_db()
        assert person.check_password(password)
    own.refresh_from_db()
    assert own.check_password("chosen by its owner 42")


@pytest.mark.django_db
def test_sessions_opened_with_the_known_password_end_with_it() -> None:
    person = make_person(password=demo.KNOWN_PASSWORD)
    client = Client()
    client.force_login(person)
    assert client.get("/").wsgi_request.user.is_authenticated
    demo.close_to_strangers()
    assert not client.get("/").wsgi_request.user.is_authenticated


@pytest.mark.django_db
def test_one_account_of_each_kind_is_shown() -> None:
    make_person("Everything", roles=["contact", "expert", "manager", "lead", "administrator"])
    make_person("Contact", roles=["contact"])
    shown = {account.kind: account.name for account in demo.accounts()}
    assert shown["contact employee"] == "Contact"
    assert list(shown) == [
        "contact employee",
        "expert",
        "manager",
        "knowledge lead",
        "administrator",
    ]


def test_what_few_pages_need_is_not_loaded_with_the_rest() -> None:
    loading = (
        "import sys; from django.core.wsgi import get_wsgi_application;"
        "from django.urls import get_resolver;"
        "get_wsgi_application(); get_resolver().url_patterns;"
        "print({'knowledge.insights.time.sheets', 'xlsxwriter', 'icalendar', 'qrcode'} & {*sys.modules})"
    )
    said = subprocess.check_output(
        [sys.executable, "-c", loading],
        cwd=settings.ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "knowledge.settings"},
        text=True,
    )
    assert said.strip() == "{'knowledge.insights.time.sheets'}"
