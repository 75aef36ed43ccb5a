"""Routes of reply records."""

from django.urls import path

from knowledge.replies.views import (
    complaints,
    desk,
    learned,
    mine,
    panel,
    panel_parts,
    panel_trays,
    policy,
    profiles,
    spokespersons,
    told_first,
    trays,
)
from knowledge.replies.views import copying as views
from knowledge.replies.views.contacts import contacts
from knowledge.replies.views.credits import credit, credit_answer
from knowledge.replies.views.lint import lint, lint_forget, lint_policies, lint_try
from knowledge.replies.views.reach import reach, reach_of_person
from knowledge.replies.views.recalls import (
    recall,
    recall_new,
    recall_remind,
    recall_settle,
    recalls,
)
from knowledge.replies.views.sensitive import (
    sensitive,
    sensitive_topic,
    sensitive_unmark,
    sensitive_withdraw,
)
from knowledge.replies.views.variants import (
    variant,
    variant_approve,
    variant_confirm,
    variant_remove,
    variants,
)

app_name = "replies"

urlpatterns = [
    path("replies/", mine.mine, name="mine"),
    path("replies/copy/", views.copy, name="copy"),
    path("replies/texts/", views.texts, name="texts"),
    path("replies/record/", views.record, name="record"),
    path("replies/channel/", views.channel, name="channel"),
    path("replies/outcomes/", mine.outcomes, name="outcomes"),
    path("replies/settings/", mine.desk_settings, name="settings"),
    path("replies/<int:pk>/", mine.change, name="change"),
]

urlpatterns += [
    path("replies/policy/", policy.policy, name="policy"),
    path("replies/policy/accept/", policy.policy_accept, name="policy_accept"),
    path("replies/policy/edit/", policy.policy_edit, name="policy_edit"),
    path("replies/policy/people/", policy.policy_acceptances, name="policy_acceptances"),
    path("replies/policy/people/file/", policy.policy_acceptances_file, name="policy_file"),
    path("replies/policy/<int:number>/", policy.policy_version, name="policy_version"),
    path("replies/hand-over/", spokespersons.hand_over, name="hand_over"),
    path("areas/<slug:slug>/spokespersons/", spokespersons.spokespersons, name="spokespersons"),
    path(
        "areas/<slug:slug>/spokespersons/<int:pk>/remove/",
        spokespersons.spokesperson_dismiss,
        name="spokesperson_dismiss",
    ),
]

urlpatterns += [
    path("replies/complaints/", complaints.complaints, name="complaints"),
    path("replies/complaints/new/", complaints.complaint_new, name="complaint_new"),
    path("replies/complaints/<int:pk>/", complaints.complaint, name="complaint"),
    path(
        "replies/complaints/<int:pk>/steps/<int:number>/",
        complaints.complaint_step,
        name="complaint_step",
    ),
    path(
        "replies/complaints/<int:pk>/reopen/", complaints.complaint_reopen, name="complaint_reopen"
    ),
    path("replies/procedures/", complaints.procedures, name="procedures"),
    path("replies/procedures/company/", complaints.procedure, name="procedure_company"),
    path("replies/procedures/<slug:slug>/", complaints.procedure, name="procedure"),
    path("replies/told-first/", told_first.told_first, name="told_first"),
    path("replies/told-first/<int:pk>/", told_first.told_first_one, name="told_first_one"),
    path(
        "replies/told-first/<int:pk>/remove/",
        told_first.told_first_remove,
        name="told_first_remove",
    ),
]

urlpatterns += [
    path("replies/contacts/", contacts, name="contacts"),
    path("replies/reach/", reach, name="reach"),
    path("replies/reach/<slug:slug>/", reach_of_person, name="reach_of"),
    path("replies/recalls/", recalls, name="recalls"),
    path("replies/recalls/new/", recall_new, name="recall_new"),
    path("replies/recalls/<int:pk>/", recall, name="recall"),
    path("replies/recalls/<int:pk>/remind/", recall_remind, name="recall_remind"),
    path("replies/recalls/replies/<int:pk>/", recall_settle, name="recall_settle"),
    path("replies/credit/answers/<int:pk>/", credit_answer, name="credit_answer"),
    path("replies/credit/<slug:slug>/", credit, name="credit"),
    path("replies/credit/<slug:slug>/<int:number>/", credit, name="credit"),
]

_WORDS = "articles/<slug:slug>/variants/"
_ONE = f"{_WORDS}<slug:channel>/<slug:language>/"

urlpatterns += [
    path(_WORDS, variants, name="variants"),
    path(_ONE, variant, name="variant"),
    path(f"{_ONE}confirm/", variant_confirm, name="variant_confirm"),
    path(f"{_ONE}approve/", variant_approve, name="variant_approve"),
    path(f"{_ONE}remove/", variant_remove, name="variant_remove"),
    path("replies/sensitive/", sensitive, name="sensitive"),
    path("replies/sensitive/<slug:slug>/", sensitive_topic, name="sensitive_topic"),
    path("replies/sensitive/<slug:slug>/unmark/", sensitive_unmark, name="sensitive_unmark"),
    path(
        "replies/sensitive/<slug:slug>/<int:pk>/withdraw/",
        sensitive_withdraw,
        name="sensitive_withdraw",
    ),
    path("replies/lint/", lint, name="lint"),
    path("replies/lint/policies/", lint_policies, name="lint_policies"),
    path("replies/lint/try/", lint_try, name="lint_try"),
    path("replies/lint/<int:pk>/forget/", lint_forget, name="lint_forget"),
]

urlpatterns += [
    path("panel/", panel.panel, name="panel"),
    path("panel/connect/", panel.connect, name="panel_connect"),
    path("panel/bookmarklet/", panel.bookmarklet, name="panel_bookmarklet"),
    path("panel/desk/", panel_parts.desk, name="panel_desk"),
    path("panel/found/", panel_parts.found, name="panel_found"),
    path("panel/together/", panel_parts.together, name="panel_together"),
    path("panel/reply/", panel_parts.reply, name="panel_reply"),
    path("panel/collect/", panel_trays.collect, name="panel_collect"),
    path("panel/aside/", panel_trays.aside, name="panel_aside"),
    path("panel/compose/", panel_trays.compose, name="panel_compose"),
    path("panel/finish/", panel_trays.finish, name="panel_finish"),
]

urlpatterns += [
    path("replies/trays/", trays.trays, name="trays"),
    path("replies/trays/collect/", trays.tray_collect, name="tray_collect"),
    path("replies/trays/<int:pk>/", desk.tray, name="tray"),
    path("replies/trays/<int:pk>/measure/", desk.tray_measure, name="tray_measure"),
    path("replies/trays/<int:pk>/finish/", desk.tray_finish, name="tray_finish"),
    path("replies/trays/<int:pk>/card/", desk.tray_card, name="tray_card"),
    path("replies/trays/<int:pk>/switch/", trays.tray_switch, name="tray_switch"),
    path("replies/trays/<int:pk>/settings/", trays.tray_settings, name="tray_settings"),
    path("replies/trays/<int:pk>/do/", trays.tray_act, name="tray_act"),
    path("replies/trays/<int:pk>/passages/<int:row>/", trays.tray_passage, name="tray_passage"),
]

urlpatterns += [
    path("replies/channels/", profiles.profiles, name="profiles"),
    path("replies/channels/<int:pk>/", profiles.profile, name="profile"),
    path("replies/channels/<int:pk>/retire/", profiles.profile_retire, name="profile_retire"),
    path("replies/sentences/", profiles.sentences, name="sentences"),
    path("replies/learned/", learned.learned, name="learned"),
]
