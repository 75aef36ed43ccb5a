"""Which webhooks may be told of what."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Min

from accounts.models import AreaRestriction
from knowledge.areas.models import Area
from knowledge.notifications.models import Webhook


def told_webhooks(area_ids: Collection[int]) -> list[Webhook]:
    """The active webhooks of these areas and those above, as far as nothing is closed beyond theirs.

    A webhook reaches everybody in some channel, so it may tell only what everybody who sees its own
    area sees: each restriction on the way to any of the areas lies on the webhook's own way up too,
    and was there when a lead last vouched for the channel. Three queries.
    """
    areas = list(Area.objects.filter(pk__in=list(area_ids)).order_by())
    above = {pk for area in areas for pk in area.lineage}
    found = Webhook.objects.filter(is_active=True, area_id__in=above).select_related("area")
    webhooks = list(found)
    if not webhooks:
        return []
    restrictions = AreaRestriction.objects.filter(area_id__in=above).order_by()
    closed = dict(restrictions.values_list("area_id").annotate(Min("since")))
    return [webhook for webhook in webhooks if _may_reach(webhook, closed)]


def closed_since(webhook: Webhook) -> bool:
    """Whether its own area was closed after a lead last vouched for who reads there."""
    later = AreaRestriction.objects.filter(
        area_id__in=webhook.area.lineage, since__gt=webhook.vouched_at
    )
    return later.exists()


def _may_reach(webhook: Webhook, closed: Mapping[int, datetime]) -> bool:
    return closed.keys() <= set(webhook.area.lineage) and all(
        since <= webhook.vouched_at for since in closed.values()
    )


def may_tell(webhook: Webhook, area_ids: Collection[int]) -> bool:
    """The same, asked again when the message leaves; an area that is gone is not told of."""
    if Area.objects.filter(pk__in=list(area_ids)).count() < len(set(area_ids)):
        return False
    return any(one.pk == webhook.pk for one in told_webhooks(area_ids))
