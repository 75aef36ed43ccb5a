"""Health is for probes, which do not sign in."""

from tests.access import expect

ROUTES = {
    "healthz": expect(everyone=200),
    "readyz": expect(everyone=503),  # no worker runs during tests
}
