"""Serving attachments: images inline, everything else as a download, to readers only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csp.constants import NONE
from csp.decorators import csp
from django.conf import settings
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, parse_etags, quote_etag
from django.views.decorators.http import require_safe

from knowledge.passages.queries import readable_attachments

if TYPE_CHECKING:
    from django.core.files.base import File
    from django.http import HttpRequest, HttpResponseBase

    from knowledge.passages.models import Attachment

INLINE = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"})
POLICY = {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": True}


@require_safe
@csp(POLICY)  # type: ignore[arg-type]
def attachment(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """The file itself. Its name in the address is for people: only the key counts."""
    found = _readable(request, key)
    return _serve(request, found, found.file, found.content_type)


@require_safe
@csp(POLICY)  # type: ignore[arg-type]
def thumbnail(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """The small image; the file itself where there is none."""
    found = _readable(request, key)
    if not found.is_image:
        raise Http404
    return _serve(request, found, found.thumbnail or found.file, found.content_type, small=True)


def _readable(request: HttpRequest, key: str) -> Attachment:
    person = request.user
    found = readable_attachments(person, [key]).get(key) if person.is_authenticated else None
    if found is None:
        raise Http404
    return found


def _serve(
    request: HttpRequest,
    found: Attachment,
    file: File[bytes],
    content_type: str,
    *,
    small: bool = False,
) -> HttpResponseBase:
    """A browser may keep the file but asks each time: a terminal is shared, a right is withdrawn."""
    etag = quote_etag(found.sha256[:32] + ("-small" if small else ""))
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        is_inline = content_type in INLINE
        shown = content_type if is_inline else "application/octet-stream"
        response = FileResponse(_opened(file), content_type=shown)
        header = content_disposition_header(not is_inline, found.name)
        response.headers["Content-Disposition"] = header or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _opened(file: File[bytes]) -> File[bytes]:
    """Refuses whatever lies outside of the media folder, links included."""
    path = Path(file.path).resolve()  # type: ignore[attr-defined]
    if not path.is_relative_to(Path(settings.MEDIA_ROOT).resolve()) or not path.is_file():
        raise Http404
    file.open("rb")
    return file
