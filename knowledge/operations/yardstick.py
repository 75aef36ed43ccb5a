"""`make bench` asks for this page to know the machine: the least a signed-in view can do."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def bare(request: HttpRequest) -> HttpResponse:
    """Middleware, session and person, and nothing else."""
    return HttpResponse(f"{request.user.pk}")
