"""Words for a channel, a delicate topic and a watched name, for pages that show them."""

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.passages.watching_actions import set_policy, watch_name
from knowledge.replies.actions.sensitive import approve_wording, mark_sensitive
from knowledge.replies.actions.variants import write_variant
from tests.factories import make_topic


def make_rules(article: Article, lead: User) -> None:
    """The topic "Fires" is delicate; the article has words for chat beside its first revision."""
    write_variant(
        article=article,
        revision=article.revisions.get(number=1),
        by=lead,
        channel="chat",
        language="en",
        words="It catches up. A visit would cost 12 €.",
    )
    delicate = mark_sensitive(topic=make_topic("Fires"), by=lead, reason="An inquiry is open.")
    for words in ("We look into it.", "We know more tomorrow."):
        approve_wording(sensitive=delicate, by=lead, language="en", words=words)
    watch_name(name="Zhongxing", by=lead, note="say “our box”")
    set_policy(kind="name", policy="block", by=lead)
