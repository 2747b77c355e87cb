from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture_file(
    kind: str = "PNG", size: tuple[int, int] = (30, 20), mode: str = "RGB", **options: object
) -> SimpleUploadedFile:
    written = BytesIO()
    Image.new(mode, size, "teal" if mode != "P" else 3).save(written, kind, **options)
    return SimpleUploadedFile(f"picture.{kind.lower()}", written.getvalue(), f"image/{kind.lower()}")
