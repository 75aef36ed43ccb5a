"""Importing: repeatable, forgiving of bad rows, never half-written."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from knowledge.articles.models import Article, Revision
from knowledge.exchange.importing import running
from knowledge.exchange.importing.reading import Record, Rejected, read_records, split_front_matter
from knowledge.search.models import SearchChange
from tests.factories import make_area


def write_lines(path: Path, *rows: dict[str, Any] | bytes) -> Path:
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    content = b"\n".join(lines) + b"\n"
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def run(path: Path, **options: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_articles", str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture(autouse=True)
def _somebody_owns_them(administrator: User) -> None:
    """Rows that name nobody belong to the administrator."""


def test_only_a_body_is_needed(tmp_path: Path, administrator: User) -> None:
    path = write_lines(tmp_path / "a.jsonl", {"body": "Restart the box. Then wait four minutes."})
    run(path)
    article = Article.objects.get()
    assert article.title == "Restart the box. Then wait four minutes."
    assert article.owner == administrator
    assert SearchChange.objects.filter(object_id=article.pk).exists()


def test_everything_that_is_given_is_kept(tmp_path: Path, expert: User) -> None:
    make_area("Billing")
    row = {
        "external_id": "kb-1",
        "title": "Bills",
        "body": "Text.",
        "language": "fr",
        "areas": ["billing"],
        "topics": ["facture"],
        "questions": ["pourquoi si cher", "c’est quoi ce prix"],
        "author": expert.email,
        "published_at": "2024-03-31T10:00:00+02:00",
    }
    run(write_lines(tmp_path / "a.jsonl.gz", row), create_unknown=True)
    article = Article.objects.get(external_id="kb-1")
    assert (article.language, article.owner) == ("fr", expert)
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-03-31T08:00:00+00:00"
    assert [a.slug for a in article.areas.all()] == ["billing"]
    assert [t.name for t in article.topics.all()] == ["facture"]
    assert article.live.questions == ["pourquoi si cher", "c’est quoi ce prix"]


def test_a_second_run_changes_nothing_and_a_changed_row_becomes_a_revision(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    run(write_lines(path, {"external_id": "1", "body": "Old."}, {"external_id": "2", "body": "B."}))
    out, _err = run(path)
    assert "0 created, 0 updated, 2 unchanged" in out
    out, _err = run(write_lines(path, {"external_id": "1", "body": "New."}))
    assert "1 updated" in out
    assert Article.objects.get(external_id="1").live.number == 2


def test_one_bad_row_never_stops_the_rest_and_says_where_and_why(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "a.jsonl",
        {"body": "Good one."},
        b'{"body": broken',
        b'{"body": "\xe9t\xe9"}',
        {"title": "No body"},
        {"body": "x", "language": "de"},
        {"body": "x", "published_at": "tomorrow"},
        {"body": "x", "areas": ["nowhere"]},
        {"body": "x", "author": "nobody@example.org"},
        [1, 2],  # type: ignore[arg-type]
        {"body": "Good two."},
    )
    out, err = run(path)
    assert "2 created" in out
    assert "8 rejected" in out
    assert "a.jsonl:2: Not JSON" in err
    assert "a.jsonl:3: Not UTF-8" in err
    assert "a.jsonl:4: There is no text in “body”" in err
    assert "a.jsonl:7: There is no area “nowhere”" in err
    assert Article.objects.count() == 2


def test_rejected_rows_can_be_written_to_a_table(tmp_path: Path) -> None:
    report = tmp_path / "rejects.csv"
    run(write_lines(tmp_path / "a.jsonl", {"title": "t"}), rejects=report)
    assert "a.jsonl:1" in report.read_text()


def test_unknown_people_areas_and_topics_are_made_when_asked(tmp_path: Path) -> None:
    row = {"body": "x", "author": "new.person@example.org", "areas": ["Solar"], "topics": ["roof"]}
    out, _err = run(write_lines(tmp_path / "a.jsonl", row), create_unknown=True)
    article = Article.objects.get()
    assert article.owner.display_name == "New Person"
    assert "New people: new.person@example.org" in out
    assert [a.name for a in article.areas.all()] == ["Solar"]


def test_a_folder_of_markdown_files_is_read_with_front_matter(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "box.md").write_text(
        "---\ntitle: The box\nquestions: [is it on]\n---\n\n## Look\n\nAt the light.\n"
    )
    (tmp_path / "plain.md").write_text("Just words, no front matter.\n")
    (tmp_path / "bad.md").write_text("---\ntitle: [unclosed\n---\nText\n")
    _out, err = run(tmp_path)
    assert Article.objects.get(external_id="box").live.questions == ["is it on"]
    assert Article.objects.get(external_id="plain").title == "Just words, no front matter."
    assert "bad.md: The front matter is not YAML" in err


def test_links_between_imported_articles_lead_somewhere_whatever_their_order(
    tmp_path: Path,
) -> None:
    rows = [
        {"external_id": "a", "title": "First", "body": "See [[Second]]."},
        {"external_id": "b", "title": "Second", "body": "See [[a|the first]]."},
    ]
    run(write_lines(tmp_path / "a.jsonl", *rows))
    first, second = Article.objects.get(external_id="a"), Article.objects.get(external_id="b")
    assert f"/a/{second.pk}/" in first.live.text.passages.get().html
    assert f"/a/{first.pk}/" in second.live.text.passages.get().html


def test_twins_in_a_batch_get_addresses_of_their_own(tmp_path: Path) -> None:
    rows = [{"title": "Same", "body": "x"}, {"title": "Same", "body": "y"}, {"body": "🔥"}]
    run(write_lines(tmp_path / "a.jsonl", *rows))
    assert Article.objects.values("slug").distinct().count() == 3


def test_a_crash_half_way_can_simply_be_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"external_id": str(n), "body": f"Text {n}."} for n in range(7)]
    path = write_lines(tmp_path / "a.jsonl", *rows)
    monkeypatch.setattr(running, "BATCH", 3)
    whole = running.import_articles
    calls = iter([whole, None])

    def crash_on_the_second(**batch: Any) -> Any:
        step = next(calls)
        if step is None:
            raise KeyboardInterrupt
        return step(**batch)

    monkeypatch.setattr(running, "import_articles", crash_on_the_second)
    with pytest.raises(KeyboardInterrupt):
        run(path)
    assert Article.objects.count() == 3
    assert Revision.objects.count() == 3
    monkeypatch.setattr(running, "import_articles", whole)
    out, _err = run(path)
    assert "4 created, 0 updated, 3 unchanged" in out


def test_a_text_of_ten_megabytes_is_refused_with_its_length(tmp_path: Path) -> None:
    _out, err = run(write_lines(tmp_path / "a.jsonl", {"body": "word " * 2_000_000}))
    assert "10,000,000 characters" in err
    assert not Article.objects.exists()


def test_a_missing_path_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not there"):
        run(tmp_path / "nothing.jsonl")
    with pytest.raises(CommandError, match=r"has no \.md"):
        run(tmp_path)


def test_a_truncated_gzip_keeps_what_came_before_it(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl.gz", *({"body": f"Text {n}"} for n in range(500)))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(CommandError):
        run(path)


@given(st.binary(max_size=400))
def test_reading_any_bytes_never_raises(content: bytes) -> None:
    path = Path("/dev/shm") / "terroir-fuzz.jsonl"  # noqa: S108
    path.write_bytes(content)
    assert all(isinstance(found, Record | Rejected) for found in read_records(path))


@given(st.text(max_size=200))
def test_front_matter_is_split_without_losing_a_word(text: str) -> None:
    _head, body = split_front_matter("---\ntitle: x\n---\n" + text)
    assert body == text.lstrip("\n")
