"""The protocol of web push, held to the standards' own example; and the key that an operator gives."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command

from knowledge.environment import Environment
from knowledge.notifications.webpush import (
    WrongKey,
    public_key_of,
    read_point,
    read_secret,
    sealed,
)
from tests.notifications.subscribing import SERVER_KEY, raw, text_of

BROWSER_POINT = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
BROWSER_SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6"
    "TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qul"
    "cy4a-fN"
)


def test_sealing_gives_what_the_standard_gives_as_its_example() -> None:
    """RFC 8291, appendix A."""
    made = sealed(
        b"When I grow up, I want to be a watermelon",
        point=read_point(BROWSER_POINT),
        secret=read_secret(BROWSER_SECRET),
        salt=raw("DGv6ra1nlYgDCS1FRnbzlw"),
        own=ec.derive_private_key(int.from_bytes(raw(SERVER_KEY)), ec.SECP256R1()),
    )
    assert text_of(made) == SEALED


@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        (read_point, ""),
        (read_point, "!"),
        (read_point, BROWSER_POINT[:-4]),
        (read_point, "B" + "A" * 86),
        (read_point, "é" * 87),
        (read_secret, "AAAA"),
    ],
)
def test_what_is_no_key_is_refused(read: Callable[[str], bytes], wrong: str) -> None:
    with pytest.raises(WrongKey):
        read(wrong)


def test_the_command_makes_a_key_that_the_settings_take(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    call_command("push_keys")
    said = capsys.readouterr()
    made = dict(line.split("=", 1) for line in said.out.splitlines())
    for name, value in made.items():
        monkeypatch.setenv(name, value)
    env = Environment.read(tmp_path)
    assert env.outward.vapid_private_key == made["VAPID_PRIVATE_KEY"]
    assert env.outward.vapid_subject == "mailto:terroir@localhost"
    assert len(raw(public_key_of(env.outward.vapid_private_key))) == 65
    assert ".env" in said.err
