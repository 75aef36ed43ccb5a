"""The tree of areas and the order of topics."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from knowledge.areas import actions, topics
from knowledge.areas.folding import fold
from knowledge.areas.models import Area, AreaSlug, Topic
from knowledge.areas.queries import area_by_slug, area_named
from tests.factories import make_area, make_topic

db = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Cœur  d’Été", "coeur d'ete"),
        ("ÉCLUSE", "ecluse"),
        ("Straße", "strasse"),
        ("ﬁbre", "fibre"),
        ("  ", ""),
        ("🦦", "🦦"),
        ("İstanbul", "istanbul"),
    ],
)
def test_folding_forgets_case_accents_and_spaces(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@db
def test_the_tree_reads_depth_first_by_position_then_name() -> None:
    energy = make_area("Energy", position=2)
    make_area("Broadband", position=1)
    make_area("Tides", parent=energy)
    make_area("Éclair", parent=energy)
    names = [(area.name, area.depth) for area in Area.objects.all()]
    assert names == [("Broadband", 0), ("Energy", 0), ("Éclair", 1), ("Tides", 1)]


@db
def test_descendants_and_ancestors_follow_the_path() -> None:
    top = make_area("Energy")
    middle = make_area("Tides", parent=top)
    leaf = make_area("Off-peak", parent=middle)
    assert list(Area.objects.descendants_of(top)) == [middle, leaf]
    assert list(Area.objects.ancestors_of(leaf)) == [top, middle]
    assert leaf.lineage == (top.pk, middle.pk, leaf.pk)


@db
def test_moving_takes_everything_below_along() -> None:
    top, other = make_area("Energy"), make_area("Broadband")
    middle = make_area("Tides", parent=top)
    leaf = make_area("Off-peak", parent=middle)
    actions.move_area(middle, parent=other)
    leaf.refresh_from_db()
    assert leaf.lineage == (other.pk, middle.pk, leaf.pk)
    assert [area.name for area in Area.objects.all()] == [
        "Broadband", "Tides", "Off-peak", "Energy",
    ]  # fmt: skip


@db
def test_an_area_cannot_move_inside_itself_or_get_too_deep() -> None:
    chain = [make_area("0")]
    for number in range(1, 8):
        chain.append(make_area(str(number), parent=chain[-1]))
    with pytest.raises(ValidationError):
        make_area("too deep", parent=chain[-1])
    with pytest.raises(ValidationError):
        actions.move_area(chain[0], parent=chain[3])
    with pytest.raises(ValidationError):
        actions.move_area(make_area("beside"), parent=chain[-1])


@db
def test_namesakes_are_refused_among_siblings_only() -> None:
    top = make_area("Écluse")
    with pytest.raises(ValidationError):
        make_area("ecluse ")
    assert make_area("Écluse", parent=top).slug == "ecluse-2"


@db
def test_the_old_slug_still_leads_to_a_renamed_area() -> None:
    area = make_area("Box")
    actions.rename_area(area, name="Gateway")
    assert area.slug == "gateway"
    assert area_by_slug(Area.objects.all(), "box") == area
    assert make_area("Box").slug == "box-2"
    actions.rename_area(area, name="Box!")
    assert area.slug == "box"
    assert list(AreaSlug.objects.values_list("slug", flat=True)) == ["gateway"]


@db
def test_an_area_is_never_called_like_a_route() -> None:
    assert make_area("New").slug == "new-2"


@db
def test_imports_find_an_area_by_slug_old_slug_or_either_name() -> None:
    area = make_area("Tides", name_fr="Marée, heures creuses")
    actions.rename_area(area, name="Tide", name_fr="Marée, heures creuses")
    for name in ("tide", "tides", "TIDE", "maree, heures creuses"):
        assert area_named(name) == area
    assert area_named("maree") is None


@db
def test_the_label_follows_the_language_and_falls_back() -> None:
    area, plain = make_area("Tides", name_fr="Marée"), make_area("Box")
    with translation.override("fr"):
        assert (area.label, plain.label) == ("Marée", "Box")
    with translation.override("en"):
        assert area.label == "Tides"


@db
def test_two_spellings_are_one_topic() -> None:
    found = topics.topics_named(names=["Étiage", "etiage", "#ÉTIAGE", "", "crue"])
    assert [topic.name for topic in found] == ["Étiage", "crue"]
    assert Topic.objects.count() == 2


@db
def test_a_merged_topic_lives_on_in_the_other_with_its_synonyms() -> None:
    old, new = make_topic("wifi"), make_topic("wireless")
    topics.add_synonym(old, name="wi-fi")
    topics.merge_topics(old, into=new)
    for name in ("wifi", "WI-FI", "wireless"):
        assert topics.find_topic(name) == new
    assert list(Topic.objects.current()) == [new]
    assert list(Topic.objects.current().named_like("wi-f")) == [new]


@db
def test_merging_twice_points_to_the_last() -> None:
    first, second, third = (make_topic(name) for name in ("a1", "b1", "c1"))
    topics.merge_topics(first, into=second)
    topics.merge_topics(second, into=third)
    assert topics.find_topic("a1") == third
    with pytest.raises(ValidationError):
        topics.merge_topics(third, into=third)
    with pytest.raises(ValidationError):
        topics.merge_topics(third, into=second)


@db
def test_renaming_a_topic_keeps_its_old_name_as_a_synonym() -> None:
    topic = make_topic("box")
    topics.rename_topic(topic, name="gateway")
    assert topics.find_topic("box") == topic
    topics.rename_topic(topic, name="box")
    assert [row.name for row in topic.synonyms.all()] == ["gateway"]


@db
def test_a_name_or_synonym_of_another_topic_is_refused() -> None:
    box, gateway = make_topic("box"), make_topic("gateway")
    with pytest.raises(ValidationError):
        topics.rename_topic(box, name="Gateway")
    with pytest.raises(ValidationError):
        topics.add_synonym(gateway, name="BOX")
    with pytest.raises(ValidationError):
        topics.create_topic(name="one, two")


@db
def test_an_unused_topic_can_be_deleted_but_not_one_that_others_were_merged_into() -> None:
    alone, old, new = make_topic("alone"), make_topic("old"), make_topic("new one")
    topics.merge_topics(old, into=new)
    topics.delete_unused_topic(alone)
    with pytest.raises(ValidationError):
        topics.delete_unused_topic(new)
    assert Topic.objects.filter(name="alone").count() == 0
