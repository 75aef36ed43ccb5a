"""Routes of health checks, at the root and without a namespace: probes expect these names."""

from django.conf import settings
from django.urls import path

from knowledge.operations import health, yardstick

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

if settings.BENCH:
    urlpatterns.append(path("bench/bare/", yardstick.bare, name="bench_bare"))
