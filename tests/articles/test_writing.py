"""Writing: drafts that survive, publishing, merging, adjusting, the editor's helpers."""

import io
import json
import zipfile
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Team, User
from knowledge.articles.actions import (
    start_draft,
    suggest_edit,
)
from knowledge.articles.models import Article, Draft, Suggestion
from knowledge.articles.words import Words
from knowledge.passages.models import Attachment
from tests.articles.drafting import draft_of, post_draft
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_team, make_topic, restrict_area, revise


@pytest.fixture
def article(expert: User) -> Article:
    area = make_area("Meters", owners=[])
    return make_article("Meters", owner=expert, body="One.\n\nTwo.\n\nThree.\n", areas=[area])


def test_new_article_begins_with_the_kinds_template(client_of: ClientOf, expert: User) -> None:
    response = client_of(expert).post(reverse("articles:new"), {"kind": "problem"})
    draft = expert.drafts.get()
    assert response.status_code == 303
    assert response["Location"] == draft.get_absolute_url()
    assert "## Cause" in draft.fields["body"]


def test_a_draft_becomes_an_article_and_goes_away(client_of: ClientOf, expert: User) -> None:
    area = make_area("Solar")
    draft = start_draft(person=expert, fields={})
    draft.fields = {
        "title": "Solar at night", "title_audience": "internal", "body": "It sleeps.",
        "short_answer_audience": "internal", "kind": "article", "language": "en",
        "areas": [str(area.pk)], "confidence": "not_validated", "editing_rights": "experience",
        "verification_interval_days": "90",
    }  # fmt: skip
    response = post_draft(client_of(expert), draft, publish="1")
    article = Article.objects.get()
    assert response["Location"] == article.get_absolute_url()
    assert article.verification_interval_days == 90
    assert not Draft.objects.exists()


def test_a_form_with_errors_keeps_every_word(client_of: ClientOf, article: Article) -> None:
    draft = draft_of(article, article.owner, title="", body="All new words.")
    response = post_draft(client_of(article.owner), draft, publish="1")
    assert response.status_code == 422
    assert "All new words." in response.content.decode()
    assert Draft.objects.get().fields["body"] == "All new words."


def test_autosave_answers_the_next_version(client_of: ClientOf, article: Article) -> None:
    draft = draft_of(article, article.owner, body="Typing")
    url = reverse("articles:draft_save", args=[draft.key])
    response = client_of(article.owner).post(url, draft.fields | {"version": 1})
    assert response.json()["version"] == 2
    assert Draft.objects.get().fields["body"] == "Typing"


def test_two_devices_never_overwrite_each_other(client_of: ClientOf, article: Article) -> None:
    client = client_of(article.owner)
    draft = draft_of(article, article.owner)
    url = reverse("articles:draft_save", args=[draft.key])
    client.post(url, draft.fields | {"body": "From the phone", "version": 1})
    response = client.post(url, draft.fields | {"body": "From the desk", "version": 1})
    assert response.status_code == 409
    assert Draft.objects.get().fields["body"] == "From the phone"
    page = client.post(
        draft.get_absolute_url(), draft.fields | {"body": "From the desk", "version": 1}
    )
    assert page.status_code == 409
    assert "From the desk" in page.content.decode()


def test_autosave_after_sign_out_says_so(client: Client, article: Article) -> None:
    draft = draft_of(article, article.owner)
    response = client.post(reverse("articles:draft_save", args=[draft.key]), {"body": "x"})
    assert response.status_code == 401


def test_words_sent_after_the_session_ended_wait_behind_the_sign_in(
    client: Client, article: Article
) -> None:
    draft = draft_of(article, article.owner, body="Written while signed out.\n")
    response = post_draft(client, draft, publish="1")
    assert response.status_code == 302
    assert Draft.objects.get().fields["body"] != "Written while signed out.\n"
    client.force_login(article.owner)
    page = client.get(draft.get_absolute_url())
    assert "Written while signed out." in page.content.decode()
    assert Draft.objects.get().fields["body"] == "Written while signed out.\n"


def test_held_words_do_not_overwrite_what_another_device_saved_meanwhile(
    client: Client, client_of: ClientOf, article: Article
) -> None:
    draft = draft_of(article, article.owner, body="Written while signed out.\n")
    post_draft(client, draft)
    url = reverse("articles:draft_save", args=[draft.key])
    client_of(article.owner).post(url, draft.fields | {"body": "From the phone.\n", "version": 1})
    client.force_login(article.owner)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Written while signed out." in page
    assert Draft.objects.get().fields["body"] == "From the phone.\n"


