"""`/healthz`: this process lives. `/readyz`: it can serve; what works less well than it should is listed."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache as site_cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone

from comments import breaker, retention, verifying
from comments.models.comment import CHECK_JOB
from outbox import holding
from outbox.models import Heartbeat, Job
from outbox.reports import dead_jobs_fault

log = logging.getLogger("newsroom.health")

WORKER_SILENT_AFTER = timedelta(seconds=30)
CHECK_LATE_AFTER = timedelta(minutes=10)

# What is amiss, in a few words, or None.
Probe = Callable[[], str | None]


class HealthMiddleware:
    """Answers for any host name, as a load balancer asks by address; so it stands before the check of the host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path_info)
        if view is None:
            return self.get_response(request)
        response = view() if request.method in {"GET", "HEAD"} else HttpResponseNotAllowed(["GET", "HEAD"])
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Length"] = str(len(response.content))
        return response


def alive() -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


def ready() -> HttpResponse:
    try:
        if not Migrations.are_complete():
            return _unavailable("a migration is missing; run `manage migrate`")
        return JsonResponse({"status": "ready", **_report()})
    except Error:
        log.warning("database unreachable", exc_info=True)
        return _unavailable("the database does not answer")


class Migrations:
    """The plan is looked up until nothing is missing, then never again by this process."""

    complete = False

    @classmethod
    def are_complete(cls) -> bool:
        connection.ensure_connection()
        if not cls.complete:
            executor = MigrationExecutor(connection)
            cls.complete = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return cls.complete


def _unavailable(reason: str) -> HttpResponse:
    """Said in one calm line: that is what a site answers which starts, and Django would call it an error."""
    log.info("not ready", extra={"reason": reason})
    response = JsonResponse({"status": "unavailable", "reason": reason, "degraded": []}, status=503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # django.utils.log asks for it
    return response


def _report() -> dict[str, Any]:
    found = {name: probe() for name, probe in PROBES.items()}
    faults = {name: fault for name, fault in found.items() if fault}
    seen = Heartbeat.last()
    return {"degraded": list(faults), "reasons": faults, "worker_seen_at": seen and seen.isoformat()}


def worker_fault() -> str | None:
    seen = Heartbeat.last()
    if seen is None:
        return "no worker has reported yet"
    silence = timezone.now() - seen
    return f"silent for {silence.total_seconds():.0f} s" if silence > WORKER_SILENT_AFTER else None


def cache_fault() -> str | None:
    try:
        site_cache.set("newsroom.readyz", "here", 60)
        return None if site_cache.get("newsroom.readyz") == "here" else "forgets what it is given"
    except Exception as error:  # whatever a cache client raises
        return f"does not answer ({type(error).__name__})"


def unchecked_fault() -> str | None:
    """Only what is really asked for counts: the demo's comments that await a check have no job."""
    oldest = Job.objects.open().filter(kind=CHECK_JOB).aggregate(oldest=Min("created_at"))["oldest"]
    wait = timezone.now() - oldest if oldest else timedelta()
    return f"the oldest comment has waited {wait} for its spam check" if wait > CHECK_LATE_AFTER else None


def mail_fault() -> str | None:
    return None if settings.MAIL_IS_CONFIGURED else "MAIL_URL is not set; no mail is sent"


PROBES: dict[str, Probe] = {
    "worker": worker_fault,
    "cache": cache_fault,
    "akismet": breaker.fault,
    "unchecked": unchecked_fault,
    "mail": mail_fault,
    "jobs": dead_jobs_fault,
    "hold": holding.fault,
    "retention": retention.fault,
    "log": verifying.fault,
}
VIEWS: dict[str, Callable[[], HttpResponse]] = {"/healthz": alive, "/readyz": ready}
