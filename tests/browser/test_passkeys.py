"""Passkeys in a real browser, whose device is Chromium's own virtual one."""

import re

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.factor import ask
from tests.browser.profiles import NewProfile
from tests.browser.test_own_axe import faults_of

pytestmark = pytest.mark.once

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def context(new_profile: NewProfile, live_server: LiveServer, settings: Settings) -> BrowserContext:
    """A browser at the address that SITE_URL names."""
    settings.SITE_URL = live_server.url
    return new_profile(live_server.url, width=320, height=800, dark=True)


def page_with_device(context: BrowserContext) -> tuple[Page, CDPSession, str]:
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    return page, devices, devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


def by_password(page: Page, name: str, after: str = "/accounts/passkeys/") -> None:
    page.goto(f"/accounts/login/?next={after}")
    page.locator("input[name=username]").fill(name)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Add a passkey").click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page).to_have_url(re.compile("^http://[^/]+/$"))


def test_a_reader_adds_a_passkey_and_signs_in_by_it(context: BrowserContext) -> None:
    User.objects.create_user("ada", password=PASSWORD, public_name="Ada Reader")
    page, devices, device = page_with_device(context)
    by_password(page, "ada")
    add(page, "telephone", "wrong")
    expect(page.get_by_role("alert")).to_have_text("This is not your password.")
    add(page, "telephone")
    expect(page.get_by_role("status")).to_have_text("The passkey is added.")
    expect(page.locator(".passkeys")).to_contain_text("telephone")
    assert faults_of(page) == []
    add(page, "again")
    expect(page.get_by_role("alert")).to_have_text("This device has a passkey of this site already.")
    sign_out(page)
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/accounts/login/?next=/accounts/")
    assert faults_of(page) == []
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("No passkey was chosen. Try again when you like.")
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("main")).to_contain_text("You are signed in as Ada Reader.")
    sign_out(page)
    page.goto("/accounts/login/?next=/accounts/")  # whose field offers it: the virtual device takes it at once
    expect(page.locator("main")).to_contain_text("You are signed in as Ada Reader.")


def test_staff_of_a_role_that_asks_show_a_passkey_after_the_password_or_alone(context: BrowserContext) -> None:
    editor = User.objects.create_user("edda", password=PASSWORD, is_staff=True)
    ask(editor)
    context.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    page, _devices, _device = page_with_device(context)
    by_password(page, "edda", "/admin/")
    page.get_by_role("link", name="Add a passkey instead").click()
    add(page, "key")
    page.get_by_role("button", name="I have kept them").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    sign_out(page)
    by_password(page, "edda", "/admin/")
    assert faults_of(page) == []
    page.get_by_role("button", name="Show a passkey").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    sign_out(page)
    page.goto("/admin/login/?next=/admin/comments/mail/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/admin/comments/mail/$"))
