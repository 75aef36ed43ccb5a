"""Words of passages to one reply in the form of a channel. Pure: no row is read here, no rule of who may
be told what is decided here (`knowledge.passages.replying` does, before).
"""

from knowledge.replies.composing.forms import compose
from knowledge.replies.composing.shapes import (
    Composed,
    Part,
    ProfileShape,
    Sentences,
    Trouble,
)

__all__ = ["Composed", "Part", "ProfileShape", "Sentences", "Trouble", "compose"]
