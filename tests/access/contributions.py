"""One's time is one's own: every page shows the person who asks their own rows, and nobody else's."""

from tests.access import SIGN_IN, expect

REMINDER = {"reminds": "on", "remind_weekday": "4", "remind_minute": "960"}

ROUTES = {
    "time:settings": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=303, stranger=SIGN_IN, data=REMINDER),
    ],
}
