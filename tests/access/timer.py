"""Timer and active minutes: everybody's are their own, whatever their role."""

from django.urls import reverse

from tests.access import SIGN_IN, Cast, expect
from tests.factories import make_thread


def _page(cast: Cast) -> str:
    """Of nonsense nothing is told: every report is answered alike."""
    make_thread(asker=cast.contact, area=cast.area)
    return reverse("time:activity")


ROUTES = {
    "time:timer": expect(everyone=200, stranger=SIGN_IN),
    "time:timer_act": expect("post", everyone=303, stranger=SIGN_IN, data={"do": "start"}),
    "time:timer_seen": expect("post", everyone=200, stranger=SIGN_IN, data={"page": "/"}),
    "time:activity": [
        expect("post", url=_page, everyone=204, stranger=SIGN_IN),
        expect(everyone=303, stranger=SIGN_IN),
    ],
    "time:activity_off": expect("post", everyone=204, stranger=SIGN_IN),
}
