"""The pages on which editors keep the rules: a list, a form for each with a rehearsal before saving, its versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comments import reach, undoing
from comments.desk import answers, rule_figures
from comments.desk.answers import SeeOther, moderator
from comments.desk.rule_forms import FORMS, RuleForm
from comments.desk.rule_history import versions_of
from comments.desk.rule_words import told
from comments.desk.views import View
from comments.models import DecisionRefused, ModerationAction, RuleVersion
from comments.models.log import Kind
from comments.rules import changing
from comments.rules.kinds import KINDS
from comments.rules.rehearsal import rehearse


def for_keepers(view: View) -> View:
    return permission_required("comments.keep_rules", raise_exception=True)(view)


@for_keepers
@require_GET
def show_rules(request: HttpRequest) -> HttpResponse:
    rows = RuleVersion.in_force()
    figures = rule_figures.read()
    rules = [rule_figures.Line(kind, rows.get(kind), figures.get(kind)) for kind in KINDS]
    return answers.page(request, "rules_list", title=_("Rules"), rules=rules, looked_at=rule_figures.LOOKED_AT)


@for_keepers
@require_http_methods(["GET", "HEAD", "POST"])
def edit_rule(request: HttpRequest, kind: str) -> HttpResponse:
    """A POST rehearses, which writes nothing, or saves."""
    if kind not in KINDS:
        raise Http404
    if request.method != "POST":
        return _form_page(request, kind, _form_in_force(kind))
    form = FORMS[kind](request.POST)
    if not form.is_valid():
        return _form_page(request, kind, form, status=422)
    if "rehearse" in request.POST:
        return _rehearsed(request, kind, form)
    return _saved(request, kind, form)


def _form_in_force(kind: str) -> RuleForm:
    row = RuleVersion.in_force().get(kind)
    seen = row.number if row else 0
    return FORMS[kind](initial={**KINDS[kind].complete(row.values if row else {}), "seen": seen})


def _rehearsed(request: HttpRequest, kind: str, form: RuleForm) -> HttpResponse:
    user = moderator(request)
    result = rehearse(kind, form.values, reach.sections_of(user))
    may_open = user.has_perm("comments.moderate_comment")
    return _form_page(request, kind, form, rehearsal=told(result), may_open=may_open)


def _saved(request: HttpRequest, kind: str, form: RuleForm) -> HttpResponse:
    try:
        changing.change(kind, form.values, by=moderator(request), seen=form.cleaned_data["seen"])
    except DecisionRefused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, kind, form, status=409)
    messages.success(
        request, _("“%(rule)s” is in force as saved, for every comment from now on.") % {"rule": KINDS[kind].name}
    )
    return SeeOther(reverse("admin:comments_rules_changelist"))


def _form_page(request: HttpRequest, kind: str, form: RuleForm, status: int = 200, **context: Any) -> HttpResponse:
    return answers.page(
        request, "rules_form", status, title=str(KINDS[kind].name), kind=kind, rule=KINDS[kind], form=form, **context
    )


@for_keepers
@require_GET
def show_versions(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    title = _("Versions of “%(rule)s”") % {"rule": KINDS[kind].name}
    return answers.page(request, "rules_history", title=title, kind=kind, versions=versions_of(kind))


@for_keepers
@require_POST
def undo_version(request: HttpRequest, kind: str) -> HttpResponse:
    """The latest change alone can be undone; which one that was is in the form."""
    number = request.POST.get("version", "")
    acts = ModerationAction.objects.filter(kind=Kind.RULE, subject=KINDS[kind].number if kind in KINDS else 0)
    action = acts.filter(version=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    if action is None:
        raise Http404
    try:
        undoing.undo(action, by=moderator(request))
    except DecisionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The version before is in force again."))
    return SeeOther(reverse("admin:comments_rules_versions", args=[kind]))
