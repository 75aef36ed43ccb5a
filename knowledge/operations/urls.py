"""Routes of health checks, at the root and without a namespace: probes expect these names."""

from django.urls import path

from knowledge.operations import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
