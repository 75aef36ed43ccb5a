"""Who asks, answers, takes, decides: and for whom a question does not exist.

The question of these rows is the contact's, in the area "Broadband", which is kept to the cast's team:
for the outsider it does not exist. The lead leads the area, the expert knows it, the administrator is of
the team.
"""

from collections.abc import Callable

from django.urls import reverse

from knowledge.threads.actions.answering import say_line, withdraw_answer
from knowledge.threads.actions.claiming import claim_thread
from knowledge.threads.actions.commenting import comment_on_thread
from knowledge.threads.actions.states import ask_for_info, close_thread
from knowledge.threads.models import Answer, Thread
from tests.access import SIGN_IN, Cast, expect
from tests.articles.asking import make_expert_of
from tests.factories import make_answer, make_thread, restrict_area

OPEN = {"everyone": 200, "stranger": SIGN_IN}
CLOSED = {"outsider": 404, "stranger": SIGN_IN}
LEADS = {"lead": 303, "administrator": 303}


def _thread(cast: Cast) -> Thread:
    restrict_area(cast.area, cast.team)
    make_expert_of(cast.area, cast.expert)
    return make_thread("Why does the light blink?", asker=cast.contact, area=cast.area)


def _at(name: str) -> Callable[[Cast], str]:
    return lambda cast: reverse(f"threads:{name}", args=[_thread(cast).pk])


def _claimed(name: str) -> Callable[[Cast], str]:
    def url(cast: Cast) -> str:
        thread = _thread(cast)
        claim_thread(thread=thread, by=cast.expert)
        return reverse(f"threads:{name}", args=[thread.pk])

    return url


def _answered(name: str) -> Callable[[Cast], str]:
    """The expert has answered."""

    def url(cast: Cast) -> str:
        thread = _thread(cast)
        make_answer(thread, by=cast.expert)
        return reverse(f"threads:{name}", args=[thread.pk])

    return url


def _answer(cast: Cast) -> Answer:
    return make_answer(_thread(cast), by=cast.expert)


def _on_answer(name: str) -> Callable[[Cast], str]:
    def url(cast: Cast) -> str:
        answer = _answer(cast)
        return reverse(f"threads:{name}", args=[answer.thread_id, answer.pk])

    return url


def _on_withdrawn(name: str) -> Callable[[Cast], str]:
    def url(cast: Cast) -> str:
        answer = _answer(cast)
        withdraw_answer(answer=answer, by=cast.expert)
        return reverse(f"threads:{name}", args=[answer.thread_id, answer.pk])

    return url


def _on_comment(name: str) -> Callable[[Cast], str]:
    def url(cast: Cast) -> str:
        thread = _thread(cast)
        comment = comment_on_thread(thread=thread, by=cast.expert, source="Which box?")
        return reverse(f"threads:{name}", args=[thread.pk, comment.pk])

    return url


def _asked_back(cast: Cast) -> str:
    thread = _thread(cast)
    ask_for_info(thread=thread, by=cast.expert, word="Which box?")
    return reverse("threads:give_info", args=[thread.pk])


def _ended(cast: Cast) -> str:
    thread = _thread(cast)
    close_thread(thread=thread, by=cast.contact, reason="not_needed")
    return reverse("threads:reopen", args=[thread.pk])


def _line_copy(cast: Cast) -> str:
    thread = _thread(cast)
    line = say_line(thread=thread, by=cast.expert, kind="holding", words="We look into it.")
    return reverse("threads:line_copy", args=[thread.pk, line.pk])


def _live(cast: Cast) -> str:
    return f"{_at('live')(cast)}?version=0"


def _promises(cast: Cast) -> str:
    restrict_area(cast.area, cast.team)
    return reverse("threads:promises", args=[cast.area.slug])


