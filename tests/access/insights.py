"""What failed is for leads and managers. Administrators keep the service running: not for them."""

from django.urls import reverse

from tests.access import SIGN_IN, Cast, expect

FOR_LEADS_AND_MANAGERS = {"everyone": 403, "lead": 200, "manager": 200, "stranger": SIGN_IN}


def _filtered(cast: Cast) -> str:
    query = f"days=90&view=empty&area={cast.area.slug}&page=2"
    return f"{reverse('insights:searches')}?{query}"


ROUTES = {
    "insights:searches": [
        expect(**FOR_LEADS_AND_MANAGERS),
        expect(url=_filtered, **FOR_LEADS_AND_MANAGERS),
    ],
    "insights:searches_file": expect(**FOR_LEADS_AND_MANAGERS),
    "insights:ask": [
        expect(
            "post",
            everyone=403,
            lead=303,
            manager=303,
            stranger=SIGN_IN,
            data={"words": "bill doubled", "area": "broadband"},
        ),
        expect("get", everyone=405, stranger=SIGN_IN),
    ],
}
