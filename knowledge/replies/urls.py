"""Routes of reply records."""

from django.urls import path

from knowledge.replies.views import complaints, mine, policy, spokespersons, told_first
from knowledge.replies.views import copying as views

app_name = "replies"

urlpatterns = [
    path("replies/", mine.mine, name="mine"),
    path("replies/copy/", views.copy, name="copy"),
    path("replies/texts/", views.texts, name="texts"),
    path("replies/record/", views.record, name="record"),
    path("replies/channel/", views.channel, name="channel"),
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
