from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from comments.models.comment import CHECK_JOB
from newsroom import health
from outbox.models import Heartbeat, Job, State

pytestmark = pytest.mark.django_db


def beat(seconds_ago: float = 0) -> None:
    Heartbeat.objects.create(worker="w", seen_at=timezone.now() - timedelta(seconds=seconds_ago))


def readiness(client: Client) -> dict[str, Any]:
    response = client.get("/readyz")
    assert response.status_code == 200
    report: dict[str, Any] = response.json()
    return report


@override_settings(AKISMET_API_KEY="123abc", MAIL_IS_CONFIGURED=True)
def test_a_complete_site_is_ready_and_nothing_is_degraded(client: Client) -> None:
    beat()
    report = readiness(client)
    assert (report["status"], report["degraded"]) == ("ready", [])
    assert report["worker_seen_at"]


@pytest.mark.parametrize(("seconds", "degraded"), [(29, False), (31, True)])
def test_a_worker_silent_for_thirty_seconds_is_reported(seconds: int, degraded: bool, client: Client) -> None:
    beat(seconds_ago=seconds)
    assert ("worker" in readiness(client)["degraded"]) is degraded


def test_a_site_where_no_worker_ever_ran_says_so(client: Client) -> None:
    assert readiness(client)["reasons"]["worker"] == "no worker has reported yet"


@override_settings(AKISMET_API_KEY="")
def test_a_missing_akismet_key_is_reported(client: Client) -> None:
    assert "akismet" in readiness(client)["degraded"]


@pytest.mark.parametrize(("minutes", "degraded"), [(9, False), (11, True)])
def test_a_check_that_waits_for_ten_minutes_is_reported(minutes: int, degraded: bool, client: Client) -> None:
    Job.objects.create(kind=CHECK_JOB, ref=1, created_at=timezone.now() - timedelta(minutes=minutes))
    assert ("unchecked" in readiness(client)["degraded"]) is degraded


def test_a_job_that_was_given_up_is_reported(client: Client) -> None:
    Job.objects.create(kind=CHECK_JOB, ref=1, state=State.DEAD)
    assert "jobs" in readiness(client)["degraded"]


def test_missing_mail_is_reported(client: Client) -> None:
    assert "mail" in readiness(client)["degraded"]


@override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}})
def test_a_cache_that_forgets_is_reported(client: Client) -> None:
    assert "cache" in readiness(client)["degraded"]


@override_settings(
    CACHES={"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": "/proc/x"}}
)
def test_a_cache_that_fails_is_reported_and_the_site_stays_ready(client: Client) -> None:
    assert "does not answer" in readiness(client)["reasons"]["cache"]


def test_an_unreachable_database_makes_it_unready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("no route to host db-7.internal")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "db-7" not in response.text
    assert client.get("/healthz").status_code == 200


def test_a_missing_migration_makes_it_unready_until_it_is_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.Migrations, "complete", False)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["0001"])
    assert client.get("/readyz").status_code == 503
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [])
    assert client.get("/readyz").status_code == 200


def test_not_to_be_ready_yet_is_no_error(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(health.Migrations, "are_complete", lambda: False)
    assert client.get("/readyz").status_code == 503
    assert [(record.name, record.levelname) for record in caplog.records] == [("newsroom.health", "INFO")]


def test_the_migration_plan_is_looked_up_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.Migrations, "complete", False)
    readiness(client)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: pytest.fail("looked up again"))
    readiness(client)


def test_healthz_asks_the_database_nothing(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").text == "alive\n"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["news.example.com"])
def test_any_host_is_answered_without_the_redirect_and_never_cached(path: str, client: Client) -> None:
    response = client.get(path, headers={"host": "10.0.0.7:8000"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_get_and_head_are_answered(path: str, client: Client) -> None:
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/healthz/", "/readyz/", "/healthz/x/"])
def test_other_addresses_are_not_taken(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404