def test_words_held_for_one_person_are_never_shown_to_another(
    client: Client, article: Article, colleague: User
) -> None:
    draft = draft_of(article, article.owner, body="Not for others.\n")
    post_draft(client, draft)
    client.force_login(colleague)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Not for others" not in client.get(reverse("articles:drafts")).content.decode()


def test_a_draft_of_an_article_that_became_hidden_does_not_exist(
    client_of: ClientOf, article: Article, colleague: User, team: Team
) -> None:
    draft = draft_of(article, colleague)
    other = make_team("Elsewhere")
    restrict_area(article.areas.get(), other)
    assert client_of(colleague).get(draft.get_absolute_url()).status_code == 404


def test_whoever_may_not_edit_sends_a_suggestion(
    client_of: ClientOf, article: Article, colleague: User
) -> None:
    draft = draft_of(article, colleague, body="One.\n\nBetter two.\n\nThree.\n", note="clearer")
    response = post_draft(client_of(colleague), draft, publish="1")
    suggestion = Suggestion.objects.get()
    assert response["Location"] == suggestion.get_absolute_url()
    assert article.revisions.count() == 1
    assert article.owner.notifications.get().word == "clearer"


def test_a_conflict_leads_to_the_merge_page_and_both_sides_can_be_kept(
    client_of: ClientOf, article: Article, colleague: User
) -> None:
    client = client_of(article.owner)
    draft = draft_of(article, article.owner, body="One.\n\nMine.\n\nThree.\n")
    revise(article, by=colleague, body="One.\n\nTheirs.\n\nThree.\n")
    response = post_draft(client, draft, publish="1")
    merge_url = reverse("articles:merge", args=[draft.key])
    assert response["Location"] == merge_url
    page = client.get(merge_url)
    form = page.context["form"]
    names = [name for name in form.fields if name.endswith("-choice")]
    current = page.context["current"].pk
    client.post(merge_url, {"current": current} | dict.fromkeys(names, "both"))
    draft = Draft.objects.get()
    assert draft.fields["body"] == "One.\n\nMine.\n\nTheirs.\n\nThree.\n"
    assert post_draft(client, draft, publish="1")["Location"] == article.get_absolute_url()
    assert Article.objects.get().live.text.source == "One.\n\nMine.\n\nTheirs.\n\nThree.\n"


def test_a_merge_page_that_grew_old_shows_the_conflicts_anew(
    client_of: ClientOf, article: Article, colleague: User
) -> None:
    client = client_of(article.owner)
    draft = draft_of(article, article.owner, body="One.\n\nMine.\n\nThree.\n")
    revise(article, by=colleague, body="One.\n\nTheirs.\n\nThree.\n")
    post_draft(client, draft, publish="1")
    merge_url = reverse("articles:merge", args=[draft.key])
    page = client.get(merge_url)
    revise(article, by=colleague, body="One.\n\nTheirs again.\n\nThree.\n")
    answer = client.post(merge_url, {"current": page.context["current"].pk})
    assert "Theirs again." in answer.content.decode()
    assert Draft.objects.get().fields["body"] == "One.\n\nMine.\n\nThree.\n"


def test_a_setting_that_a_writer_never_touched_is_not_put_back(
    client_of: ClientOf, article: Article
) -> None:
    client = client_of(article.owner)
    draft = draft_of(article, article.owner, body="New words.\n")
    Article.objects.filter(pk=article.pk).update(confidence="validated")
    article.topics.set([make_topic("voltage")])
    post_draft(client, draft, publish="1")
    article.refresh_from_db()
    assert article.confidence == "validated"
    assert [t.name for t in article.topics.all()] == ["voltage"]


def test_an_adjusted_suggestion_is_accepted_with_changes(
    client_of: ClientOf, article: Article, colleague: User
) -> None:
    words = Words(title="Meters", body="One.\n\nTow.\n\nThree.\n")
    article = Article.objects.select_related("current__text", "owner").get(pk=article.pk)
    suggestion = suggest_edit(article=article, by=colleague, words=words, base=article.live)
    client = client_of(article.owner)
    client.post(reverse("articles:adjust", args=[article.slug, suggestion.pk]))
    draft = Draft.objects.get()
    draft.fields |= {"body": "One.\n\nTwo!\n\nThree.\n", "note": "typo in your typo"}
    post_draft(client, draft, publish="1")
    suggestion.refresh_from_db()
    assert suggestion.state == Suggestion.State.ADJUSTED
    assert colleague.notifications.get().word == "typo in your typo"
    assert Article.objects.get().live.text.source == "One.\n\nTwo!\n\nThree.\n"


