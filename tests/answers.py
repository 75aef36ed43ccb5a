"""Ending an answer that streams a file."""

from django.http import HttpResponseBase


def end(response: HttpResponseBase) -> None:
    """Close what the answer holds open. Its own `close` would also say that the request is over, and
    Django then drops the connection in whose transaction the test stands.
    """
    for close in response._resource_closers:
        close()
    response._resource_closers.clear()
