"""Routes of search."""

from django.urls import path

from knowledge.search.views import browser, outcomes, results, saved, suggestions, synonyms

app_name = "search"

urlpatterns = [
    path("search/", results.results, name="results"),
    path("search/palette/", results.palette, name="palette"),
    path("search/suggest/", suggestions.complete, name="suggest"),
    path("search/suggest/browser/", suggestions.browser_suggest, name="browser_suggest"),
    path("search/go/<uuid:key>/<slug:kind>/<int:object_id>/", outcomes.go, name="go"),
    path("search/left/<uuid:key>/", outcomes.left, name="left"),
    path("search/save/", saved.save, name="save"),
    path("search/saved/<int:pk>/", saved.open_saved, name="saved"),
    path("search/saved/<int:pk>/rename/", saved.rename, name="saved_rename"),
    path("search/saved/<int:pk>/tell/", saved.tell, name="saved_tell"),
    path("search/saved/<int:pk>/delete/", saved.delete, name="saved_delete"),
    path("search/browser/", browser.browser, name="browser"),
    path("opensearch.xml", browser.opensearch, name="opensearch"),
    path("search/synonyms/", synonyms.synonym_index, name="synonyms"),
    path("search/synonyms/new/", synonyms.synonym_new, name="synonym_new"),
    path("search/synonyms/import/", synonyms.synonym_import, name="synonym_import"),
    path("search/synonyms/<int:pk>/", synonyms.synonym_edit, name="synonym_edit"),
    path("search/synonyms/<int:pk>/delete/", synonyms.synonym_delete, name="synonym_delete"),
]
