"""Fields: label, help and errors are tied to the control."""

import re
from typing import Any

from django.conf import settings
from django.template import Context, Template

from knowledge.ui.gallery_forms import SampleForm, wrong_form


def draw(source: str, **values: Any) -> str:
    return Template(source).render(Context(values))


def test_an_error_is_tied_to_its_control() -> None:
    html = draw("{% field form.email %}", form=wrong_form())
    assert 'aria-invalid="true"' in html
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', html)
    assert described
    assert all(f'id="{name}"' in html for name in described[1].split())


def test_help_is_tied_to_its_control() -> None:
    html = draw("{% field form.title %}", form=SampleForm())
    assert 'aria-describedby="id_title_helptext"' in html
    assert 'id="id_title_helptext"' in html


def test_a_group_of_choices_is_a_fieldset_with_its_errors() -> None:
    html = draw("{% field form.areas %}", form=wrong_form())
    assert "<fieldset" in html
    assert 'id="id_areas_error"' in html
    described = re.search(r'<fieldset[^>]*aria-describedby="([^"]+)"', html)
    assert described
    assert "id_areas_error" in described[1]


def test_a_form_names_all_its_errors_first_and_leads_to_each() -> None:
    form = wrong_form()
    html = draw("{% form_errors form %}", form=form)
    for target in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{target}"' in draw("{{ form }}", form=form)
    assert "things to put right" in html
    assert draw("{% form_errors form %}", form=SampleForm()).strip() == ""


def test_our_class_joins_the_forms_own() -> None:
    assert 'class="input input--minutes"' in draw("{% control form.minutes %}", form=SampleForm())


def test_the_whole_form_is_drawn_by_our_renderer() -> None:
    html = str(SampleForm())
    assert html.count('class="field"') == len(SampleForm().fields)


def test_the_editor_is_a_plain_textarea_without_javascript() -> None:
    html = draw('{% markdown_editor form.answer upload_url="/u/" %}', form=SampleForm())
    assert 'role="toolbar"' in html
    assert "<textarea" in html
    assert 'data-upload-url="/u/"' in html
    sheet = (settings.ROOT / "static/css/components/editor.css").read_text()
    assert "@media (scripting: none) { .editor__bar { display: none; } }" in sheet
