"""The key that seals a person's drafts on a shared device; see static/js/draft-store.js."""

from __future__ import annotations

import base64

from django.utils.crypto import salted_hmac


def draft_key(person_id: int) -> str:
    """32 bytes in base64, the same for a person as long as SECRET_KEY is; never stored."""
    digest = salted_hmac("knowledge.ui.drafts", str(person_id), algorithm="sha256").digest()
    return base64.b64encode(digest).decode()
