"""The policy, spokespersons, complaints and what customers knew first."""

from django.urls import reverse

from knowledge.replies.actions.complaints import raise_complaint
from knowledge.replies.actions.policy import publish_policy
from knowledge.replies.actions.spokespersons import name_spokesperson
from knowledge.replies.actions.told_first import record_told_first
from tests.access import SIGN_IN, Cast, expect
from tests.factories import restrict_area
from tests.replies.speaking import make_procedure


def _version(cast: Cast) -> str:
    version = publish_policy(by=cast.administrator, source="Be kind.", source_fr="", after=0)
    return reverse("replies:policy_version", args=[version.number])


def _file(cast: Cast) -> str:
    _version(cast)
    return reverse("replies:policy_file")


def _spokespersons(cast: Cast) -> str:
    restrict_area(cast.area, cast.team)
    return reverse("replies:spokespersons", args=[cast.area.slug])


def _dismiss(cast: Cast) -> str:
    row = name_spokesperson(area=cast.area, person=cast.expert, by=cast.lead)
    restrict_area(cast.area, cast.team)
    return reverse("replies:spokesperson_dismiss", args=[cast.area.slug, row.pk])


def _complaint(cast: Cast) -> str:
    make_procedure(owner=cast.expert, by=cast.administrator)
    complaint = raise_complaint(person=cast.contact, area=cast.area, about="A late engineer")
    return complaint.get_absolute_url()


def _step(cast: Cast) -> str:
    return f"{_complaint(cast)}steps/1/"


def _reopen(cast: Cast) -> str:
    return f"{_complaint(cast)}reopen/"


def _procedure(cast: Cast) -> str:
    make_procedure(owner=cast.expert, by=cast.administrator)
    restrict_area(cast.area, cast.team)
    return reverse("replies:procedure", args=[cast.area.slug])


def _told_first(cast: Cast) -> str:
    return record_told_first(person=cast.contact, area=cast.area).get_absolute_url()


def _told_first_remove(cast: Cast) -> str:
    return f"{_told_first(cast)}remove/"


THEIR_OWN = {"everyone": 404, "contact": 200, "expert": 200, "lead": 200, "administrator": 200}
TO_HANDLE = {name: answer if answer == 404 else 303 for name, answer in THEIR_OWN.items()}

ROUTES = {
    "replies:policy": expect(everyone=200, stranger=SIGN_IN),
    "replies:policy_version": expect(url=_version, everyone=200, stranger=SIGN_IN),
    "replies:policy_accept": expect("post", everyone=303, stranger=SIGN_IN),
    "replies:policy_edit": expect(everyone=403, administrator=200, stranger=SIGN_IN),
    "replies:policy_acceptances": expect(everyone=403, administrator=200, stranger=SIGN_IN),
    "replies:policy_file": expect(url=_file, everyone=403, administrator=200, stranger=SIGN_IN),
    "replies:spokespersons": [
        expect(url=_spokespersons, everyone=200, outsider=404, stranger=SIGN_IN),
        expect(
            "post",
            url=_spokespersons,
            everyone=403,
            outsider=404,
            lead=422,
            administrator=422,
            stranger=SIGN_IN,
        ),
    ],
    "replies:spokesperson_dismiss": expect(
        "post",
        url=_dismiss,
        everyone=403,
        outsider=404,
        lead=303,
        administrator=303,
        stranger=SIGN_IN,
    ),
    "replies:hand_over": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=422, stranger=SIGN_IN),
    ],
    "replies:complaints": expect(everyone=200, stranger=SIGN_IN),
    "replies:complaint_new": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=422, stranger=SIGN_IN),
    ],
    "replies:complaint": [
        expect(url=_complaint, **THEIR_OWN, stranger=SIGN_IN),
        expect(
            "post",
            url=_complaint,
            data={"outcome": "Called back, settled."},
            **TO_HANDLE,
            stranger=SIGN_IN,
        ),
    ],
    "replies:complaint_step": expect(
        "post", url=_step, data={"done": "1"}, **TO_HANDLE, stranger=SIGN_IN
    ),
    "replies:complaint_reopen": expect("post", url=_reopen, **TO_HANDLE, stranger=SIGN_IN),
    "replies:procedures": expect(everyone=200, stranger=SIGN_IN),
    "replies:procedure_company": expect(everyone=403, administrator=200, stranger=SIGN_IN),
    "replies:procedure": [
        expect(
            url=_procedure,
            everyone=403,
            outsider=404,
            lead=200,
            administrator=200,
            stranger=SIGN_IN,
        ),
        expect(
            "post",
            url=_procedure,
            everyone=403,
            outsider=404,
            lead=422,
            administrator=422,
            stranger=SIGN_IN,
        ),
    ],
    "replies:told_first": [
        expect(everyone=200, stranger=SIGN_IN),
        expect("post", everyone=303, stranger=SIGN_IN),
    ],
    "replies:told_first_one": expect(
        url=_told_first,
        everyone=404,
        contact=200,
        lead=200,
        administrator=200,
        stranger=SIGN_IN,
    ),
    "replies:told_first_remove": expect(
        "post", url=_told_first_remove, everyone=404, contact=303, stranger=SIGN_IN
    ),
}
