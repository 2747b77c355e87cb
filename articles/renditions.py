"""Smaller copies of pictures, made by the worker after the upload; until then pages show the picture as it is.

Files are written first, each time under names that nobody has had, and then all of them are recorded at once. So a
worker that is killed half-way leaves files that nobody names, which go a day later, and the next one begins anew.
"""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from itertools import batched
from threading import Lock
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from PIL import Image

from articles.models import Picture, Rendition, SiteVersion
from articles.models.picture import FIGURE_CHANGED, RENDER_PICTURE, remove_files
from articles.picture_html import CUT, FALLBACK_UP_TO, FOLDER, FORMATS, Made
from articles.pictures import RENDERING, is_transparent
from outbox import jobs
from outbox.jobs import Done, Later, Outcome, handles, recurs
from outbox.models import Job, State

WIDTHS = (160, 320, 640, 960, FALLBACK_UP_TO)
SHARED = 1_200, 630  # beside a link, as the networks show it
LEAST_SHARED = 600  # pixels in width; of less they make a small sign, where the whole is better
# Size in bytes differ by 5 % from those of the slower settings, the time by a factor of three.
SETTINGS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 55, "speed": 8, "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 75, "method": 2},
    "jpg": {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True},
    "png": {"format": "PNG", "optimize": True},
}
OURS = ("originals/", FOLDER)  # where nothing lies but what rows name
SETTLED_AFTER = timedelta(days=1)  # a younger file may be about to get its row
AT_A_TIME = 200
one_at_a_time = Lock()  # of a worker: it needs the memory of one picture, and leaves the other cores to readers

type Size = tuple[int, int]


@handles(RENDER_PICTURE, lease=300)
def make(job: Job) -> Outcome:
    picture = Picture.objects.unfinished().filter(pk=job.ref).first()
    if picture is None:
        return Done()
    with one_at_a_time, ThreadPoolExecutor(1) as thread:  # a thread that lives on would keep the memory it has needed
        made, size, written = thread.submit(_make_all, picture).result()
    record = partial(_record, picture.pk, made, size, written)
    return Done(record, if_lost=partial(remove_files, list(map(str, written))))


def _make_all(picture: Picture) -> tuple[Made, Size, list[Rendition]]:
    image = _opened(picture)
    fallback = "png" if image.mode == "RGBA" else "jpg"
    made = Made(secrets.token_hex(6), fallback, widths_for(image.width), cut_for(*image.size))
    focus = picture.focus_x / 100, picture.focus_y / 100
    return made, image.size, [*_write(image, made), *_cut(image, made, focus)]


def _opened(picture: Picture) -> Image.Image:
    with picture.file.open("rb") as file:
        image = Image.open(file)
        return image.convert("RGBA" if is_transparent(image) else "RGB")


def widths_for(width: int) -> list[int]:
    """Never wider than the picture."""
    return [each for each in WIDTHS if each < width] + ([width] if width <= WIDTHS[-1] else [])


def cut_for(width: int, height: int) -> Size | None:
    """The size of the copy for shared links, never larger than what is cut out; none of a small picture."""
    across = min(width, round(height * SHARED[0] / SHARED[1]), SHARED[0])
    return (across, round(across * SHARED[1] / SHARED[0])) if across >= LEAST_SHARED else None


def _cut(image: Image.Image, made: Made, focus: tuple[float, float]) -> Iterator[Rendition]:
    """Placed by its focus, as frames on pages place it."""
    if made.cut:
        scale = min(image.width / made.cut[0], image.height / made.cut[1])
        wide, high = made.cut[0] * scale, made.cut[1] * scale
        left, top = (image.width - wide) * focus[0], (image.height - high) * focus[1]
        box = max(0, left), max(0, top), min(image.width, left + wide), min(image.height, top + high)
        cut = image.resize(made.cut, Image.Resampling.LANCZOS, box)
        yield _write_one(_on_white(cut), "jpg", made.name(CUT, "jpg"), CUT)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _write(image: Image.Image, made: Made) -> Iterator[Rendition]:
    for width in made.widths:
        size = width, max(1, round(image.height * width / image.width))
        smaller = image.resize(size, Image.Resampling.LANCZOS)
        for ending in (*FORMATS, made.fallback) if width in {made.small, made.widths[-1]} else FORMATS:
            yield _write_one(smaller, ending, made.name(width, ending))


def _write_one(image: Image.Image, ending: str, name: str, kind: str = "") -> Rendition:
    written = BytesIO()
    image.save(written, **SETTINGS[ending])
    content = written.getvalue()
    stored = default_storage.save(name, ContentFile(content))
    return Rendition(format=kind or ending, width=image.width, file=stored, bytes=len(content))


def _record(pk: int, made: Made, size: Size, written: list[Rendition]) -> None:
    """Instead of what there was; whatever shows the picture is another page from now on."""
    seen = {"made": str(made), "rendering": RENDERING, "width": size[0], "height": size[1]}
    if Picture.objects.filter(pk=pk).update(**seen):
        Rendition.objects.filter(picture=pk).delete()
        Rendition.objects.bulk_create(_of_picture(pk, written))
        jobs.enqueue(FIGURE_CHANGED, pk)
        SiteVersion.advance()
    else:  # it was deleted meanwhile
        transaction.on_commit(partial(remove_files, list(map(str, written))))


def _of_picture(pk: int, written: list[Rendition]) -> Iterator[Rendition]:
    """New objects each time: an effect may run again."""
    for each in written:
        yield Rendition(picture_id=pk, format=each.format, width=each.width, file=each.file.name, bytes=each.bytes)


@recurs("articles.unfinished_pictures", every=3_600)
def ask_for_missing(job: Job) -> Outcome:
    """For what came with a migration or a backup, and for all when the rules change; dead jobs are a person's."""
    asked = Job.objects.filter(kind=RENDER_PICTURE).exclude(state=State.DONE).values("ref")
    missing = Picture.objects.unfinished().exclude(pk__in=asked).order_by("pk").values_list("pk", flat=True)
    found = list(missing[:AT_A_TIME])

    def ask() -> None:
        for pk in found:
            jobs.enqueue(RENDER_PICTURE, pk)

    return Later(1, ask) if len(found) == AT_A_TIME else Done(ask)


@recurs("articles.picture_files", every=86_400)
def remove_orphans(job: Job) -> Outcome:
    remove_files(list(orphans(timezone.now())))
    return Done()


def orphans(now: datetime) -> Iterator[str]:
    """Files that no row names: of uploads that were not saved, of workers that were killed, of older renditions."""
    for folder in OURS:
        for names in batched(_files_in(folder), AT_A_TIME):
            yield from (name for name in _unnamed(names) if _modified(name, now) < now - SETTLED_AFTER)


def _files_in(folder: str) -> Iterator[str]:
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in files)


def _unnamed(names: tuple[str, ...]) -> set[str]:
    pictures = Picture.objects.filter(file__in=names).values_list("file", flat=True)
    renditions = Rendition.objects.filter(file__in=names).values_list("file", flat=True)
    return set(names) - set(pictures) - set(renditions)


def _modified(name: str, now: datetime) -> datetime:
    """Of one that is gone meanwhile: now."""
    try:
        return default_storage.get_modified_time(name)
    except FileNotFoundError:
        return now
