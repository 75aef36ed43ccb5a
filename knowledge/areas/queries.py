"""Finding areas by the names that links, forms and imports use."""

from django.db.models import Q

from knowledge.areas.folding import fold
from knowledge.areas.models import Area, AreaQuerySet, AreaSlug


def area_by_slug(areas: AreaQuerySet, slug: str) -> Area | None:
    """The area of this slug, or of the slug it had before, among `areas`."""
    found = areas.filter(slug=slug).first()
    if found is not None:
        return found
    old = AreaSlug.objects.filter(slug=slug).values("area_id")
    return areas.filter(pk__in=old).first()


def area_named(name: str) -> Area | None:
    """For imports: by slug (also a former one) or by name in either language, folded.

    Two areas of one name in different branches: the one nearer to the root.
    """
    by_slug = area_by_slug(Area.objects.all(), name.strip().lower())
    if by_slug is not None:
        return by_slug
    key = fold(name)
    named = Area.objects.filter(Q(folded_name=key) | Q(folded_names__contains=key))
    exact = [row for row in named if key in {row.folded_name, fold(row.name_fr)}]
    return min(exact, key=lambda row: (row.archived, row.depth, row.tree_order), default=None)
