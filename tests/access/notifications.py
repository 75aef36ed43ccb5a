"""An inbox is one person's alone."""

from django.urls import reverse

from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from tests.access import SIGN_IN, Cast, expect
from tests.factories import make_article


def _line(name: str):
    def url(cast: Cast) -> str:
        article = make_article()
        [line] = notify(
            people=[cast.contact],
            actor=cast.expert,
            kind=Notification.Kind.MENTION,
            subject_kind="article",
            subject_id=article.pk,
            title=article.title,
            url=article.get_absolute_url(),
        )
        return reverse(f"notifications:{name}", args=[line.pk])

    return url


ROUTES = {
    "notifications:inbox": expect(everyone=200, stranger=SIGN_IN),
    "notifications:read_all": expect("post", everyone=303, stranger=SIGN_IN),
    "notifications:open": expect(
        "post", url=_line("open"), everyone=404, contact=303, stranger=SIGN_IN
    ),
    "notifications:read": expect(
        "post", url=_line("read"), everyone=404, contact=303, stranger=SIGN_IN
    ),
}
