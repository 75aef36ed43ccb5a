"""A procedure for complaints, for tests that need one."""

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.replies.actions.complaints import Step, keep_procedure
from knowledge.replies.models import Procedure

STEPS = (Step("Confirm that we have it", "Accuser réception", 4), Step("Call back", "Rappeler", 24))


def make_procedure(*, owner: User, by: User, area: Area | None = None) -> Procedure:
    return keep_procedure(
        area=area,
        owner=owner,
        steps=STEPS,
        words="We look into it and call you back.",
        words_fr="Nous étudions votre demande et vous rappelons.",
        by=by,
    )
