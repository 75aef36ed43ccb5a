"""Addresses of one's plan, below /time/plan/ and in the namespace of contribution time."""

from django.urls import path

from knowledge.contributions.views import plan_feeds, plans

urlpatterns = [
    path("", plans.plan, name="plan"),
    path("slots/new/", plans.slot_new, name="plan_slot_new"),
    path("slots/<int:pk>/", plans.slot_change, name="plan_slot"),
    path("slots/<int:pk>/end/", plans.slot_end, name="plan_slot_end"),
    path("blocks/new/", plans.block_new, name="plan_block_new"),
    path("blocks/<int:pk>/", plans.block, name="plan_block"),
    path("blocks/<int:pk>/move/", plans.block_move, name="plan_block_move"),
    path("plan.ics", plan_feeds.plan_download, name="plan_file"),
    path("feed/new/", plan_feeds.feed_make, name="plan_feed_make"),
    path("feed/end/", plan_feeds.feed_end, name="plan_feed_end"),
    path("feed/<str:token>.ics", plan_feeds.feed, name="plan_feed"),
]
