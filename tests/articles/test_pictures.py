"""Pictures that people upload: known formats, bearable sizes, and nothing in them but the picture."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageCms, PngImagePlugin

from accounts.models import User
from articles import pictures
from articles.models import Picture
from articles.pictures import reencode
from tests.articles.pictures import picture_file


def opened(upload: SimpleUploadedFile) -> Image.Image:
    return Image.open(BytesIO(upload.read()))


def code_of(upload: SimpleUploadedFile) -> str | None:
    with pytest.raises(ValidationError) as caught:
        reencode(upload)
    return caught.value.code


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [
        ("JPEG", "RGB", "JPEG"),
        ("PNG", "RGB", "PNG"),
        ("WEBP", "RGB", "JPEG"),
        ("AVIF", "RGB", "JPEG"),
        ("WEBP", "RGBA", "PNG"),
        ("AVIF", "RGBA", "PNG"),
    ],
)
def test_known_formats_become_one_that_every_program_reads(kind: str, mode: str, expected: str) -> None:
    image = opened(reencode(picture_file(kind, (40, 30), mode)))
    assert (image.format, image.size, image.mode) == (expected, (40, 30), mode)


def test_where_and_when_it_was_taken_is_not_published() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    upload = picture_file("JPEG", exif=exif, comment=b"private remark", icc_profile=srgb())
    assert b"private remark" in upload.read()
    upload.seek(0)
    clean = reencode(upload)
    image = opened(clean)
    assert not image.getexif()
    assert not {"comment", "exif", "icc_profile", "xmp"} & set(image.info)


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_a_broken_color_profile_costs_no_picture() -> None:
    assert opened(reencode(picture_file("PNG", icc_profile=b"nonsense"))).size == (30, 20)


def test_a_picture_of_a_telephone_with_another_behind_it_is_a_jpeg() -> None:
    behind = Image.new("RGB", (30, 20), "red")
    image = opened(reencode(picture_file("MPO", save_all=True, append_images=[behind])))
    assert (image.format, image.size) == ("JPEG", (30, 20))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0garbage!!!!", b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06"]
)
@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_metadata_cost_no_picture(kind: str, exif: bytes) -> None:
    assert opened(reencode(picture_file(kind, exif=exif))).size == (30, 20)


def test_a_picture_lying_on_its_side_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(reencode(picture_file("JPEG", (40, 30), exif=exif))).size == (30, 40)


@pytest.mark.parametrize(
    ("mode", "kind", "expected"),
    [
        ("RGBA", "PNG", "RGBA"),
        ("P", "PNG", "RGB"),
        ("L", "JPEG", "RGB"),
        ("CMYK", "JPEG", "RGB"),
        ("LA", "PNG", "RGBA"),
    ],
)
def test_any_color_mode_comes_out_fit_for_a_page(mode: str, kind: str, expected: str) -> None:
    assert opened(reencode(picture_file(kind, mode=mode))).mode == expected


@pytest.mark.parametrize("gray", [0, 32_768, 65_535])
def test_grays_of_sixteen_bits_keep_their_shade(gray: int) -> None:
    written = BytesIO()
    Image.new("I;16", (30, 20), gray).save(written, "PNG")
    red, _green, _blue = opened(reencode(SimpleUploadedFile("x.png", written.getvalue()))).getpixel((0, 0))  # type: ignore[misc]
    assert red == gray // 256


def test_colors_of_sixteen_bits_are_taken_in() -> None:
    assert opened(reencode(SimpleUploadedFile("x.png", png_of_sixteen_bits(30, 20)))).getpixel((0, 0)) == (128, 0, 255)


def png_of_sixteen_bits(width: int, height: int) -> bytes:
    """By hand: Pillow reads such files and writes none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + struct.pack(">HHH", 32_768, 0, 65_535) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def test_inks_of_the_press_become_colors_of_the_screen() -> None:
    written = BytesIO()
    Image.new("CMYK", (30, 20), (0, 255, 255, 0)).save(written, "JPEG")
    red, green, blue = opened(reencode(SimpleUploadedFile("x.jpg", written.getvalue()))).getpixel((5, 5))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 90


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_a_moving_picture_the_first_one_stays(kind: str) -> None:
    written = BytesIO()
    first, *others = (Image.new("RGB", (30, 20), color) for color in ("red", "green", "blue"))
    first.save(written, kind, save_all=True, append_images=others, duration=100)
    still = opened(reencode(SimpleUploadedFile("x", written.getvalue())))
    assert getattr(still, "n_frames", 1) == 1
    red, green, blue = still.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert red > 200 > 50 > max(green, blue)


