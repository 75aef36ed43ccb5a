"""What an answer looks like on its way to a browser."""

import gzip
import os

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from knowledge.operations.packing import LEAST_BYTES, PackingMiddleware, packed_with_name

PAGE = "".join(f"<p>Line {number} of a page: é</p>" for number in range(200)).encode()


def sent(response: HttpResponse, accepted: str = "gzip, br") -> HttpResponse:
    """The answer as the middleware lets it go."""
    request = RequestFactory().get("/", headers={"accept-encoding": accepted})
    return PackingMiddleware(lambda _request: response)(request)


def test_a_page_is_packed_and_comes_out_the_same() -> None:
    answer = sent(HttpResponse(PAGE))

    assert answer["Content-Encoding"] == "gzip"
    assert answer["Vary"] == "Accept-Encoding"
    assert int(answer["Content-Length"]) == len(answer.content) < len(PAGE) / 4
    assert gzip.decompress(answer.content) == PAGE


def test_the_size_does_not_tell_how_well_a_page_could_be_packed() -> None:
    sizes = {len(packed_with_name(PAGE, 100)) for _ in range(200)}

    assert len(sizes) > 20
    assert max(sizes) - min(sizes) < 100


@pytest.mark.parametrize("accepted", ["", "br", "deflate"])
def test_who_does_not_ask_for_gzip_gets_it_plain(accepted: str) -> None:
    answer = sent(HttpResponse(PAGE), accepted)

    assert not answer.has_header("Content-Encoding")
    assert answer["Vary"] == "Accept-Encoding"
    assert answer.content == PAGE


@pytest.mark.parametrize(
    "content", [b"", b"a" * (LEAST_BYTES - 1), os.urandom(5_000)], ids=["none", "short", "random"]
)
def test_what_would_not_get_smaller_stays_as_it_is(content: bytes) -> None:
    answer = sent(HttpResponse(content))

    assert not answer.has_header("Content-Encoding")
    assert answer.content == content


def test_what_is_packed_already_is_not_packed_again() -> None:
    answer = sent(HttpResponse(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"}))

    assert gzip.decompress(answer.content) == PAGE


@pytest.mark.parametrize(("given", "kept"), [('"abc"', 'W/"abc"'), ('W/"abc"', 'W/"abc"')])
def test_an_etag_holds_weakly_for_the_packed_form(given: str, kept: str) -> None:
    assert sent(HttpResponse(PAGE, headers={"ETag": given}))["ETag"] == kept


def test_a_stream_is_packed_as_it_comes() -> None:
    answer = sent(StreamingHttpResponse(iter([PAGE, PAGE])))

    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(answer)) == PAGE + PAGE
