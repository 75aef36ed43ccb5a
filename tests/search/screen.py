"""What tests of the search page share: an article that answers, and reading the page."""

from django.test import Client
from django.urls import reverse

BODY = """Engineers: replace lot 24-B without a diagnosis.

/// customer
If the light of the box blinks orange, unplug it for thirty seconds.
///
"""


def page_of(browser: Client, **query: str) -> str:
    """The search page as this browser is answered it."""
    response = browser.get(reverse("search:results"), query)
    assert response.status_code == 200
    return response.content.decode()
