"""The plan of somebody whose calendar program asks with the secret of their feed."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.tokens import PREFIX, token_digest
from accounts.models import User
from knowledge.contributions.models import PlanFeed
from knowledge.contributions.plan_feed import FeedBlock, write_plan
from knowledge.contributions.planning import Fate, window
from knowledge.contributions.queries.plans import Shown, blocks_of

STANDS = frozenset({Fate.PLANNED, Fate.KEPT})


def feed_of(secret: str) -> PlanFeed | None:
    """The feed with this secret, and its person; None when it was ended, or they left.

    Looked up by digest: whoever can time the look-up learns nothing of the secret.
    """
    if not secret.startswith(PREFIX):
        return None
    rows = PlanFeed.objects.filter(token_hash=token_digest(secret), person__is_active=True)
    return rows.select_related("person").first()


def plan_file(person: User, *, now: datetime) -> bytes:
    """Their blocks from four weeks back to eight ahead, in the active language."""
    blocks = blocks_of(person, *window(timezone.localdate(now)), now=now)
    return write_plan(
        [_feed_block(each) for each in blocks],
        name=_("My plan in %(product)s") % {"product": settings.PRODUCT_NAME},
        summary=_("Time for sharing"),
    )


def _feed_block(shown: Shown) -> FeedBlock:
    block = shown.block
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return FeedBlock(
        uid=f"plan-block-{block.pk}@{host}",
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        is_cancelled=shown.fate not in STANDS,
        created_at=block.created_at,
        changed_at=max(block.created_at, block.decided_at or block.created_at),
    )
