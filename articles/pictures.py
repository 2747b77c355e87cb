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

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
SEVERAL_IN_ONE = {"MPO": "JPEG"}  # what telephones write: a JPEG with a preview or a gain map behind it
QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 85, "progressive": True, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85},
    "AVIF": {"quality": 75, "speed": 8},
}
type Upload = UploadedFile[Any]

MOST_BYTES = 20 * 2**20
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2_400


def refuse(code: str, message: Any) -> ValidationError:
    return ValidationError(message, code)


def reencode(upload: Upload) -> SimpleUploadedFile:
    """The same picture without metadata, upright, in sRGB, at most 2,400 pixels long; its name is a digest of it."""
    if (upload.size or 0) > MOST_BYTES:
        raise refuse("too_large", _("The picture has more than 20 MB. Save it smaller and try again."))
    image = _opened(upload)
    kind = SEVERAL_IN_ONE.get(str(image.format), str(image.format))
    written = BytesIO()
    _prepared(image).save(written, kind, **QUALITY[kind])
    name = f"{hashlib.sha256(written.getvalue()).hexdigest()[:24]}.{FORMATS[kind]}"
    return SimpleUploadedFile(name, written.getvalue(), Image.MIME[kind])


def _opened(upload: Upload) -> Image.Image:
    """The header tells format and pixels; only then is anything decoded."""
    try:
        image: Image.Image = Image.open(upload, formats=list(FORMATS))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise refuse("invalid_image", _("This is not a JPEG, PNG, WebP or AVIF picture.")) from error
    if image.width * image.height > MOST_PIXELS:
        raise refuse("too_many_pixels", _("The picture has more than 50 megapixels. Save it smaller and try again."))
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
    transparent = image.has_transparency_data and image.format != "JPEG"
    if profile and image.mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile costs some color, not the picture
    return image.convert("RGBA" if transparent else "RGB")


class PictureFormField(forms.ImageField):
    def to_python(self, data: Any) -> Any:
        upload = forms.FileField.to_python(self, data)
        return reencode(upload) if isinstance(upload, UploadedFile) else upload


class PictureField(models.ImageField):
    """An image field whose every form, the admin's included, takes a picture in by `reencode`."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PictureFormField, **kwargs})
