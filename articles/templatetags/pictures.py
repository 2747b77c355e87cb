from django import template
from django.utils.safestring import SafeString

from articles import picture_html
from articles.models import Picture

register = template.Library()


@register.simple_tag
def show_picture(picture: Picture, place: str, alt: str | None = None) -> SafeString:
    """`place` is a key of `picture_html.PLACES`."""
    return picture_html.write(picture, picture_html.PLACES[place], alt)
