"""What the index is handed of a document, against the steps of analysis one by one."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.search import analysis, schema
from knowledge.search.registry import Document, PassageDocument

TEXT = st.text(max_size=60) | st.sampled_from(
    ["", "the", "L’été jusqu'à demain", "Box settings.json"]
)
LONG = st.integers(0, 700).map(lambda n: " ".join(f"mot{i % 90} la" for i in range(n)))
AUDIENCES = st.sampled_from(["internal", "partner", "customer"])
PASSAGES = st.lists(
    st.builds(
        PassageDocument, key=st.just("k"), heading=TEXT, text=TEXT | LONG, audience=AUDIENCES
    ),
    max_size=4,
)
DOCUMENTS = st.builds(
    Document,
    kind=st.just("article"),
    object_id=st.just(1),
    title=TEXT,
    title_audience=AUDIENCES,
    questions=st.lists(TEXT, max_size=2),
    short_answer=TEXT,
    passages=PASSAGES,
    topics=st.lists(TEXT, max_size=2),
    language=st.sampled_from(["en", "fr", "de"]),
)


def written(entry: object, name: str) -> list[str]:
    return entry.to_dict().get(name, [""])[0].split()  # type: ignore[attr-defined,no-any-return]


def of_parts(parts: list[PassageDocument]) -> list[str]:
    return [
        word
        for part in parts
        for text in (part.heading, part.text)
        for word in analysis.words(text)
    ]


@given(DOCUMENTS)
def test_a_document_s_texts_are_its_words_analysed(document: Document) -> None:
    entry, _passages = schema.entries(document)
    language = document.language
    title, body = analysis.words(document.title), of_parts(list(document.passages))
    short = analysis.words(document.short_answer)
    if len(body) > len(title) and body[: len(title)] == title:
        title, short = [], [*title, *short]
    asked = [word for question in document.questions for word in analysis.words(question)]
    topics = [word for topic in document.topics for word in analysis.words(topic)]
    fields = {"title": title, "questions": asked, "short": short, "topics": topics, "body": body}
    for name, words in fields.items():
        assert written(entry, name) == analysis.content_terms(words, language)
    raw = f" {schema.BETWEEN} ".join(map(" ".join, fields.values()))
    assert written(entry, "raw") == raw.split()
    everything = [word for words in fields.values() for word in words]
    pieces = analysis.gram_text(everything, language).split()
    assert sorted(written(entry, "grams")) == sorted(pieces)
    named = analysis.gram_text([*title, *asked], language, schema.TITLE_GRAM)
    assert written(entry, "title_grams") == named.split()
    assert set(written(entry, "held")) == set(analysis.content_terms(everything, language))


@given(DOCUMENTS)
def test_what_may_be_told_is_a_field_of_its_own(document: Document) -> None:
    entry, _passages = schema.entries(document)
    for name, levels in (("customer", {"customer"}), ("partner", {"customer", "partner"})):
        title = analysis.words(document.title) if document.title_audience in levels else []
        parts = [part for part in document.passages if part.audience in levels]
        told = analysis.content_terms([*title, *of_parts(parts)], document.language)
        assert written(entry, f"told_{name}") == told
        held = written(entry, f"held_{name}")
        assert set(told) <= set(held) if parts else not held


@given(DOCUMENTS)
def test_long_passages_are_cut_in_even_pieces_and_lose_no_word(document: Document) -> None:
    _entry, pieces = schema.entries(document)
    language = document.language
    expected = []
    for part in document.passages:
        heading = analysis.content_terms(analysis.words(part.heading), language)
        words = analysis.words(part.text)
        count = max(1, round(len(words) / schema.PIECE_WORDS))
        size = -(-len(words) // count) or 1
        expected += [
            [*heading, *analysis.content_terms(words[start : start + size], language)]
            for start in range(0, max(1, len(words)), size)
        ]
    assert [written(piece, "text") for piece in pieces] == expected
