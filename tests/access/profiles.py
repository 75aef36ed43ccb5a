"""Everybody reads the channels, administrators set them up; managers word their teams."""

from django.urls import reverse

from knowledge.replies.models import ChannelProfile
from tests.access import SIGN_IN, Cast, expect


def _profile(_cast: Cast) -> str:
    return reverse("replies:profile", args=[ChannelProfile.objects.get(channel="chat").pk])


def _retire(_cast: Cast) -> str:
    return reverse("replies:profile_retire", args=[ChannelProfile.objects.get(channel="chat").pk])


ROUTES = {
    "replies:profiles": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=403, administrator=422, stranger=SIGN_IN),
    ],
    "replies:profile": expect(url=_profile, everyone=403, administrator=200, stranger=SIGN_IN),
    "replies:profile_retire": expect(
        "post", url=_retire, everyone=403, administrator=303, stranger=SIGN_IN
    ),
    "replies:sentences": expect(everyone=403, manager=200, administrator=200, stranger=SIGN_IN),
}
