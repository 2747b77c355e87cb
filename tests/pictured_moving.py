"""A site of WordPress moves in, in the order of docs/moving.md; with each picture the page that it is of."""

import re
from collections.abc import Iterator

from playwright.sync_api import FilePayload, Page

from tests.moving.wordpress.exports import attachment, author, category, comment, export, post, tag

MARTA, LEAH = "mkowalska", "leah.f"
SAID = (
    "The old timetable had a boat at seven. Nobody asked those who took it.",
    "It had, and it left with nine people on a good day. I counted them for the council.",
    "Nine people who now drive. Count the cars on Quay Road at half past six.",
    "Could the paper print both numbers side by side?",
)
LOST = "https://port.example/wp-content/uploads/2023/06/ferry.jpg"
PICTURE = '<figure class="wp-block-image"><img class="wp-image-90" src="{}" alt=""></figure>'

type Pictures = Iterator[tuple[str, Page]]


def moving_day(admin: Page) -> Pictures:
    admin.goto("/admin/moving/wordpress/")
    sent: FilePayload = {"name": "the-harbor-post.xml", "mimeType": "text/xml", "buffer": _newspaper().encode()}
    admin.get_by_label("Files of the export").set_input_files(sent)
    admin.get_by_role("button", name="Upload and try").click()
    admin.get_by_role("heading", name="What would happen").wait_for()
    yield "trial", admin
    admin.get_by_role("link", name="Say who is who").click()
    admin.locator("fieldset.who-part").first.wait_for()
    yield "who", admin
    admin.go_back()
    admin.get_by_role("button", name="Import", exact=True).click()
    admin.get_by_role("heading", name="Imported").wait_for()
    yield "proof", admin
    admin.goto("/admin/moving/")
    yield "desk", admin


def _newspaper() -> str:
    heads = (
        author(MARTA, "Marta Kowalska", 1),
        author(LEAH, "Leah Fontaine", 2),
        category("harbor", "Harbor"),
        category("ferries", "Ferries", parent="harbor"),
        category("town-hall", "Town hall"),
        tag("timetable", "Timetable"),
    )
    titles = {
        1: ("The seven o'clock boat is gone", MARTA, "ferries"),
        2: ("Council votes on Quay Road again", LEAH, "town-hall"),
        3: ("A crane older than the harbor it stands in", MARTA, "harbor"),
        4: ("Who pays for the sea wall?", LEAH, "town-hall"),
    }
    items = [_article(number, *told) for number, told in titles.items()]
    recipe = post(8, "Fish pie for twelve", kind="recipe", creator=LEAH)
    return export(*heads, *items, recipe, attachment(90, LOST, parent=1))


def _article(number: int, title: str, login: str, section: str) -> str:
    first = number * 100
    said = [comment(first, SAID[0], name="Ines Duarte", email="ines@example.org")]
    said += [comment(first + at, text, parent=first + at - 1) for at, text in enumerate(SAID[1:], start=1)]
    said += [comment(first + 9, "Cheap watches!", status="spam"), comment(first + 10, "First time here.", status="0")]
    body = "<p>What was decided, by whom, and what it costs.</p>" + (PICTURE.format(LOST) if number == 1 else "")
    slug = re.sub("[^a-z]+", "-", title.lower()).strip("-")
    filed = {section: "category", "timetable": "post_tag"}
    return post(number, title, *said, body=body, creator=login, slug=slug, filed=filed)