PROMISED = {"now-first_answer": "5 min", "now-solution": "1 h"}
ASK = {"title": "Why does it hum?", "area": "broadband", "urgency": "today", "language": "en"}
ROUTES = {
    "threads:list": expect(**OPEN),
    "threads:ask": [
        expect(**OPEN),
        expect("post", data=ASK, everyone=303, stranger=SIGN_IN),
    ],
    "threads:promises": [
        expect(url=_promises, everyone=200, **CLOSED),
        expect("post", url=_promises, data=PROMISED, everyone=403, **LEADS, **CLOSED),
    ],
    "threads:similar": expect(**OPEN),
    "threads:check": expect("post", data={"text": "Hello"}, **OPEN),
    "threads:detail": expect(url=_at("detail"), everyone=200, **CLOSED),
    "threads:live": expect(url=_live, everyone=200, **CLOSED),
    "threads:record": expect(url=_at("record"), everyone=200, **CLOSED),
    "threads:history": expect(url=_at("history"), everyone=200, **CLOSED),
    "threads:pick": expect(url=_at("pick"), everyone=200, **CLOSED),
    "threads:ranking": expect(
        url=_at("ranking"), everyone=403, lead=200, administrator=200, **CLOSED
    ),
    "threads:claim": expect("post", url=_at("claim"), everyone=403, expert=303, **LEADS, **CLOSED),
    # Who has nothing to pass on is told that it was handed on meanwhile.
    "threads:pass": expect(
        "post", url=_claimed("pass"), data={"pass-word": "Not mine"}, everyone=303, **CLOSED
    ),
    "threads:renew": expect(
        "post",
        url=_claimed("renew"),
        data={"renew-word": "One more day"},
        everyone=403,
        expert=303,
        **CLOSED,
    ),
    "threads:release": expect("post", url=_claimed("release"), everyone=403, expert=303, **CLOSED),
    "threads:answering": expect("post", url=_at("answering"), everyone=204, **CLOSED),
    "threads:answer": expect(
        "post", url=_at("answer"), data={"body": "Hold it."}, everyone=303, **CLOSED
    ),
    "threads:ask_info": expect(
        "post",
        url=_at("ask_info"),
        data={"ask-info-word": "Which box?"},
        everyone=403,
        expert=303,
        **LEADS,
        **CLOSED,
    ),
    "threads:give_info": expect(
        "post",
        url=_asked_back,
        data={"give-info-word": "The old one"},
        everyone=403,
        contact=303,
        **LEADS,
        **CLOSED,
    ),
    "threads:close": expect(
        "post",
        url=_at("close"),
        data={"close-reason": "not_needed"},
        everyone=403,
        contact=303,
        **LEADS,
        **CLOSED,
    ),
    "threads:reopen": expect(
        "post",
        url=_ended,
        data={"reopen-word": "It blinks again"},
        everyone=403,
        contact=303,
        **LEADS,
        **CLOSED,
    ),
    "threads:duplicate": expect(
        "post", url=_at("duplicate"), everyone=403, lead=422, administrator=422, **CLOSED
    ),
    "threads:merge": expect(
        "post", url=_at("merge"), everyone=403, lead=422, administrator=422, **CLOSED
    ),
    "threads:split": expect(url=_at("split"), everyone=403, lead=200, administrator=200, **CLOSED),
    "threads:line": expect(
        "post",
        url=_at("line"),
        data={"holding-kind": "holding", "holding-words": "We look into it."},
        everyone=403,
        expert=303,
        **LEADS,
        **CLOSED,
    ),
    "threads:line_copy": expect("post", url=_line_copy, everyone=200, **CLOSED),
    "threads:draft": expect(
        "post", url=_answered("draft"), everyone=403, contact=303, expert=303, **LEADS, **CLOSED
    ),
    "threads:edit": expect(
        url=_at("edit"), everyone=403, contact=200, lead=200, administrator=200, **CLOSED
    ),
    "threads:move": expect(
        "post",
        url=_at("move"),
        data={"move-area": "nowhere"},
        everyone=403,
        contact=422,
        lead=422,
        administrator=422,
        **CLOSED,
    ),
    "threads:join": expect(
        "post",
        url=_at("join"),
        data={"join-areas": "nowhere"},
        everyone=403,
        contact=422,
        lead=422,
        administrator=422,
        **CLOSED,
    ),
    "threads:urgency": expect(
        "post",
        url=_at("urgency"),
        data={"urgency-urgency": "now"},
        everyone=403,
        contact=303,
        **LEADS,
        **CLOSED,
    ),
    "threads:comment": expect(
        "post", url=_at("comment"), data={"source": "Which box?"}, everyone=303, **CLOSED
    ),
    "threads:comment_answer": expect(url=_on_answer("comment_answer"), everyone=200, **CLOSED),
    "threads:reply": expect(url=_on_comment("reply"), everyone=200, **CLOSED),
    "threads:comment_edit": expect(
        url=_on_comment("comment_edit"),
        everyone=403,
        expert=200,
        lead=200,
        administrator=200,
        **CLOSED,
    ),
    "threads:comment_remove": expect(
        "post", url=_on_comment("comment_remove"), everyone=403, expert=303, **LEADS, **CLOSED
    ),
    "threads:correct": expect(
        url=_on_answer("correct"),
        everyone=403,
        expert=200,
        lead=200,
        administrator=200,
        **CLOSED,
    ),
    "threads:answer_history": [
        expect(url=_on_answer("answer_history"), everyone=200, **CLOSED),
        expect(
            url=_on_withdrawn("answer_history"),
            everyone=403,
            expert=200,
            lead=200,
            administrator=200,
            **CLOSED,
        ),
    ],
    "threads:withdraw": expect(
        "post", url=_on_answer("withdraw"), everyone=403, expert=303, **LEADS, **CLOSED
    ),
    "threads:bring_back": expect(
        "post", url=_on_withdrawn("bring_back"), everyone=403, expert=303, **LEADS, **CLOSED
    ),
    "threads:accept": expect(
        "post", url=_on_answer("accept"), everyone=403, contact=303, **LEADS, **CLOSED
    ),
    "threads:unaccept": expect(
        "post", url=_on_answer("unaccept"), everyone=403, contact=303, **LEADS, **CLOSED
    ),
    "threads:helped": expect("post", url=_on_answer("helped"), everyone=303, expert=403, **CLOSED),
    "threads:unhelped": expect("post", url=_on_answer("unhelped"), everyone=303, **CLOSED),
}