def test_a_channel_that_hides_nothing_is_left_away() -> None:
    written = BytesIO()
    Image.new("RGBA", (30, 20), "teal").save(written, "WEBP", lossless=True)
    image = opened(reencode(SimpleUploadedFile("x.webp", written.getvalue())))
    assert (image.format, image.mode) == ("JPEG", "RGB")


def test_text_that_swells_in_a_picture_is_refused() -> None:
    swelling = PngImagePlugin.PngInfo()
    swelling.add_text("words", "x" * 70_000_000, zip=True)
    assert code_of(picture_file("PNG", pnginfo=swelling)) == "invalid_image"


def test_a_large_one_is_made_smaller_in_proportion() -> None:
    assert opened(reencode(picture_file("JPEG", (4_800, 1_200)))).size == (2_400, 600)


def test_its_name_is_made_of_its_content() -> None:
    first, second = reencode(picture_file()), reencode(picture_file())
    assert first.name == second.name
    assert first.name != reencode(picture_file(size=(31, 20))).name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<html><body><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff\xe0",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert code_of(SimpleUploadedFile("x.jpg", content)) == "invalid_image"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_formats_are_refused_whatever_their_name(kind: str) -> None:
    upload = picture_file(kind)
    upload.name = "x.png"
    assert code_of(upload) == "invalid_image"


def test_half_a_picture_is_refused() -> None:
    whole = picture_file("JPEG", (400, 300)).read()
    assert code_of(SimpleUploadedFile("x.jpg", whole[: len(whole) // 2])) == "invalid_image"


def test_more_than_fifty_megapixels_are_refused_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = picture_file("PNG", (8_000, 6_300), mode="L")
    monkeypatch.setattr(Image.Image, "load", lambda image: pytest.fail("decoded"))
    assert code_of(bomb) == "too_many_pixels"


def test_more_than_twenty_megabytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 10)
    assert code_of(picture_file()) == "too_large"


@pytest.mark.django_db
def test_every_form_takes_pictures_in_this_way(admin_client: Client, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    form = {"alt": "Mary Bly", "caption": "", "credit": "", "focus_x": 50, "focus_y": 50}
    address = "/admin/articles/picture/add/"
    refused = admin_client.post(address, form | {"file": picture_file("GIF")})
    assert b"not a JPEG, PNG, WebP or AVIF" in refused.content
    assert admin_client.post(address, form | {"file": picture_file("JPEG", comment=b"private")}).status_code == 302
    stored = Picture.objects.get()
    assert (stored.width, stored.height, stored.uploaded_by) == (30, 20, User.objects.get())
    assert b"private" not in stored.file.read()
    response = Client().get(stored.url)
    assert response.status_code == 200
    assert (response.headers["Content-Type"], response.headers["Cache-Control"]) == (
        "image/jpeg",
        "public, max-age=31536000, immutable",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["missing.png", "", "../secret_key", "%2e%2e/secret_key", "x/../../secret_key", "portraits", "%00"]
)
def test_only_stored_files_are_served(client: Client, path: str, settings: object, tmp_path: Path) -> None:
    (tmp_path / "media" / "portraits").mkdir(parents=True)
    (tmp_path / "secret_key").write_text("x")
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    assert client.get(f"/media/{path}").status_code == 404
