from typing import Any

from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.models import Picture


class PictureWidget(ForeignKeyRawIdWidget):
    """The number of a picture, with the picture beside it; a magnifier opens all of them to choose from."""

    class Media:
        css = {"all": ["css/picture-desk.css"]}
        js = [Script("js/picture-choice.js", type="module")]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        number = value if str(value).isdigit() else None
        picture = Picture.objects.filter(pk=number).first() if number else None
        field = super().render(name, value, attrs, renderer)
        return render_to_string("admin/articles/picture/_choice.html", {"picture": picture, "field": field})
