"""SIGN_IN_WITH and what each of the sites that it names gave this one."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import environment
from newsroom.elsewhere import from_environment

pytestmark = pytest.mark.once
ISSUER = {"SIGN_IN_WITH": "work=https://id.example.org/", "SIGN_IN_WORK_ID": "us", "SIGN_IN_WORK_SECRET": "hunter2"}
LIST = "a comma-separated list of google, microsoft, github and name=https://issuer"


def read(patch: pytest.MonkeyPatch, variables: dict[str, str]) -> list[dict[str, object]]:
    patch.setattr(environment, "source", variables)
    return from_environment()


def test_nothing_is_configured_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, {}) == []


def test_an_issuer_is_named_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, ISSUER) == [
        {
            "provider": "openid_connect",
            "provider_id": "https://id.example.org",
            "key": "work",
            "name": "Work",
            "client_id": "us",
            "secret": "hunter2",
            "settings": {"server_url": "https://id.example.org", "hosts": []},
        }
    ]


def test_label_and_hosts_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"SIGN_IN_WORK_LABEL": "The Office", "SIGN_IN_WORK_HOSTS": "login.example.org, keys.example.org:8443"}
    [app] = read(monkeypatch, ISSUER | told)
    assert (app["name"], app["settings"]) == (
        "The Office",
        {"server_url": "https://id.example.org", "hosts": ["login.example.org", "keys.example.org:8443"]},
    )


def test_the_usual_ones_come_by_their_name_in_the_order_given(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("github", "google", "microsoft")
    given = {f"SIGN_IN_{name.upper()}_{part}": "x" for name in names for part in ("ID", "SECRET")}
    apps = read(monkeypatch, {"SIGN_IN_WITH": ", ".join(names)} | given)
    assert [app["name"] for app in apps] == ["GitHub", "Google", "Microsoft"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080", "http://localhost:8080/realm", "http://[::1]:1"])
def test_an_issuer_on_this_machine_may_be_unencrypted(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    [app] = read(monkeypatch, ISSUER | {"SIGN_IN_WITH": f"work={address}"})
    assert app["provider_id"] == address


@pytest.mark.parametrize(
    "value",
    [
        "facebook",
        "work=",
        "work=id.example.org",
        "work=http://id.example.org",
        "work=https://",
        "work=https://user@id.example.org",
        "work=https://id.example.org?tenant=1",
        "work=https://id.example.org#x",
        "work=https://id.example.org:port",
        "work=https://[::1",
        "Work=https://id.example.org",
        "wörk=https://id.example.org",
        "two words=https://id.example.org",
        "=https://id.example.org",
        "work=https://id.example.org/" + "x" * 200,
        "x" * 21 + "=https://id.example.org",
        "work=https://a.example, work=https://b.example",
        "work=https://a.example, desk=https://a.example/",
    ],
)
def test_a_wrong_list_is_refused_with_the_accepted_form(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"SIGN_IN_DESK_ID": "x", "SIGN_IN_DESK_SECRET": "x"} if "desk" in value else {}
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(monkeypatch, ISSUER | given | {"SIGN_IN_WITH": value})
    assert str(refusal.value).startswith(f"SIGN_IN_WITH must be {LIST}")


@pytest.mark.parametrize("part", ["ID", "SECRET"])
@pytest.mark.parametrize("value", ["", "two words", "ü", "x" * 501])
def test_what_the_site_gave_must_be_there(part: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(monkeypatch, ISSUER | {f"SIGN_IN_WORK_{part}": value})
    assert str(refusal.value).startswith(f"SIGN_IN_WORK_{part} must be what work gave this site")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SIGN_IN_WORK_LABEL", "x" * 41),
        ("SIGN_IN_WORK_HOSTS", "https://login.example.org"),
        ("SIGN_IN_WORK_HOSTS", "login.example.org/path"),
        ("SIGN_IN_WORK_HOSTS", "user@login.example.org"),
    ],
)
def test_what_is_told_besides_must_fit(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{variable} must be "):
        read(monkeypatch, ISSUER | {variable: value})


def test_a_refusal_does_not_repeat_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(monkeypatch, ISSUER | {"SIGN_IN_WORK_SECRET": "hunter 2"})
    assert "hunter" not in str(refusal.value)


@pytest.mark.parametrize("variable", ["SIGN_IN_WROK_ID", "SIGN_IN_WORK_CLIENT", "SIGN_IN_GOOGLE_SECRET"])
def test_a_variable_of_no_site_is_refused_as_a_mistyped_one(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{variable} is set, but SIGN_IN_WITH names no such site"):
        read(monkeypatch, ISSUER | {variable: "x"})
