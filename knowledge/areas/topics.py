"""Topics: found by any spelling, merged, renamed, given synonyms.

Packages that tag things call `register_through` in `AppConfig.ready` with their taggit
through table, so that a merge moves their rows without this package knowing them, and with the
question which of those rows a person may know of.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from knowledge.areas.folding import fold
from knowledge.areas.models import Topic, TopicQuerySet, TopicSynonym
from knowledge.areas.tree import free_slug

SeenBy = Callable[[Any], models.QuerySet[Any]]
"""The rows of a through table on things that the person may read."""

_throughs: dict[type[models.Model], SeenBy] = {}


def register_through(through: type[models.Model], seen_by: SeenBy) -> None:
    """Declares a table with a `tag` foreign key to Topic."""
    _throughs[through] = seen_by


def known_to(person: Any) -> TopicQuerySet:
    """Topics that exist for this person: not those which only things closed to them carry."""
    used, seen = Q(), Q()
    for through, seen_by in _throughs.items():
        used |= Q(Exists(through._default_manager.filter(tag_id=OuterRef("pk"))))
        seen |= Q(Exists(seen_by(person).filter(tag_id=OuterRef("pk"))))
    return Topic.objects.filter(seen | ~used) if _throughs else Topic.objects.all()


def find_topic(name: str) -> Topic | None:
    """By name, synonym or the name of one merged away: always the topic that lives on."""
    key = fold(name)
    topic = Topic.objects.filter(folded=key).select_related("merged_into").first()
    if topic is None:
        synonym = TopicSynonym.objects.filter(folded=key).select_related("topic").first()
        topic = synonym.topic if synonym else None
    return topic.merged_into or topic if topic else None


@transaction.atomic
def topics_named(*, names: Iterable[str]) -> list[Topic]:
    """The topics of these names, made when new; each once, in the order given.

    Raises ValidationError for a name that is too long or has a comma.
    """
    chosen: dict[int, Topic] = {}
    for name in names:
        clean = " ".join(name.replace("#", " ").split())
        if clean:
            topic = find_topic(clean) or create_topic(name=clean)
            chosen[topic.pk] = topic
    return list(chosen.values())


@transaction.atomic
def create_topic(*, name: str) -> Topic:
    topic = Topic(name=_cleaned(name))
    topic.folded = fold(topic.name)
    topic.slug = free_slug(topic.name, fallback="topic", taken=_slug_is_taken)
    topic.full_clean()
    topic.save()
    return topic


@transaction.atomic
def rename_topic(topic: Topic, *, name: str) -> Topic:
    """The old name stays as a synonym, and the slug stays, so that nothing breaks."""
    clean, before, old_key = _cleaned(name), topic.name, topic.folded
    key = fold(clean)
    _refuse_taken(key, topic)
    topic.name, topic.folded = clean, key
    topic.full_clean()
    topic.save()
    TopicSynonym.objects.filter(topic=topic, folded=key).delete()
    if key != old_key:
        _add_synonym(topic, before, old_key)
    return topic


@transaction.atomic
def add_synonym(topic: Topic, *, name: str) -> TopicSynonym:
    clean = _cleaned(name)
    key = fold(clean)
    _refuse_taken(key, None)
    return _add_synonym(topic, clean, key)


@transaction.atomic
def remove_synonym(synonym: TopicSynonym) -> None:
    synonym.delete()


@transaction.atomic
def merge_topics(source: Topic, *, into: Topic) -> Topic:
    """Everything tagged `source` is tagged `into`; the old name still finds it."""
    if source.pk == into.pk or into.merged_into_id is not None:
        raise ValidationError(_("Choose another topic to merge into."))
    for through in _throughs:
        _repoint(through, source, into)
    TopicSynonym.objects.filter(topic=source).update(topic=into)
    Topic.objects.filter(merged_into=source).update(merged_into=into)
    source.merged_into = into
    source.full_clean()
    source.save()
    return into


@transaction.atomic
def delete_unused_topic(topic: Topic) -> None:
    """Raises ValidationError when something carries it, or another was merged into it."""
    used = any(through._default_manager.filter(tag_id=topic.pk).exists() for through in _throughs)
    if used or topic.merged.exists():
        raise ValidationError(_("This topic is in use: merge it into another instead."))
    topic.delete()


def _repoint(through: type[models.Model], source: Topic, into: Topic) -> None:
    """Moves rows to the other topic; a thing that carries both keeps one row."""
    manager = through._default_manager
    owner = _owner_fields(through)
    kept = set(manager.filter(tag_id=into.pk).values_list(*owner))
    moving = manager.filter(tag_id=source.pk)
    doubled = [row[0] for row in moving.values_list("pk", *owner) if tuple(row[1:]) in kept]
    manager.filter(pk__in=doubled).delete()
    manager.filter(tag_id=source.pk).update(tag_id=into.pk)


def _owner_fields(through: type[models.Model]) -> list[str]:
    """The columns that say which thing is tagged: all but the key and the tag."""
    fields: list[Any] = list(through._meta.concrete_fields)
    return [field.attname for field in fields if not field.primary_key and field.name != "tag"]


def _add_synonym(topic: Topic, name: str, key: str) -> TopicSynonym:
    synonym = TopicSynonym(topic=topic, name=name, folded=key)
    synonym.full_clean()
    synonym.save()
    return synonym


def _cleaned(name: str) -> str:
    clean = " ".join(name.replace("#", " ").split())
    if not clean or "," in clean:
        raise ValidationError({"name": _("Write one topic, without a comma.")})
    return clean


def _refuse_taken(key: str, topic: Topic | None) -> None:
    taken = Topic.objects.filter(folded=key)
    synonyms = TopicSynonym.objects.filter(folded=key)
    if topic is not None:
        taken, synonyms = taken.exclude(pk=topic.pk), synonyms.exclude(topic=topic)
    if taken.exists() or synonyms.exists():
        raise ValidationError({"name": _("Another topic has this name: merge them instead.")})


def _slug_is_taken(slug: str) -> bool:
    return slug == "pick" or Topic.objects.filter(slug=slug).exists()
