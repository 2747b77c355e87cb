"""Who is who after a trial: what the form asks, what it takes, and that the import goes by just that."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from articles.models import Article, Author, Section
from comments.models import Comment
from moving.desk import noted, who_kept, who_views
from moving.desk.noted import Met
from moving.desk.who import Row
from moving.imports import mapping
from moving.imports.mapping import Mapping
from moving.models import Course, Step, Transfer
from outbox.worker import Worker
from tests.factories import make_article, make_author, make_section, make_user
from tests.moving.disqus import exports as disqus
from tests.moving.pages.conftest import PORT, Upload, acted, seen_on
from tests.moving.transfers import make_transfer
from tests.moving.wordpress.exports import author, category, comment, export, post, written

pytestmark = pytest.mark.django_db

type Tried = Callable[..., Transfer]
type Said = dict[tuple[str, str], str | bool]

SHIPS = post(1, "Ships", comment(11, "By Bob.", user=2), comment(12, "By a guest."), filed={"town": "category"})
PAPER = export(
    author("ada", "Ada Writer", 1),
    author("bob", "Bob Reader", 2),
    author("idle", "Ida Idle", 3),
    category("town", "Town"),
    category("harbor", "Harbor"),
    SHIPS,
    post(2, "Boats", comment(21, "By a subscriber.", user=9, name="Sue"), filed={"town": "category"}),
    post(3, "Nets", filed={"harbor": "category"}, creator="bob"),
)
THREADS = disqus.export(
    disqus.thread(7, "http://old.example/2011/ships.php"),
    disqus.thread(8, "http://old.example/gone.php"),
    disqus.thread(9, "http://port.example/news/boats/"),
    *(disqus.post(number, 7, f"Word {number}.", inside="<username>zoe99</username>") for number in (71, 72)),
    disqus.post(81, 8, "Lost."),
    disqus.post(91, 9, "Found.", inside="<username>zoe99</username>"),
)


def field_of(part: str, key: str) -> str:
    return Row(Met(part, key, key, 1), None).field  # type: ignore[arg-type]


def page_of(desk: Client, transfer: Transfer, page: str = "") -> str:
    answer = desk.get(f"/admin/moving/{transfer.pk}/who/{page}")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return " ".join(answer.content.decode().split())


def sent(page: str, said: Said, **more: str) -> dict[str, str]:
    """The form, filled in: a text, or True for its tick."""
    typed = {f"{'tick' if text is True else 'who'}-{field_of(*key)}": str(text) for key, text in said.items()}
    return {"seen": seen_on(page), **typed, **more}


def saved(desk: Client, transfer: Transfer, said: Said, **more: str) -> Any:
    answer = desk.post(f"/admin/moving/{transfer.pk}/who/", sent(page_of(desk, transfer), said, **more))
    Worker().drain()
    transfer.refresh_from_db()
    return answer


def downloaded(desk: Client, transfer: Transfer) -> str:
    answer = desk.get(f"/admin/moving/{transfer.pk}/who.toml")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/toml; charset=utf-8")
    assert f"{transfer.kind}-{transfer.pk}-who.toml" in answer["Content-Disposition"]
    return answer.content.decode()


def mapping_of(transfer: Transfer) -> Mapping:
    return who_kept.in_force(transfer)


def test_a_trial_notes_who_was_met_and_how_often(tried: Tried) -> None:
    transfer = tried(PAPER)
    assert transfer.said()["met"] == {"accounts": 2, "authors": 2, "sections": 2}
    assert set(noted.read(who_kept.noted_of(transfer))) == {
        Met("authors", "ada", "Ada Writer", 2),
        Met("authors", "bob", "Bob Reader", 1),
        Met("sections", "town", "Town", 2),
        Met("sections", "harbor", "Harbor", 1),
        Met("accounts", "bob", "Bob Reader", 1),
        Met("accounts", "9", "Sue", 1),
    }


def test_the_page_of_a_trial_leads_to_the_form(desk: Client, tried: Tried) -> None:
    transfer = tried(PAPER)
    page = desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
    assert f"/admin/moving/{transfer.pk}/who/" in page
    assert "All come under the names that they have there." in page
    form = page_of(desk, transfer)
    assert form.index("Ada Writer") < form.index("Bob Reader") < form.index("Town") < form.index("Sue")
    assert "2 articles" in form
    assert "Ida Idle" not in form


def test_an_import_goes_by_what_was_said(desk: Client, tried: Tried) -> None:
    marta, sport, zoe = make_author("Marta", slug="marta-k"), make_section("sport"), make_user("zoe")
    transfer = tried(PAPER)
    said: Said = {
        ("authors", "ada"): "Marta (marta-k)",
        ("authors", "bob"): True,
        ("sections", "town"): "SPORT",
        ("sections", "harbor"): "The World",
        ("accounts", "9"): "zoe",
    }
    page = page_of(desk, transfer)
    assert 'value="Marta (marta-k)"' in page
    tick = {f"tick-{field_of('sections', 'harbor')}": "on"}
    assert desk.post(f"/admin/moving/{transfer.pk}/who/", sent(page, said) | tick).status_code == 303
    transfer.refresh_from_db()
    assert (transfer.step, transfer.course) == (Step.TRY, Course.RUNNING)
    assert acted(desk, transfer, "import").status_code == 409
    Worker().drain()
    transfer.refresh_from_db()
    assert acted(desk, transfer, "import").status_code == 303
    assert transfer.said()["proof"]["differences"] == 0
    assert [list(article.authors.all()) for article in Article.objects.order_by("pk")] == [[marta], [marta], []]
    assert [article.section.name for article in Article.objects.order_by("pk")] == [sport.name, sport.name, "The World"]
    assert Comment.objects.get(text="By a subscriber.", commenter__user=zoe)
    assert not Author.objects.exclude(pk=marta.pk).exists()


@pytest.mark.parametrize("kind", ["wordpress", "disqus"])
def test_the_command_does_the_same_with_the_file(desk: Client, tried: Tried, tmp_path: Path, kind: str) -> None:
    make_author("Marta", slug="marta-k")
    make_user("zoe")
    ships = make_article(slug="ships-of-old")
    of_wordpress: Said = {("authors", "ada"): "marta", ("authors", "bob"): True, ("accounts", "bob"): "zoe"}
    of_disqus: Said = {("articles", "7"): ships.get_absolute_url(), ("accounts", "zoe99"): "zoe"}
    content, said = (PAPER, of_wordpress) if kind == "wordpress" else (with_boats(), of_disqus)
    transfer = tried(content, kind=kind)
    assert saved(desk, transfer, said).status_code == 303
    acted(desk, transfer, "import")
    by_page, names = what_is_here(), tmp_path / "names.toml"
    names.write_text(downloaded(desk, transfer))
    acted(desk, transfer, "take-back")
    assert what_is_here() != by_page
    call_command(f"import_{kind}", str(written(tmp_path, content)), mapping=names, stdout=io.StringIO())
    assert what_is_here() == by_page


def with_boats() -> str:
    make_article(slug="boats", section=make_section("news"))
    return THREADS


def what_is_here() -> list[tuple[Any, ...]]:
    told = Article.objects.order_by("headline", "pk").values_list("slug", "section__slug", "authors__slug")
    words = Comment.objects.order_by("text", "pk").values_list("text", "article__slug", "commenter__user__username")
    return [*told, *words]


def test_who_may_be_here_already_is_said_beside(desk: Client, tried: Tried) -> None:
    make_author("ADA WRITER", slug="a-w")
    make_author("Bob Reader", slug="bob-reader")
    make_section("town")
    make_user("bob")
    page = page_of(desk, tried(PAPER))
    assert "Perhaps ADA WRITER (a-w)<" in page
    assert "Left empty: Bob Reader (bob-reader), as name and address are the same." in page
    assert "Left empty: Town (town), as" in page
    assert "Perhaps bob<" in page


def test_threads_without_an_article_find_one(desk: Client, tried: Tried) -> None:
    ships = make_article(slug="ships")
    transfer = tried(with_boats(), kind="disqus")
    assert transfer.said()["met"] == {"accounts": 1, "articles": 2}
    page = page_of(desk, transfer)
    assert f"Perhaps {ships.get_absolute_url()}" in page
    assert "2 comments" in page
    here = f"https://testserver{ships.get_absolute_url()}"
    assert saved(desk, transfer, {("articles", "7"): here, ("articles", "8"): True}).status_code == 303
    assert mapping_of(transfer).articles == {"7": ships.get_absolute_url(), "8": ""}
    assert transfer.said()["found"] == {"thread_mapped_away": 1}
    acted(desk, transfer, "import")
    assert Comment.objects.filter(article=ships).count() == 2
    assert transfer.said()["proof"]["differences"] == 0


@pytest.mark.parametrize(
    ("kind", "part", "key", "typed", "ticked", "sentence"),
    [
        ("wordpress", "authors", "ada", "Nobody", False, "is called “Nobody”"),
        ("wordpress", "authors", "ada", "Twin", False, "No author here, or more than one, is called “Twin”"),
        ("wordpress", "authors", "ada", "Marta", True, "Either an author or no name"),
        ("wordpress", "sections", "town", "Nowhere", False, "No section here is called “Nowhere”"),
        ("wordpress", "sections", "town", "", True, "Say what the new section is called."),
        ("wordpress", "sections", "town", "x" * 61, True, "at most 60 characters"),
        ("wordpress", "sections", "town", "Sport!", True, "Its address would be that of “Sport (sport)”"),
        ("wordpress", "accounts", "bob", "nobody", False, "No account here has the username “nobody”"),
        ("disqus", "articles", "7", "/news/none/", False, "has or had the address “/news/none/”"),
        ("disqus", "articles", "7", "/news/boats/", True, "Either an article or leave out"),
    ],
)
def test_what_can_not_be_is_said_beside_its_field_and_kept_there(
    desk: Client, tried: Tried, kind: str, part: str, key: str, typed: str, ticked: bool, sentence: str
) -> None:
    make_author("Marta", slug="marta-k")
    make_author("Twin", slug="twin")
    make_author("Twin", slug="twin-2")
    make_section("sport")
    transfer = tried(PAPER if kind == "wordpress" else with_boats(), kind=kind)
    name = "Twin (twin)" if kind == "wordpress" else ""
    tick = {f"tick-{field_of(part, key)}": "on"} if ticked else {}
    said: Said = {(part, key): typed, ("authors", "bob"): name}
    answer = desk.post(f"/admin/moving/{transfer.pk}/who/", sent(page_of(desk, transfer), said) | tick)
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert page.count(sentence) == 2
    assert f'id="who-{field_of(part, key)}" name="who-{field_of(part, key)}" value="{typed}"' in page
    assert f'value="{name}" list' in page
    assert_untouched(transfer)


def assert_untouched(transfer: Transfer) -> None:
    before = (transfer.step, transfer.course, transfer.files, transfer.ended_at)
    transfer.refresh_from_db()
    assert (transfer.step, transfer.course, transfer.files, transfer.ended_at) == before
    assert not list(transfer.path.rglob("*.toml"))


@pytest.mark.parametrize("name", ["who/", "who.toml"])
def test_only_superusers_say_who_is_who(data: Path, name: str) -> None:
    transfer = make_transfer()
    editor = Client()
    editor.force_login(make_user("ed", staff=True))
    assert editor.get(f"/admin/moving/{transfer.pk}/{name}").status_code == 403
    assert editor.post(f"/admin/moving/{transfer.pk}/{name}").status_code == 403


def test_the_form_is_asked_by_get_and_post_with_a_token(mover: Any, data: Path) -> None:
    transfer = make_transfer()
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(mover)
    assert desk.put(f"/admin/moving/{transfer.pk}/who/").status_code == 403
    assert desk.post(f"/admin/moving/{transfer.pk}/who/", {"seen": ""}).status_code == 403
    free = Client()
    free.force_login(mover)
    assert free.put(f"/admin/moving/{transfer.pk}/who/").status_code == 405
    assert free.post(f"/admin/moving/{transfer.pk}/who.toml").status_code == 405
    assert [free.get(f"/admin/moving/{transfer.pk}/who/?page={page}").status_code for page in ("0", "2", "x")] == [
        404
    ] * 3


@pytest.mark.parametrize(
    "columns",
    [
        {"course": Course.RUNNING},
        {"step": Step.BRING},
        {"step": Step.TAKE_BACK},
        {"kind": "archive"},
        {"forgotten_at": "2026-01-01T00:00Z"},
    ],
)
def test_nothing_is_asked_at_another_moment(desk: Client, data: Path, columns: dict[str, Any]) -> None:
    transfer = make_transfer(**{"ended_at": None} | columns)
    transfer.refresh_from_db()
    assert desk.get(f"/admin/moving/{transfer.pk}/who/").status_code == 409
    assert desk.post(f"/admin/moving/{transfer.pk}/who/", {"seen": ""}).status_code == 409
    assert_untouched(transfer)


def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(desk: Client, tried: Tried) -> None:
    make_author("Marta", slug="marta-k")
    transfer = tried(PAPER)
    page = page_of(desk, transfer)
    saved(desk, transfer, {("authors", "bob"): True})
    answer = desk.post(f"/admin/moving/{transfer.pk}/who/", sent(page, {("authors", "ada"): "Marta"}))
    assert answer.status_code == 409
    assert "somebody else has changed who is who" in answer.content.decode()
    assert 'value="Marta" list' in answer.content.decode()
    transfer.refresh_from_db()
    assert mapping_of(transfer).authors == {"bob": ""}


def test_while_another_one_runs_names_are_kept_for_later(desk: Client, tried: Tried, upload: Upload) -> None:
    transfer = tried(PAPER)
    assert upload(export(*PORT)).status_code == 303
    said = sent(page_of(desk, transfer), {("authors", "ada"): True})
    assert desk.post(f"/admin/moving/{transfer.pk}/who/", said).status_code == 303
    transfer.refresh_from_db()
    assert (transfer.course, mapping_of(transfer).authors) == (Course.STOPPED, {"ada": ""})
    Worker().drain()
    assert acted(desk, transfer, "again").status_code == 303
    assert (transfer.course, transfer.fault) == (Course.DONE, {})


def test_a_file_that_came_with_the_export_fills_the_form_in_and_goes_on(
    desk: Client, tried: Tried, tmp_path: Path
) -> None:
    make_author("Marta", slug="marta-k")
    (names := tmp_path / "names.toml").write_text(
        '[authors]\nada = "marta-k"\nbob = "new-here"\nx = ""\n[sections]\ntown = "world"\n[accounts]\nbob = "gone"\n'
    )
    with names.open("rb") as file:
        transfer = tried(PAPER, mapping=file)
    assert transfer.said()["found"] == {"account_unknown": 1, "request_left_out": 3}
    page = page_of(desk, transfer)
    for shown in ("Marta (marta-k)", "new-here", "world", "gone"):
        assert f'value="{shown}" list' in page
    assert "named by the file alone" in page
    shown_again: Said = {("authors", "ada"): "Marta (marta-k)", ("authors", "bob"): "new-here"}
    shown_again |= {("authors", "x"): True, ("sections", "town"): "world"}
    assert saved(desk, transfer, shown_again | {("accounts", "bob"): "gone"}).status_code == 422
    assert saved(desk, transfer, shown_again).status_code == 303
    assert mapping_of(transfer).authors == {"ada": "marta-k", "bob": "new-here", "x": ""}
    assert (mapping_of(transfer).sections, mapping_of(transfer).accounts) == ({"town": "world"}, {})
    assert [file["name"] for file in transfer.files] == ["port.xml", "who.toml"]
    assert [path.name for path in transfer.path.rglob("*.toml")] == ["who.toml"]


def test_many_are_asked_page_by_page_and_tried_at_the_end(
    desk: Client, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who_views, "AT_ONCE", 3)
    make_user("zoe")
    transfer = tried(PAPER)
    assert "Page 1 of 2" in page_of(desk, transfer)
    answer = saved(desk, transfer, {("authors", "ada"): True}, next="1")
    assert answer["Location"] == f"/admin/moving/{transfer.pk}/who/?page=2"
    assert (transfer.course, mapping_of(transfer).authors) == (Course.STOPPED, {"ada": ""})
    page = desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
    assert "Who is who was changed since the trial" in page
    assert ">Import<" not in page
    assert acted(desk, transfer, "import").status_code == 409
    second = page_of(desk, transfer, "?page=2")
    assert "Ada Writer" not in second
    answer = desk.post(f"/admin/moving/{transfer.pk}/who/?page=2", sent(second, {("accounts", "bob"): "zoe"}))
    Worker().drain()
    transfer.refresh_from_db()
    assert (answer.status_code, transfer.course, transfer.fault) == (303, Course.DONE, {})
    assert mapping_of(transfer) == Mapping(authors={"ada": ""}, accounts={"bob": "zoe"})
    acted(desk, transfer, "import")
    assert not Article.objects.get(headline="Ships").authors.exists()


def test_what_the_form_has_no_room_for_goes_by_the_file(
    desk: Client, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (noted, who_views):
        monkeypatch.setattr(module, "MOST", 1)
    monkeypatch.setattr(noted, "AT_ONCE", 1)
    page = page_of(desk, tried(PAPER))
    assert "Ada Writer" in page
    assert page.count("there are 2, and this form has the first 1") == 3


def test_what_becomes_of_other_kinds_is_chosen(desk: Client, tried: Tried, tmp_path: Path) -> None:
    fish = post(1, "Fish", kind="recipe", filed={"sea": "genre"})
    (names := tmp_path / "names.toml").write_text('[types]\npoem = ""\n')
    with names.open("rb") as file:
        transfer = tried(export(fish, post(2, "Ode", kind="poem"), post(3, filed={"sea": "genre"})), mapping=file)
    assert transfer.said()["met"] == {"authors": 1, "sections": 1, "taxonomies": 1, "types": 2}
    page = page_of(desk, transfer)
    assert "recipe" in page
    assert '<option value="" selected>left out</option><option value="article">articles</option>' in page
    said: Said = {("types", "recipe"): "article", ("types", "poem"): "", ("taxonomies", "genre"): "tag"}
    wrong = desk.post(f"/admin/moving/{transfer.pk}/who/", sent(page, said | {("types", "recipe"): "poem"}))
    assert wrong.status_code == 422
    assert saved(desk, transfer, said).status_code == 303
    assert mapping_of(transfer) == Mapping(types={"recipe": "article", "poem": ""}, taxonomies={"genre": "tag"})
    assert '<option value="article" selected>' in page_of(desk, transfer)
    acted(desk, transfer, "import")
    assert [tag.name for tag in Article.objects.get(headline="Fish").tags.all()] == ["sea"]


def test_names_of_new_sections_may_change_and_go(desk: Client, tried: Tried) -> None:
    transfer = tried(PAPER)
    for name, slug in (("The World", "the-world"), ("THE World", "the-world"), ("世界", "town")):
        page = page_of(desk, transfer)
        tick = {f"tick-{field_of('sections', 'town')}": "on"}
        desk.post(f"/admin/moving/{transfer.pk}/who/", sent(page, {("sections", "town"): name}) | tick)
        Worker().drain()
        transfer.refresh_from_db()
        assert mapping_of(transfer) == Mapping(sections={"town": slug}, section_names={slug: name})
    saved(desk, transfer, {})
    assert mapping_of(transfer) == Mapping()
    assert not Section.objects.exists()


def test_whom_an_earlier_import_has_brought_is_not_asked_for(desk: Client, tried: Tried) -> None:
    acted(desk, tried(PAPER), "import")
    transfer = tried(PAPER)
    page = page_of(desk, transfer)
    assert "An earlier import has brought them as Ada Writer (ada-writer)" in page
    assert f'name="who-{field_of("authors", "ada")}"' not in page
    assert saved(desk, transfer, {("authors", "ada"): True}).status_code == 303
    assert mapping_of(transfer) == Mapping()


def test_the_file_names_in_remarks_who_is_named_nowhere(desk: Client, tried: Tried, tmp_path: Path) -> None:
    transfer = tried(export(author('a"d', 'Ada "A" \x7f\nWriter'), post(1, creator='a"d')))
    text = downloaded(desk, transfer)
    assert '# "a\\"d" = ""  # "Ada \\"A\\"' in text
    (path := tmp_path / "names.toml").write_text(text)
    assert mapping.read(path) == Mapping()


def test_deleted_files_take_the_names_along(desk: Client, tried: Tried) -> None:
    transfer = tried(PAPER)
    acted(desk, transfer, "delete")
    assert desk.get(f"/admin/moving/{transfer.pk}/who.toml").status_code == 404
    assert "Say who is who" not in desk.get(f"/admin/moving/{transfer.pk}/").content.decode()
