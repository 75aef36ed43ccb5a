"""Uploaded files: types told by content, images made anew, nothing trusted.

An image is decoded and encoded again (so a polyglot, a hidden script or a GPS position doesn't survive),
turned upright, kept to 2,400 px and given a thumbnail of 640 px. Other files pass only when their content is
one of a few known types; they are served as downloads.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import re
import unicodedata
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from knowledge.passages.models import Attachment, AudienceChoices, new_key

if TYPE_CHECKING:
    from django.core.files.base import File

    from accounts.models import User

MAX_IMAGE_BYTES = 15 * 1024 * 1024
MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 2400
THUMBNAIL_SIDE = 640
LONGEST_MIME_TYPE = 200
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)
IMAGE_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
OFFICE = {
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A file that may be kept: its bytes as they will be served, and their true type."""

    content: bytes
    content_type: str
    extension: str
    thumbnail: bytes = b""
    width: int | None = None
    height: int | None = None


@transaction.atomic
def keep_upload(*, file: File[bytes], by: User) -> Attachment:
    """Check and keep a file. Raises ValidationError that says what to do; nothing is kept then."""
    if (file.size or 0) > MAX_FILE_BYTES:
        raise ValidationError(
            _(
                "“%(name)s” has %(size)s; files may have %(most)s. Link to it where it is kept instead."
            ),
            params={
                "name": file.name,
                "size": filesizeformat(file.size or 0),
                "most": filesizeformat(MAX_FILE_BYTES),
            },
        )
    checked = check(file.read(), str(file.name))
    attachment = Attachment(
        key=new_key(),
        name=tidy_name(str(file.name), checked.extension),
        content_type=checked.content_type,
        size=len(checked.content),
        width=checked.width,
        height=checked.height,
        audience=AudienceChoices.INTERNAL,
        sha256=hashlib.sha256(checked.content).hexdigest(),
        uploaded_by=by,
    )
    attachment.file.save(f"file.{checked.extension}", ContentFile(checked.content), save=False)
    if checked.thumbnail:
        attachment.thumbnail.save(
            f"small.{checked.extension}", ContentFile(checked.thumbnail), save=False
        )
    attachment.full_clean()
    attachment.save()
    return attachment


def check(content: bytes, name: str) -> Checked:
    """Find the true type of a file by its content. Raises ValidationError."""
    if not content:
        raise ValidationError(_("“%(name)s” is empty."), params={"name": name})
    image = _image(content, name)
    if image is not None:
        return image
    found = _document(content)
    if found is None:
        raise ValidationError(
            _(
                "“%(name)s” is of a type that can't be kept here. Images (PNG, JPEG, WebP, GIF), PDF, office"
                " documents, plain text and CSV can."
            ),
            params={"name": name},
        )
    extension, content_type = found
    return Checked(content=content, content_type=content_type, extension=extension)


def tidy_name(name: str, extension: str) -> str:
    """A file name safe in an address and a header, ending as its true type says."""
    stem = PurePosixPath(unicodedata.normalize("NFC", name.replace("\\", "/"))).stem
    stem = re.sub(r"[^\w .()-]+", "-", stem).strip(" .-") or "file"
    return f"{stem[:120]}.{extension}"


def _image(content: bytes, name: str) -> Checked | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=IMAGE_FORMATS)
            if picture.width * picture.height > MAX_PIXELS or len(content) > MAX_IMAGE_BYTES:
                raise ValidationError(
                    _(
                        "“%(name)s” is too large. Make it %(side)d pixels wide or less and try again."
                    ),
                    params={"name": name, "side": MAX_SIDE},
                )
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except UnidentifiedImageError:
        return None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as broken:
        raise ValidationError(
            _("“%(name)s” can't be read as an image. Export it again as PNG or JPEG."),
            params={"name": name},
        ) from broken
    upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    large, kind, extension = _encode(upright, picture.format or "")
    width, height = upright.size
    small = b""
    if max(width, height) > THUMBNAIL_SIDE:
        upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
        small = _encode(upright, picture.format or "")[0]
    return Checked(
        content=large,
        content_type=kind,
        extension=extension,
        thumbnail=small,
        width=width,
        height=height,
    )


def _encode(picture: Image.Image, given: str) -> tuple[bytes, str, str]:
    """Photographs become JPEG, everything else PNG: both can be pasted anywhere."""
    target = io.BytesIO()
    if given == "JPEG":
        picture.convert("RGB").save(target, "JPEG", quality=85, optimize=True, progressive=True)
        return target.getvalue(), "image/jpeg", "jpg"
    mode = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    picture.convert(mode).save(target, "PNG", optimize=True)
    return target.getvalue(), "image/png", "png"


def _document(content: bytes) -> tuple[str, str] | None:
    if content.startswith(b"%PDF-"):
        return "pdf", "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    printable = not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    return ("txt", "text/plain") if printable else None


def _office(content: bytes) -> tuple[str, str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < LONGEST_MIME_TYPE:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
                return (OPEN_DOCUMENT[kind], kind) if kind in OPEN_DOCUMENT else None
    except BROKEN_ARCHIVE:
        return None
    if "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        return None
    for folder, found in OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return found
    return None
