"""Smaller copies of pictures: what is made, what a kill leaves, and what pages learn of it."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageColor

from articles import pictures, renditions
from articles.models import Picture, Rendition, SiteVersion
from articles.models.picture import RENDER_PICTURE
from articles.picture_html import Made
from outbox.jobs import Done, Later
from outbox.models import Job, State
from outbox.worker import Worker
from tests.articles.pictures import picture_file, take_in
from tests.factories import make_article, make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def made(picture: Picture) -> Picture:
    Worker().drain()
    picture.refresh_from_db()
    return picture


def on_disk(media: Path) -> set[str]:
    return {path.relative_to(media).as_posix() for path in (media / "renditions").glob("*")}


def job_of(picture: Picture) -> Job:
    return Job.objects.get(kind=RENDER_PICTURE, ref=picture.pk)


def rendered(picture: Picture) -> Done:
    """What a worker has done when it is killed just before it says so."""
    outcome = renditions.make(job_of(picture))
    assert isinstance(outcome, Done)
    return outcome


def test_they_are_of_the_formats_and_widths_that_their_rows_say(client: Client, media: Path) -> None:
    picture = made(take_in("JPEG", (1700, 1000)))
    of_format = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG", "cut": "JPEG"}
    sizes = {160: 94, 320: 188, 640: 376, 960: 565, 1600: 941, 1200: 630}
    expected = {(ending, width) for ending in ("avif", "webp") for width in sizes if width != 1200}
    expected |= {("jpg", 640), ("jpg", 1600), ("cut", 1200)}
    rows = list(picture.renditions.all())
    assert {(row.format, row.width) for row in rows} == expected
    assert on_disk(media) == {row.file.name for row in rows}
    for row in rows:
        assert client.get(row.file.url).headers["Content-Type"] == f"image/{of_format[row.format].lower()}"
        with Image.open(row.file.path) as image:
            assert (image.format, image.size) == (of_format[row.format], (row.width, sizes[row.width]))
        assert row.bytes == row.file.size


def test_pages_know_them_without_asking_for_their_rows() -> None:
    picture = made(take_in("JPEG", (700, 400)))
    known = Made.read(picture.made)
    assert known
    names = {known.name(width, ending) for width in known.widths for ending in ("avif", "webp")}
    names |= {known.name(known.small, known.fallback), known.name(known.widths[-1], known.fallback)}
    names.add(known.name("cut", "jpg"))
    assert names == set(picture.renditions.values_list("file", flat=True))


@pytest.mark.parametrize(
    ("width", "widths"), [(30, [30]), (160, [160]), (161, [160, 161]), (1600, [160, 320, 640, 960, 1600])]
)
def test_none_is_wider_than_the_picture(width: int, widths: list[int]) -> None:
    assert renditions.widths_for(width) == widths


@pytest.mark.parametrize(
    ("size", "cut"),
    [
        ((2400, 1600), (1200, 630)),
        ((1000, 2000), (1000, 525)),
        ((2400, 400), (762, 400)),
        ((599, 599), None),
        ((2400, 300), None),
    ],
)
def test_what_is_shared_is_cut_to_one_shape_unless_that_is_too_small(
    size: tuple[int, int], cut: tuple[int, int] | None
) -> None:
    assert renditions.cut_for(*size) == cut


@pytest.mark.parametrize(("focus", "color"), [(0, "red"), (100, "blue")])
def test_a_shared_link_shows_where_the_focus_is(client: Client, focus: int, color: str) -> None:
    image = Image.new("RGB", (700, 2000), "red")
    image.paste("blue", (0, 1000, 700, 2000))
    written = BytesIO()
    image.save(written, "PNG")
    upload = SimpleUploadedFile("tall.png", written.getvalue(), "image/png")
    picture = made(Picture.objects.take_in(upload, by=None, alt="A pole", focus_y=focus)[0])
    assert picture.plain != picture.shared
    article = make_article(picture=picture)
    assert (
        f'og:image" content="http://127.0.0.1:8000{picture.shared.url}"' in client.get(article.get_absolute_url()).text
    )
    with Image.open(picture.renditions.get(format="cut").file.path) as cut:
        assert cut.size == (picture.shared.width, picture.shared.height) == (700, 368)
        assert cut.getpixel((350, 184)) == pytest.approx(ImageColor.getrgb(color), abs=3)


def test_another_focus_has_it_cut_anew_and_other_words_do_not() -> None:
    picture = made(take_in("JPEG", (1200, 800)))
    first = picture.made
    picture.alt = "Another quay"
    picture.save()
    assert made(picture).made == first
    picture.focus_x = 10
    picture.save()
    assert made(picture).made != first


def test_what_can_be_seen_through_is_shared_on_white() -> None:
    picture = made(Picture.objects.take_in(picture_file("PNG", (700, 700), "RGBA"), by=None, alt="A stamp")[0])
    with Image.open(picture.renditions.get(format="cut").file.path) as cut:
        assert cut.getpixel((0, 0)) == pytest.approx((165, 208, 208), abs=4)


def test_a_very_long_one_keeps_a_height() -> None:
    picture = made(take_in("PNG", (2000, 1)))
    assert {Image.open(row.file.path).height for row in picture.renditions.all()} == {1}


def test_what_can_be_seen_through_stays_so() -> None:
    picture, _is_new = Picture.objects.take_in(picture_file("PNG", (200, 100), "RGBA"), by=None, alt="A stamp")
    assert made(picture).made.split()[1] == "png"
    for row in picture.renditions.all():
        assert Image.open(row.file.path).has_transparency_data, row


def test_until_they_are_made_the_picture_is_shown_as_it_came() -> None:
    picture = take_in()
    assert picture.plain == (picture.url, 1200, 800)
    url, width, height = made(picture).plain
    assert url.endswith("-1200.jpg")
    assert (width, height) == (1200, 800)


def test_a_worker_that_is_killed_half_way_leaves_no_rows_and_the_next_one_makes_all_once(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = take_in("JPEG", (400, 200))
    write, count = renditions._write_one, iter(range(3))

    def killed(*given: Any) -> Rendition:
        if next(count, None) is None:
            raise SystemExit
        return write(*given)

    monkeypatch.setattr(renditions, "_write_one", killed)
    with pytest.raises(SystemExit):
        renditions.make(job_of(picture))
    assert len(on_disk(media)) == 3
    assert not Rendition.objects.exists()
    monkeypatch.setattr(renditions, "_write_one", write)
    assert made(picture).renditions.count() == 7
    assert len(on_disk(media)) == 10
    assert set(renditions.orphans(timezone.now() + timedelta(days=2))) == on_disk(media) - _named()


def _named() -> set[str]:
    return set(Rendition.objects.values_list("file", flat=True))


def test_a_worker_that_is_killed_before_it_says_so_is_followed_by_one_that_leaves_no_duplicates() -> None:
    picture = take_in("JPEG", (300, 200))
    rendered(picture)
    assert made(picture).renditions.count() == 5
    assert set(picture.renditions.values_list("file", flat=True)) == {
        name for name in _named() if name.startswith(f"renditions/{picture.made.split()[0]}-")
    }


def test_an_effect_that_runs_again_after_a_rollback_records_the_same() -> None:
    picture = take_in("JPEG", (100, 100))
    outcome = rendered(picture)
    outcome.effect()
    before = _named()
    outcome.effect()
    assert _named() == before


def test_a_worker_whose_lease_is_lost_takes_its_files_away(media: Path) -> None:
    outcome = rendered(take_in("JPEG", (100, 100)))
    assert on_disk(media)
    outcome.if_lost()
    assert not on_disk(media)


def test_a_picture_that_was_deleted_meanwhile_gets_none(
    media: Path, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    picture = take_in("JPEG", (100, 100))
    outcome = rendered(picture)
    picture.delete()
    with django_capture_on_commit_callbacks(execute=True):
        outcome.effect()
    assert not on_disk(media)


def test_other_rules_replace_what_there_was(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = made(take_in("JPEG", (100, 100)))
    before = _named()
    for module in (renditions, pictures):
        monkeypatch.setattr(module, "RENDERING", pictures.RENDERING + 1)
    Job.objects.all().delete()
    renditions.ask_for_missing(Job()).effect()
    assert made(picture).renditions.count() == 3
    assert not before & _named()


def test_those_without_are_asked_for_unless_a_person_has_to_look() -> None:
    known, lost, waiting = make_picture(rendering=pictures.RENDERING), make_picture(), make_picture()
    Job.objects.filter(ref=waiting.pk).update(state=State.DEAD)
    Job.objects.filter(ref__in=[known.pk, lost.pk]).delete()
    renditions.ask_for_missing(Job()).effect()
    assert set(Job.objects.open().values_list("ref", flat=True)) == {lost.pk}


def test_many_are_asked_for_in_several_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "AT_A_TIME", 2)
    pictures = {make_picture().pk for _ in range(5)}
    Job.objects.all().delete()
    turns = 0
    while isinstance(outcome := renditions.ask_for_missing(Job()), Later):
        outcome.effect()
        turns += 1
    outcome.effect()
    assert turns == 2
    assert set(Job.objects.open().values_list("ref", flat=True)) == pictures


def test_a_file_that_is_away_costs_the_job_and_no_page(client: Client) -> None:
    picture = make_picture()
    article = make_article(picture=picture)
    assert not made(picture).made
    assert job_of(picture).error == "FileNotFoundError"
    assert f'src="{picture.url}"' in client.get(article.get_absolute_url()).content.decode()


def test_a_size_that_was_not_known_is_read_from_the_file() -> None:
    picture = take_in("JPEG", (300, 200))
    Picture.objects.update(width=0, height=0)
    assert (made(picture).width, picture.height) == (300, 200)


def test_what_shows_a_picture_is_another_page_when_they_are_made(client: Client) -> None:
    article = make_article(picture=take_in("JPEG", (300, 200)))
    version, seen = SiteVersion.current(), client.get(article.get_absolute_url())
    Worker().drain()
    assert SiteVersion.current() > version
    again = client.get(article.get_absolute_url(), headers={"If-None-Match": seen.headers["ETag"]})
    assert again.status_code == 200
    assert "image/avif" not in seen.content.decode()
    assert "image/avif" in again.content.decode()


def test_only_old_files_of_nobody_are_cleaned_away_and_only_where_all_files_are_ours(media: Path) -> None:
    picture = made(take_in("JPEG", (100, 100)))
    named = {str(picture.file), *_named()}
    strays = {"originals/stray.jpg", "renditions/stray.avif"}
    for name in (*strays, "pictures/by-hand.jpg"):
        default_storage.save(name, ContentFile(b"x"))
    assert set(renditions.orphans(timezone.now())) == set()
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    assert set(renditions.orphans(tomorrow)) == strays
    assert all(default_storage.exists(name) for name in named)


def test_a_folder_that_nobody_has_needed_yet_is_no_fault() -> None:
    renditions.remove_orphans(Job())
    assert list(renditions.orphans(timezone.now())) == []
