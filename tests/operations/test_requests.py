"""What surrounds every request: its id, its log line, its headers."""

import json
import logging
import re

import pytest
from django.test import Client

from accounts.models import User
from knowledge.operations.logs import JsonFormatter, TextFormatter, request_id
from knowledge.operations.middleware import MOST_BODY_BYTES
from tests.conftest import ClientOf


def test_each_answer_carries_an_id_of_its_own(stranger: Client) -> None:
    first, second = (stranger.get("/healthz")["X-Request-ID"] for _time in range(2))
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    assert first != second


def test_the_id_of_a_proxy_in_front_is_kept(stranger: Client) -> None:
    response = stranger.get("/healthz", headers={"X-Request-ID": "edge-1234.abcd"})
    assert response["X-Request-ID"] == "edge-1234.abcd"


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space 1", "<script>alert</script>"])
def test_an_id_that_is_not_sane_is_replaced(given: str, stranger: Client) -> None:
    response = stranger.get("/healthz", headers={"X-Request-ID": given})
    assert response["X-Request-ID"] != given


def test_the_log_line_names_route_person_and_cost_but_no_search_words(
    client_of: ClientOf, contact: User, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(contact)
    with caplog.at_level(logging.INFO, "terroir.access"):
        response = client.get("/nowhere", {"q": "what the customer said"})
    (record,) = [record for record in caplog.records if record.name == "terroir.access"]
    token = request_id.set(response["X-Request-ID"])
    line = TextFormatter().format(record)
    request_id.reset(token)
    assert f"person={contact.pk}" in line
    assert "method=GET path=/nowhere status=404" in line
    assert re.search(r"ms=[\d.]+ queries=\d+", line)
    assert f"request={response['X-Request-ID']}" in line
    assert "customer said" not in line


def test_a_json_line_is_one_object_with_the_traceback_inside() -> None:
    error = ValueError("first\nsecond")
    record = logging.LogRecord(
        "x", logging.ERROR, "x.py", 1, "It broke: %s", ("here",), (ValueError, error, None)
    )
    event = json.loads(JsonFormatter().format(record))
    assert event["message"] == "It broke: here"
    assert event["level"] == "ERROR"
    assert "ValueError" in event["traceback"]


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/terroir_0123456789-abcdefghij_KLMN/area/box.atom",
        "/accounts/password/reset/key/1-0123456789-abcdefghij/",
        "/accounts/first/0123456789:abcdefghij/",
    ],
)
def test_no_line_of_the_log_holds_a_secret_address(path: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "Not Found: %s", (path,), None)
    record.path = path
    for formatter in (TextFormatter(), JsonFormatter()):
        line = formatter.format(record)
        assert "0123456789" not in line
        assert "abcdefghij" not in line
        assert path.rsplit("/", 2)[-1] in line


def test_a_body_larger_than_anything_kept_is_refused_unread(stranger: Client) -> None:
    stranger.get("/accounts/login/")
    response = stranger.post(
        "/articles/upload/", headers={"Content-Length": str(MOST_BODY_BYTES + 1)}
    )
    assert response.status_code == 413
    assert not response.wsgi_request._read_started


def test_a_message_cannot_forge_a_second_line() -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "a\nb", (), None)
    assert "\n" not in TextFormatter().format(record)


def test_security_headers_are_on_every_page(stranger: Client) -> None:
    response = stranger.get("/healthz")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_pages_of_a_signed_in_person_are_not_kept_by_shared_caches(
    client_of: ClientOf, contact: User
) -> None:
    assert "private" in client_of(contact).get("/nowhere")["Cache-Control"]
