"""Addresses of threads."""

from django.urls import path

from knowledge.threads.views import (
    answering,
    asking,
    deciding,
    editing,
    holding,
    lists,
    reading,
    talking,
)

app_name = "threads"

urlpatterns = [
    path("threads/", lists.thread_list, name="list"),
    path("threads/ask/", asking.ask, name="ask"),
    path("threads/similar/", asking.similar, name="similar"),
    path("threads/check/", asking.check, name="check"),
    path("threads/<int:pk>/", reading.thread_detail, name="detail"),
    path("threads/<int:pk>/live/", reading.live, name="live"),
    path("threads/<int:pk>/record/", reading.record, name="record"),
    path("threads/<int:pk>/ranking/", reading.ranking, name="ranking"),
    path("threads/<int:pk>/history/", reading.history, name="history"),
    path("threads/<int:pk>/claim/", holding.claim, name="claim"),
    path("threads/<int:pk>/pass/", holding.hand_on, name="pass"),
    path("threads/<int:pk>/renew/", holding.renew, name="renew"),
    path("threads/<int:pk>/release/", holding.release, name="release"),
    path("threads/<int:pk>/answering/", holding.answering, name="answering"),
    path("threads/<int:pk>/ask-info/", deciding.ask_info, name="ask_info"),
    path("threads/<int:pk>/give-info/", deciding.give_info, name="give_info"),
    path("threads/<int:pk>/close/", deciding.close, name="close"),
    path("threads/<int:pk>/reopen/", deciding.reopen, name="reopen"),
    path("threads/<int:pk>/duplicate/", deciding.duplicate, name="duplicate"),
    path("threads/<int:pk>/line/", deciding.line, name="line"),
    path("threads/<int:pk>/line/<int:line_pk>/copy/", deciding.line_copy, name="line_copy"),
    path("threads/<int:pk>/draft/", deciding.draft, name="draft"),
    path("threads/<int:pk>/edit/", editing.edit, name="edit"),
    path("threads/<int:pk>/move/", editing.move, name="move"),
    path("threads/<int:pk>/join/", editing.join, name="join"),
    path("threads/<int:pk>/urgency/", editing.urgency, name="urgency"),
    path("threads/<int:pk>/merge/", editing.merge, name="merge"),
    path("threads/<int:pk>/split/", editing.split, name="split"),
    path("threads/<int:pk>/pick/", editing.pick, name="pick"),
    path("threads/<int:pk>/comment/", talking.comment, name="comment"),
    path("threads/<int:pk>/comments/<int:comment_pk>/", talking.comment_edit, name="comment_edit"),
    path("threads/<int:pk>/comments/<int:comment_pk>/reply/", talking.reply, name="reply"),
    path(
        "threads/<int:pk>/comments/<int:comment_pk>/remove/",
        talking.comment_remove,
        name="comment_remove",
    ),
    path("threads/<int:pk>/answer/", answering.answer, name="answer"),
    path("threads/<int:pk>/answers/<int:answer_pk>/", answering.correct, name="correct"),
    path(
        "threads/<int:pk>/answers/<int:answer_pk>/history/",
        reading.answer_history,
        name="answer_history",
    ),
    path("threads/<int:pk>/answers/<int:answer_pk>/withdraw/", answering.withdraw, name="withdraw"),
    path(
        "threads/<int:pk>/answers/<int:answer_pk>/bring-back/",
        answering.bring_back,
        name="bring_back",
    ),
    path("threads/<int:pk>/answers/<int:answer_pk>/accept/", answering.accept, name="accept"),
    path("threads/<int:pk>/answers/<int:answer_pk>/unaccept/", answering.unaccept, name="unaccept"),
    path("threads/<int:pk>/answers/<int:answer_pk>/helped/", answering.helped, name="helped"),
    path("threads/<int:pk>/answers/<int:answer_pk>/unhelped/", answering.unhelped, name="unhelped"),
    path(
        "threads/<int:pk>/answers/<int:answer_pk>/comment/",
        talking.comment_answer,
        name="comment_answer",
    ),
]
