from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.middleware import HtmxDetails

from accounts.housekeeping import LIMITS_KEPT
from accounts.models import User
from accounts.readers.making import UNCONFIRMED_KEPT
from accounts.readers.open import is_open
from accounts.second_factor import demand
from accounts.tries import A_YEAR
from articles import heads
from articles.models import Article, ArticleAddress, Section
from comments import forms, intake, links, markup, origin, progress, remembering, terms, tokens, writers
from comments.forms import CommentForm
from comments.identity import browser
from comments.identity.browser import contact_of
from comments.identity.offers import offer_of
from comments.models import ArticleTerms, Breaker, Comment, DiscussionSettings
from comments.refusals import Refused, slow_mode, why_closed
from comments.restrictions import words
from comments.rules.current import situation
from comments.spam import SENT_FIELDS, About
from database import statements

# Not its texts, of which the page shows none.
OF_ARTICLE = (
    *("headline", "slug", "section_id", "status", "published_at", "updated_at"),
    *("takes_comments", "comments_close_at"),
)

private = cache_control(private=True, no_store=True)


class SeeOther(HttpResponseRedirect):
    """After a POST: to be fetched by GET, whatever the browser thinks of 302."""

    status_code = 303


@csrf_exempt  # comments/origin.py checks instead: a guest has no cookie, and needs none
@private
@require_http_methods(["GET", "HEAD", "POST"])
def write_comment(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    article = _find_article(section, slug)
    if request.method != "POST":
        return _offer_form(request, article)
    form = _bound_form(request)
    try:
        comment = intake.submit(request, article, form)
    except Refused as refusal:
        return _refuse(request, article, form, refusal)
    response = SeeOther(links.status_url(comment))
    if form.is_valid() and "remember" in form.fields:
        remembering.keep_or_forget(request, response, form.cleaned_data, wanted=form.cleaned_data["remember"])
    return response


@csrf_exempt
@private
@require_http_methods(["GET", "HEAD", "POST"])
def preview_comment(request: HttpRequest, section: str, slug: str) -> HttpResponse:
    article = _find_article(section, slug)
    if request.method != "POST":
        return redirect("comments:form", article.section.slug, article.slug)
    form = _bound_form(request)
    try:
        intake.preview(request, article, form)
    except Refused as refusal:
        return _refuse(request, article, form, refusal)
    form.typed["token"] = tokens.usable(form.typed.get("token", ""), article)
    preview = {"author": writers.writer_of(form), "html": markup.without_links(form.html)}
    return _show_form(request, article, form, preview=preview)


@private
@require_safe
def show_status(request: HttpRequest, token: str) -> HttpResponse:
    comment = links.comment_behind(token)
    state = progress.state_of(comment)
    news = _asks_for_news(request)
    if news and request.GET.get("seen") == state.key:
        return HttpResponse(status=204)
    known = {"comment": comment, "state": state, "news": news, "html": markup.without_links(_html_of(comment))}
    known |= {"token": token, "acts": progress.acts_of(comment)}
    if not news:
        known |= {"restriction": progress.restriction_of(comment), "offer": offer_of(request, comment)}
    response = render(request, "comments/status.html#news" if news else "comments/status.html", known)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def explain_data(request: HttpRequest) -> HttpResponse:
    fields = {about.value: [field for field in SENT_FIELDS if field.about is about] for about in About}
    days = {
        "report_page": terms.REPORT_LINK_AFTER_DECISION.days,
        "legal": terms.LEGAL_WORDS_AFTER_DECISION.days,
        "legal_undecided": terms.LEGAL_UNDECIDED_AT_MOST.days,
        "mark": terms.RECOMMENDATION_MARK_KEPT.days,
        "posting": terms.SUBMISSION_AFTER_POSTING.days,
        "decision": terms.SUBMISSION_AFTER_DECISION.days,
        "spam": terms.SPAM_TEXT_AFTER_DECISION.days,
        "limits": LIMITS_KEPT.days,
        "wish": terms.WISH_UNCONFIRMED.days,
        "mailbox": terms.MAILBOX_UNUSED.days,
        "former": terms.FORMER_TEXT_AFTER_EDIT.days,
        "consent": terms.CONSENT_AFTER_ANSWER.days,
        "link": terms.STATUS_LINK_AFTER_DECISION.days,
        "network": terms.NETWORK_AFTER_END.days,
        "restriction": terms.RESTRICTION_AFTER_END.days,
        "note": terms.PERSON_NOTE_AFTER_WRITING.days,
        "remembered": remembering.FOR.days,
        "unconfirmed": terms.UNCONFIRMED_AFTER_ASKING.days,
        "bound": browser.FOR.days,
        "account": UNCONFIRMED_KEPT.days,
        "session": settings.SESSION_COOKIE_AGE // 86_400,
        "known": A_YEAR // 86_400,
    }
    known = {"fields": fields, "days": days, "head": _head_of_data(), "accounts": is_open()}
    return render(request, "comments/data.html", known)


def _head_of_data() -> heads.Head:
    words = gettext(
        "What %(site_name)s does with the data of people who comment: what is sent to the spam check, who gets it, how"
        " long it is kept."
    )
    described = words % {"site_name": settings.SITE_NAME}
    return heads.of_page(gettext("How your comment data is processed"), described, reverse("comments:data"))


def _find_article(section: str, slug: str) -> Article:
    """Under any address that it ever had: a form that was open while the article moved must not lose its text."""
    place = statements.first(Section, slug=section)
    article = statements.first(Article, OF_ARTICLE, section_id=place.pk, slug=slug) if place else None
    if article is None or not article.is_public:
        former = ArticleAddress.objects.in_use(f"/{section}/{slug}/")
        article = statements.first(Article, OF_ARTICLE, pk=former.article_id) if former else None
    if article is None or not article.is_public:
        raise Http404
    if place and place.pk == article.section_id:
        article.section = place
    return article


def _account(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _bound_form(request: HttpRequest) -> CommentForm:
    user = _account(request)
    return CommentForm(forms.posted(request.POST), user=user, contact=None if user else contact_of(request))


def _offer_form(request: HttpRequest, article: Article) -> HttpResponse:
    if not article.accepts_comments():
        return _show_form(request, article, None, status=403)
    number, notice = request.GET.get("parent", ""), ""
    try:
        parent = intake.find_parent(article, number)
    except Refused as refusal:
        parent, notice = None, refusal.sentence
    if step := demand.missing_step(request):
        return demand.lead_to(step, request)
    user = _account(request)
    contact = None if user else contact_of(request)
    recalled = remembering.recall(request, contact)
    if found := intake.restriction_of(request, user, contact.email if contact else str(recalled.get("email", ""))):
        return _show_form(request, article, None, status=403, closed=words.in_full(found))
    known = {"token": tokens.issue(article), "parent": parent.pk if parent else ""}
    form = CommentForm(user=user, contact=contact, initial=recalled | known)
    return _show_form(request, article, form, notice=notice, status=409 if notice else 200)


def _refuse(request: HttpRequest, article: Article, form: CommentForm, refusal: Refused) -> HttpResponse:
    """The form as it was typed, ready to be sent again unless that is of no use."""
    if refusal.sentence:
        form.refuse(refusal.sentence, refusal.code)
    form.typed["token"] = tokens.usable(form.typed.get("token", ""), article)
    if refusal.code == "parent_hidden":
        form.typed["parent"] = ""
    response = _show_form(request, article, form, status=refusal.status, nudged=refusal.code == "nudge")
    if refusal.retry_after:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _show_form(
    request: HttpRequest, article: Article, form: CommentForm | None, status: int = 200, **known: Any
) -> HttpResponse:
    parent, in_place = _parent_shown(article, form) if form else None, _is_by_htmx(request)
    context = {
        "article": article,
        "section": article.section,
        "form": form,
        "proves": origin.asks_for_proof(request),
        "parent": parent,
        "parent_html": _html_of(parent) if parent else "",
        "in_place": in_place,
        "accounts": is_open(),
        "guideline": DiscussionSettings.load().guideline,
        "terms": ArticleTerms.of(article.pk),
        "told": list(_told(article)),
        "closed": "" if article.accepts_comments() else why_closed(article),
    }
    return render(
        request, "comments/form.html#write" if in_place else "comments/form.html", context | known, None, status
    )


def _told(article: Article) -> Iterator[str]:
    """What becomes of a comment here, before somebody writes it."""
    if situation(article.pk).publish_after is None:
        yield gettext("Comments here appear once a person has read them.")
    if minutes := ArticleTerms.of(article.pk).slow_minutes:
        yield slow_mode(minutes)
    if Breaker.current().is_open:
        yield gettext("The spam check does not answer at present: your comment is safe and will be checked later.")


def _parent_shown(article: Article, form: CommentForm) -> Comment | None:
    try:
        return intake.find_parent(article, str(form["parent"].value() or ""))
    except Refused:
        return None


def _asks_for_news(request: HttpRequest) -> bool:
    """Not so the form that is sent in place: it is led here, and wants the page."""
    return _is_by_htmx(request) and "seen" in request.GET


def _is_by_htmx(request: HttpRequest) -> bool:
    return bool(cast(HtmxDetails, request.htmx))  # type: ignore[attr-defined]


def _html_of(comment: Comment) -> str:
    return markup.current(comment.html, comment.markup, comment.text)
