"""Photos: checked by content, re-encoded to two square WebP files under a random name."""

import secrets
import warnings
from functools import partial
from io import BytesIO
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.models import User

SIZES = (256, 96)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000


@transaction.atomic
def set_avatar(person: User, *, file: IO[bytes]) -> User:
    """Raises ValidationError (not a picture, too large). The old files go after the commit."""
    square = _read_square(file)
    key = secrets.token_hex(16)
    names = []
    for size in SIZES:
        buffer = BytesIO()
        square.resize((size, size), Image.Resampling.LANCZOS).save(buffer, "WEBP", quality=82)
        name = avatar_file(key, size=size)
        default_storage.save(name, ContentFile(buffer.getvalue()))
        names.append(name)
    return _replace_avatar(person, names[0])


@transaction.atomic
def remove_avatar(person: User) -> User:
    return _replace_avatar(person, "")


def avatar_file(key: str, *, size: int) -> str:
    return f"avatars/{key}-{size}.webp"


def _replace_avatar(person: User, name: str) -> User:
    old = str(person.avatar.name or "")
    person.avatar.name = name
    person.save(update_fields=["avatar"])
    if old:
        key = old.rsplit("/", 1)[-1].split("-", 1)[0]
        for size in SIZES:
            stale = avatar_file(key, size=size)
            transaction.on_commit(partial(default_storage.delete, stale))
    return person


def _read_square(file: IO[bytes]) -> Image.Image:
    """The picture upright, without metadata, cut to its middle square."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The photo is larger than 8 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("The photo has too many pixels."))
            picture.draft("RGB", (1024, 1024))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise ValidationError(_("This is not a photo: choose a JPEG, PNG or WebP file.")) from error
    return ImageOps.fit(upright, (SIZES[0], SIZES[0]))