def preview(client: Client, audience: str, body: str) -> str:
    data = {"body": body, "audience": audience}
    return client.post(reverse("articles:preview"), data).content.decode()


def test_the_preview_shows_each_audience_only_what_it_may_be_told(
    client_of: ClientOf, expert: User
) -> None:
    body = "Secret.\n\n/// partner\n\nFor partners.\n\n///\n\n/// customer\n\nFor all.\n\n///\n"
    client = client_of(expert)
    internal, partner, customer = (
        preview(client, audience, body) for audience in ("internal", "partner", "customer")
    )
    assert "Secret." in internal
    assert "For partners." in partner
    assert "Secret." not in partner
    assert "For all." in customer
    assert "For partners." not in customer


@pytest.mark.parametrize("audience", ["customer", "partner", "nobody"])
def test_an_unmarked_text_is_previewed_to_staff_alone(
    client_of: ClientOf, expert: User, audience: str
) -> None:
    client = client_of(expert)
    assert "Plain." in preview(client, "", "Plain.")
    assert "Plain." not in preview(client, audience, "Plain.")


def test_completion_never_names_what_is_hidden(
    client_of: ClientOf, expert: User, outsider: User, team: Team
) -> None:
    area = make_area("Secret works")
    restrict_area(area, team)
    make_article("Hidden dam plans", owner=expert, areas=[area], topics=["dam"])
    url = reverse("articles:complete")
    for kind, q in (("article", "hidden"), ("topic", "dam")):
        seen = client_of(expert).get(url, {"kind": kind, "q": q}).json()["results"]
        unseen = client_of(outsider).get(url, {"kind": kind, "q": q}).json()["results"]
        assert len(seen) == 1
        assert unseen == []


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "white").save(target, kind)
    return target.getvalue()


def wrongly_turned() -> bytes:
    """A good picture whose note of how it was held is nonsense."""
    whole, note = picture(), b"eXIfnot a note"
    checked = len(note[4:]).to_bytes(4) + note + zlib.crc32(note).to_bytes(4)
    return whole[:33] + checked + whole[33:]


def torn_archive() -> bytes:
    """An office document that breaks off while its type is read."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 2)
    start = target.getvalue().index(b"mimetype") + len("mimetype")
    return target.getvalue()[:start] + b"\xff" * 8 + target.getvalue()[start + 8 :]


def upload(client: Client, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("articles:upload"), {"file": file})


def test_an_image_is_encoded_anew_and_gets_a_thumbnail(client_of: ClientOf, expert: User) -> None:
    smuggled = picture("PNG") + b"<script>alert(1)</script>"
    answer = upload(client_of(expert), "diagram.png", smuggled).json()
    kept = Attachment.objects.get()
    assert answer["markdown"] == f"![diagram.png](attachment:{kept.key})"
    with kept.file.open() as file:
        assert b"<script>" not in file.read()
    assert (kept.width, kept.height) == (900, 300)
    assert kept.thumbnail


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!doctype html>\x00<script>alert(1)</script>"),
        ("picture.svg", b"\x00<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("tool.exe", b"MZ\x90\x00\x03"),
        ("fake.png", b"\x89PNG\r\n\x1a\nnot really"),
        ("macro.docm", b"PK\x03\x04broken"),
        ("empty.txt", b""),
        ("turned.png", wrongly_turned()),
        ("torn.odt", torn_archive()),
    ],
)
def test_a_dangerous_or_broken_file_is_refused_in_words(
    client_of: ClientOf, expert: User, name: str, content: bytes
) -> None:
    response = upload(client_of(expert), name, content)
    assert response.status_code == 422
    assert name in response.json()["error"]
    assert not Attachment.objects.exists()


def test_html_sent_as_text_is_kept_as_a_text_download(client_of: ClientOf, expert: User) -> None:
    upload(client_of(expert), "page.html", b"<script>alert(1)</script>")
    kept = Attachment.objects.get()
    assert (kept.name, kept.content_type) == ("page.txt", "text/plain")


def test_drafts_are_json_that_any_form_state_survives(article: Article) -> None:
    draft = draft_of(article, article.owner, title="🔥", body="\ud7ff " * 10)
    assert json.loads(json.dumps(draft.fields))["title"] == "🔥"
