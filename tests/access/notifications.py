"""An inbox is one person's alone, as is what they choose; the outbox is for administrators, webhooks for
leads.
"""

from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone

from knowledge.notifications.actions import add_webhook, choose_for_area, notify
from knowledge.notifications.models import (
    Delivery,
    DeliveryState,
    Format,
    Group,
    MailState,
    Notification,
    OutgoingMail,
    Purpose,
    Webhook,
    WebhookDelivery,
)
from knowledge.notifications.permissions import unsubscribe_token
from knowledge.notifications.pushing import mark_of
from tests.access import SIGN_IN, Cast, expect
from tests.factories import make_article, restrict_area

Url = Callable[[Cast], str]


def _line(name: str) -> Url:
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


def _article(cast: Cast) -> str:
    restrict_area(cast.area, cast.team)
    article = make_article(owner=cast.expert, areas=[cast.area])
    return reverse("notifications:follow", args=["article", article.pk])


def _choice(cast: Cast) -> str:
    row = choose_for_area(
        person=cast.contact, area=cast.area, group=Group.FOLLOWED, delivery=Delivery.OFF
    )
    return reverse("notifications:settings_area_remove", args=[row.pk])


def _off(cast: Cast) -> str:
    return reverse("notifications:unsubscribe", args=[unsubscribe_token(cast.contact.pk, "daily")])


def _dead(name: str) -> Url:
    def url(cast: Cast) -> str:
        now = timezone.now()
        row = OutgoingMail.objects.create(
            person=cast.contact,
            purpose=Purpose.NOW,
            message_id="dead@halage.example",
            state=MailState.DEAD,
            created_at=now,
            due_at=now,
            ended_at=now,
        )
        return reverse(f"notifications:{name}", args=[row.pk])

    return url


def _mark(cast: Cast) -> str:
    return reverse("notifications:push_whose", args=[mark_of(cast.contact)])


def _device(name: str) -> Url:
    return lambda _cast: reverse(f"notifications:{name}", args=[1])


def _made(cast: Cast) -> Webhook:
    restrict_area(cast.area, cast.team)
    return add_webhook(
        area=cast.area,
        by=cast.lead,
        name="#care",
        url="https://hooks.example.org/x",
        format=Format.SLACK,
    )


def _webhook(name: str) -> Url:
    return lambda cast: reverse(f"notifications:{name}", args=[_made(cast).pk])


def _delivery(cast: Cast) -> str:
    now = timezone.now()
    row = WebhookDelivery.objects.create(
        webhook=_made(cast),
        event="test",
        title="T",
        url="/",
        happened_at=now,
        created_at=now,
        due_at=now,
        state=DeliveryState.DEAD,
    )
    return reverse("notifications:webhook_delivery_retry", args=[row.pk])


def _webhooks(cast: Cast) -> str:
    restrict_area(cast.area, cast.team)
    return reverse("notifications:webhooks", args=[cast.area.slug])


ADDRESS = {"name": "#x", "url": "https://hooks.example.org/y", "format": "slack"}
MANAGERS = {"lead": 303, "administrator": 303, "outsider": 404, "stranger": SIGN_IN}
SEERS = MANAGERS | {"lead": 200, "administrator": 200}

ROUTES = {
    "notifications:inbox": expect(everyone=200, stranger=SIGN_IN),
    "notifications:read_all": expect("post", everyone=303, stranger=SIGN_IN),
    "notifications:open": expect(
        "post", url=_line("open"), everyone=404, contact=303, stranger=SIGN_IN
    ),
    "notifications:read": expect(
        "post", url=_line("read"), everyone=404, contact=303, stranger=SIGN_IN
    ),
    "notifications:settings": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=200, stranger=SIGN_IN),
    ],
    "notifications:settings_area": [
        expect("post", everyone=200, stranger=SIGN_IN),
        expect(everyone=405, stranger=SIGN_IN),
    ],
    "notifications:settings_area_remove": expect(
        "post", url=_choice, everyone=404, contact=303, stranger=SIGN_IN
    ),
    "notifications:settings_address": expect("post", everyone=303, stranger=SIGN_IN),
    "notifications:following": expect(everyone=200, stranger=SIGN_IN),
    "notifications:follow": [
        expect(url=_article, everyone=200, outsider=404, stranger=SIGN_IN),
        expect("post", url=_article, everyone=303, outsider=404, stranger=SIGN_IN),
    ],
    "notifications:unsubscribe": [
        expect(url=_off, everyone=200),
        expect("post", url=_off, data={"List-Unsubscribe": "One-Click"}, everyone=200),
        expect(url=lambda _cast: "/mail/off/nonsense/", everyone=404),
    ],
    "notifications:outbox": expect(everyone=403, administrator=200, stranger=SIGN_IN),
    "notifications:outbox_retry_all": expect(
        "post", everyone=403, administrator=303, stranger=SIGN_IN
    ),
    "notifications:outbox_retry": expect(
        "post", url=_dead("outbox_retry"), everyone=403, administrator=303, stranger=SIGN_IN
    ),
    "notifications:outbox_drop": expect(
        "post", url=_dead("outbox_drop"), everyone=403, administrator=303, stranger=SIGN_IN
    ),
    # Web push is off without a key: tests/notifications/test_devices.py asks with one.
    "notifications:push_worker": expect(everyone=404),
    "notifications:push_key": expect(everyone=404, stranger=SIGN_IN),
    "notifications:push_whose": expect(url=_mark, everyone=404, stranger=SIGN_IN),
    "notifications:push_add": [
        expect("post", everyone=404, stranger=SIGN_IN),
        expect(everyone=404, stranger=SIGN_IN),
    ],
    "notifications:push_retry_all": expect("post", everyone=404, stranger=SIGN_IN),
    **{
        f"notifications:push_{name}": expect(
            "post", url=_device(f"push_{name}"), everyone=404, stranger=SIGN_IN
        )
        for name in ("test", "remove", "retry", "drop")
    },
    "notifications:webhooks": [
        expect(url=_webhooks, everyone=403, **SEERS),
        expect("post", url=_webhooks, data=ADDRESS, everyone=403, **MANAGERS),
    ],
    "notifications:webhook": [
        expect(url=_webhook("webhook"), everyone=403, **SEERS),
        expect("post", url=_webhook("webhook"), data=ADDRESS, everyone=403, **MANAGERS),
    ],
    "notifications:webhook_test": expect(
        "post", url=_webhook("webhook_test"), everyone=403, **MANAGERS
    ),
    "notifications:webhook_secret": expect(
        "post", url=_webhook("webhook_secret"), everyone=403, **MANAGERS
    ),
    "notifications:webhook_remove": expect(
        "post", url=_webhook("webhook_remove"), everyone=403, **MANAGERS
    ),
    "notifications:webhook_delivery_retry": expect("post", url=_delivery, everyone=403, **MANAGERS),
}
