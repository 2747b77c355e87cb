"""Signing in with another site, as readers see it: a real issuer on another origin, and our policy in force."""

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from tests.accounts.elsewhere.travel import AT, connected, travel
from tests.accounts.factor import signed_in
from tests.browser.profiles import NewProfile
from tests.browser.test_own_axe import faults_of
from tests.factories import make_article
from tests.oidc_server import OidcServer, running, settings_for

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]

OTHER = {"name": "W" * 40, "provider_id": f"https://{'w' * 60}.example"}


@pytest.fixture
def issuer(settings: Settings, live_server: LiveServer) -> Iterator[OidcServer]:
    with running() as server:
        settings.SIGN_IN_WITH = [settings_for(server.issuer), settings_for(server.issuer, "other") | OTHER]
        settings.SITE_URL = live_server.url
        settings.MAIL_IS_CONFIGURED = True
        yield server.issuer


@pytest.fixture
def reader(new_profile: NewProfile, issuer: OidcServer, live_server: LiveServer, scripts: bool) -> Page:
    return new_profile(live_server.url, scripts=scripts, width=390, height=800).new_page()


def form_of(article: Article) -> str:
    return f"{article.get_absolute_url()}comment/"


def go_there(page: Page, then: str) -> None:
    page.goto(f"/accounts/login/?next={then}")
    page.get_by_role("button", name="Go on with Example").click()
    expect(page).to_have_title("Example ID")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_reader_makes_an_account_there_and_comes_back_to_write(reader: Page, issuer: OidcServer) -> None:
    """The policy's `form-action 'self'` holds for the button: that the browser goes on is what is shown here."""
    form = form_of(make_article())
    go_there(reader, form)
    reader.get_by_role("button", name="Cancel").click()
    expect(reader.get_by_role("heading", name="You have cancelled at Example")).to_be_visible()
    go_there(reader, form)
    reader.get_by_role("button", name="Continue").click()
    expect(reader.get_by_label("Public name")).to_have_value("Ann Example")
    reader.get_by_label("Public name").fill("Annie")
    reader.get_by_role("button", name="Make the account").click()
    expect(reader.locator(".write-as")).to_contain_text("You write as Annie.")
    reader.context.clear_cookies()
    go_there(reader, form)
    reader.get_by_role("button", name="Continue").click()
    expect(reader.locator(".write-as")).to_contain_text("You write as Annie.")


def test_axe_finds_nothing_on_these_pages(new_profile: NewProfile, issuer: OidcServer, live_server: LiveServer) -> None:
    """At 320 px, with the longest names."""
    context = new_profile(live_server.url, width=320, height=800, dark=True)
    found = {address: faults for address, page in visited(context, issuer) if (faults := faults_of(page))}
    assert found == {}


def visited(context: BrowserContext, issuer: OidcServer) -> Iterator[tuple[str, Page]]:
    page = context.new_page()
    for address in ("/accounts/login/", f"{AT}back/"):
        page.goto(address)
        yield address, page
    newcomer = Client()
    travel(newcomer, issuer)
    take(context, newcomer)
    page.goto(f"{AT}join/")
    page.get_by_label("Public name").fill("Editor")
    page.get_by_role("button", name="Make the account").click()
    page.locator(".field-error").wait_for()
    yield "a name that is missing", page
    take(context, signed_in(connected(issuer, "W" * 40)))
    for address in ("/accounts/", f"{AT}connect/"):
        page.goto(address)
        yield address, page


def take(context: BrowserContext, client: Client) -> None:
    url = django_settings.SITE_URL
    context.add_cookies([{"name": name, "value": held.value, "url": url} for name, held in client.cookies.items()])
