from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from articles.models import Picture

COLORS: dict[str, Any] = {"P": 3, "RGBA": (0, 120, 120, 90), "LA": (120, 90)}


def picture_file(
    kind: str = "PNG", size: tuple[int, int] = (30, 20), mode: str = "RGB", **options: object
) -> SimpleUploadedFile:
    written = BytesIO()
    Image.new(mode, size, COLORS.get(mode, "teal")).save(written, kind, **options)
    return SimpleUploadedFile(f"picture.{kind.lower()}", written.getvalue(), f"image/{kind.lower()}")


def take_in(kind: str = "JPEG", size: tuple[int, int] = (1200, 800), **columns: object) -> Picture:
    """As an upload would; the test gives a media folder."""
    return Picture.objects.take_in(picture_file(kind, size), by=None, **{"alt": "A boat"} | columns)[0]
