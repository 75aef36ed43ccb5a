"""Articles that the demo company misses, and who waits for them."""

from __future__ import annotations

from knowledge.articles.actions.requests import decline_request, join_request, request_article
from knowledge.articles.models import WritingRequest
from knowledge.exchange.halage.company import Company, Table
from knowledge.exchange.halage.library import days_ago


def load_requests(table: Table, company: Company) -> None:
    """Everything of the parsed requests.toml."""
    for row in table["requests"]:
        first, *others = (company.people[email] for email in row["people"])
        request = request_article(
            person=first,
            words=row["words"],
            note=row["note"],
            area=company.areas[row["area"]],
        )
        for person in others:
            join_request(request=request, person=person)
        if word := row.get("declined"):
            decline_request(request=request, by=company.people[row["by"]], word=word)
        asked = days_ago(row["days_ago"])
        WritingRequest.objects.filter(pk=request.pk).update(created_at=asked)
