"""Every write to articles."""

from knowledge.articles.actions.discussion import (
    comment_on_article,
    decide_article_flag,
    edit_article_comment,
    flag_article,
    remove_article_comment,
)
from knowledge.articles.actions.drafts import (
    discard_draft,
    rebase_draft,
    save_draft,
    start_adjustment,
    start_article_draft,
    start_draft,
)
from knowledge.articles.actions.lifecycle import (
    archive_article,
    hand_over,
    restore_article,
    verify_article,
)
from knowledge.articles.actions.publish import (
    change_settings,
    publish_article,
    publish_revision,
    restore_revision,
)
from knowledge.articles.actions.refreshing import refresh_stale_texts
from knowledge.articles.actions.requests import (
    answer_request,
    claim_request,
    decline_request,
    join_request,
    leave_request,
    move_request,
    release_request,
    request_article,
    start_requested_draft,
)
from knowledge.articles.actions.suggestions import (
    accept_suggestion,
    decline_suggestion,
    suggest_edit,
    withdraw_suggestion,
)

__all__ = [
    "accept_suggestion",
    "answer_request",
    "archive_article",
    "change_settings",
    "claim_request",
    "comment_on_article",
    "decide_article_flag",
    "decline_request",
    "decline_suggestion",
    "discard_draft",
    "edit_article_comment",
    "flag_article",
    "hand_over",
    "join_request",
    "leave_request",
    "move_request",
    "publish_article",
    "publish_revision",
    "rebase_draft",
    "refresh_stale_texts",
    "release_request",
    "remove_article_comment",
    "request_article",
    "restore_article",
    "restore_revision",
    "save_draft",
    "start_adjustment",
    "start_article_draft",
    "start_draft",
    "start_requested_draft",
    "suggest_edit",
    "verify_article",
    "withdraw_suggestion",
]
