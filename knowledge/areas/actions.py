"""Every write to areas. Who may do it, and the record of it, are in `accounts.actions`."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from knowledge.areas.folding import fold
from knowledge.areas.models import Area, AreaSlug, Tone
from knowledge.areas.tree import free_slug, insert_node, move_node, renumber

RESERVED_SLUGS = frozenset({"new", "pick", "experts"})
"""Words that the routes beside an area's page take."""


@transaction.atomic
def create_area(
    *,
    name: str,
    name_fr: str = "",
    parent: Area | None = None,
    description: str = "",
    description_fr: str = "",
    colour: str = Tone.WINE,
    position: int = 0,
) -> Area:
    """Raises ValidationError (a name taken among siblings, a tree too deep)."""
    area = Area(
        parent=parent,
        description=description.strip(),
        description_fr=description_fr.strip(),
        colour=colour,
        position=position,
    )
    _set_names(area, name=name, name_fr=name_fr)
    area.slug = free_slug(area.name, fallback="area", taken=_slug_is_taken)
    _refuse_twin(area)
    insert_node(area)
    return area


@transaction.atomic
def change_area(
    area: Area,
    *,
    name: str,
    name_fr: str,
    description: str,
    description_fr: str,
    colour: str,
    position: int,
) -> Area:
    """Renames, describes and recolours. The slug follows the name; the old one still leads here."""
    before = area.folded_name
    _set_names(area, name=name, name_fr=name_fr)
    area.description, area.description_fr = description.strip(), description_fr.strip()
    area.colour, area.position = colour, position
    _refuse_twin(area)
    if area.folded_name != before:
        _renew_slug(area)
    area.full_clean()
    area.save()
    renumber(Area)
    area.refresh_from_db(fields=["tree_order"])
    return area


@transaction.atomic
def rename_area(area: Area, *, name: str, name_fr: str = "") -> Area:
    return change_area(
        area,
        name=name,
        name_fr=name_fr,
        description=area.description,
        description_fr=area.description_fr,
        colour=area.colour,
        position=area.position,
    )


@transaction.atomic
def move_area(area: Area, *, parent: Area | None) -> Area:
    """Raises ValidationError for a move inside itself, too deep, or beside a namesake."""
    area.parent = parent
    _refuse_twin(area)
    move_node(area, parent)
    return area


@transaction.atomic
def archive_area(area: Area, *, archived: bool = True) -> Area:
    """An archived area keeps its content, but can't be picked any more."""
    area.archived = archived
    area.full_clean()
    area.save(update_fields=["archived"])
    return area


def _set_names(area: Area, *, name: str, name_fr: str) -> None:
    area.name, area.name_fr = " ".join(name.split()), " ".join(name_fr.split())
    area.folded_name = fold(area.name)
    area.folded_names = fold(f"{area.name} {area.name_fr}")[:250]


def _refuse_twin(area: Area) -> None:
    twins = Area.objects.filter(parent=area.parent, folded_name=area.folded_name)
    if twins.exclude(pk=area.pk).exists():
        raise ValidationError({"name": _("An area of this name is already there.")})


def _slug_is_taken(slug: str) -> bool:
    return (
        slug in RESERVED_SLUGS
        or Area.objects.filter(slug=slug).exists()
        or AreaSlug.objects.filter(slug=slug).exists()
    )


def _renew_slug(area: Area) -> None:
    """The new name's slug; one that this area had before is taken back."""
    old = area.slug
    AreaSlug.objects.create(slug=old, area=area)

    def taken(slug: str) -> bool:
        others = AreaSlug.objects.filter(slug=slug).exclude(area=area)
        areas = Area.objects.filter(slug=slug).exclude(pk=area.pk)
        return slug in RESERVED_SLUGS or areas.exists() or others.exists()

    area.slug = free_slug(area.name, fallback="area", taken=taken)
    AreaSlug.objects.filter(slug=area.slug, area=area).delete()
