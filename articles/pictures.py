"""Pictures that enter: of known formats, of bearable size, written anew so that nothing but the picture stays."""

import hashlib
import struct
from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

KNOWN = ("JPEG", "PNG", "WEBP", "AVIF")
QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "progressive": True, "optimize": True},
    "PNG": {"optimize": True},
}
ENDINGS = {"JPEG": "jpg", "PNG": "png"}
type Upload = UploadedFile[Any]

SRGB = ImageCms.createProfile("sRGB")
MOST_BYTES = 20 * 2**20
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2_400
RENDERING = 2  # the number of the rules in `renditions`; raise it when other files are to be made


class CleanPicture(SimpleUploadedFile):
    """Written by us; `digest` is that of the file as it came, by which it is known when it comes again."""

    def __init__(self, name: str, content: bytes, kind: str, size: tuple[int, int], digest: str) -> None:
        super().__init__(name, content, Image.MIME[kind])
        self.width, self.height = size
        self.digest = digest


def refuse(code: str, message: Any) -> ValidationError:
    return ValidationError(message, code)


def reencode(upload: Upload) -> CleanPicture:
    """The same picture without metadata, upright, in sRGB, at most 2,400 pixels long, as a JPEG or PNG that every
    program reads; its name is a digest of it."""
    if isinstance(upload, CleanPicture):
        return upload
    if (upload.size or 0) > MOST_BYTES:
        raise refuse("too_large", _("The picture has more than 20 MB. Save it smaller and try again."))
    image = _opened(upload)
    prepared = _prepared(image)
    kind = "PNG" if image.format == "PNG" or prepared.mode == "RGBA" else "JPEG"
    written = BytesIO()
    prepared.save(written, kind, **QUALITY[kind])
    name = f"{hashlib.sha256(written.getvalue()).hexdigest()[:24]}.{ENDINGS[kind]}"
    return CleanPicture(name, written.getvalue(), kind, prepared.size, _digest(upload))


def _digest(upload: Upload) -> str:
    upload.seek(0)
    return hashlib.sha256(upload.read()).hexdigest()


def _opened(upload: Upload) -> Image.Image:
    """The header tells format and pixels; only then is anything decoded."""
    try:
        image: Image.Image = Image.open(upload, formats=KNOWN)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise refuse("invalid_image", _("This is not a JPEG, PNG, WebP or AVIF picture.")) from error
    if image.width * image.height > MOST_PIXELS:
        raise refuse("too_many_pixels", _("The picture has more than 50 megapixels. Save it smaller and try again."))
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than twice what is kept of it
    try:
        image.load()
    except (OSError, ValueError, SyntaxError) as error:
        raise refuse("invalid_image", _("The picture is damaged; it could not be read to its end.")) from error
    return image


def _prepared(image: Image.Image) -> Image.Image:
    upright = _in_srgb(_upright(image))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, struct.error):
        return image  # broken metadata costs the right way up, not the picture


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    transparent = is_transparent(image)
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile costs some color, not the picture
    return _in_eight_bits(image).convert("RGBA" if transparent else "RGB")


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Grays of sixteen bits would all become white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda gray: gray / 256).convert("L")


def is_transparent(image: Image.Image) -> bool:
    """Somewhere in fact: many programs write a channel for it that says nothing."""
    return image.has_transparency_data and image.convert("RGBA").getchannel("A").getextrema()[0] != 255


class PictureFormField(forms.ImageField):
    def to_python(self, data: Any) -> Any:
        upload = forms.FileField.to_python(self, data)
        return reencode(upload) if isinstance(upload, UploadedFile) else upload

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"accept": ",".join(f"image/{kind.lower()}" for kind in KNOWN)}


class PictureField(models.ImageField):
    """An image field whose every form, the admin's included, takes a picture in by `reencode`."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureFormField, **kwargs})
