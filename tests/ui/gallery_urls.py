"""The site with its gallery, which otherwise exists in DEBUG only, and a page that keeps a draft."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path

from knowledge.ui.drafts import draft_key
from knowledge.ui.urls import GALLERY

DRAFT = Template(
    """{% extends "base.html" %}{% load static %}
{% block title %}Draft{% endblock %}
{% block main %}<h1>Draft</h1>
<draft-keeper data-draft-url="/try/save/" data-person="{{ person }}" data-draft="d1"
  data-version="3" data-saved-at="2026-01-01T00:00:00Z" data-key="{{ key }}">
{% draft_states stored_url="/try/stored/" %}
<form method="post" action="/try/draft/"><input type="hidden" name="version" value="3">
<label for="t">Title</label><input id="t" name="title" value="As stored">
<label><input type="checkbox" name="flag" value="1"> Flag</label></form></draft-keeper>
<form method="post" action="/try/left/" data-sign-out><button>Leave</button></form>{% endblock %}
{% block scripts %}<script type="module" src="{% static 'js/editor.js' %}" nonce="{{ csp_nonce }}">
</script>{% endblock %}"""
)


@login_not_required
def draft(request: HttpRequest) -> HttpResponse:
    person = request.GET.get("person", "1")
    context = {"person": person, "key": draft_key(int(person))}
    html = DRAFT.render(RequestContext(request, context))
    return HttpResponse(html.replace('data-person=""', f'data-person="{person}"'))


urlpatterns = [
    path("try/draft/", draft),
    path("", include((GALLERY, "ui_gallery"), namespace="ui_gallery")),
    path("", include("knowledge.urls")),
]
