"""What codes and English sentences of the engine are called on the pages, in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.models.article import Status as ArticleStatus
from comments.models import Status
from moving.imports.report import SENTENCES
from moving.imports.taking_back import WHY

OVERTAKEN = _("Nothing was done: it stands elsewhere by now, as you see below.")
BUSY = _("Nothing was done: another one is running, and only one may at a time. Wait until it has ended.")
NAMED_MEANWHILE = _(
    "Nothing was saved: somebody else has changed who is who since you opened this page. What you typed stands below."
)
TOO_LARGE = _(
    "Nothing was taken: the files have %(size)s MB together, and %(most)s MB may be sent (the setting UPLOAD_MB)."
)
NO_ROOM = _("Nothing was taken: the files have %(size)s MB together, for which the server's disk has no room.")
NOT_KEPT = _(
    "Nothing was taken: the server could not write the files (%(error)s). Whoever runs it must see to"
    " DATA_DIR/transfers."
)
SIGNED_OUT = _(
    "Nothing was taken. If you have just sent files, you were not signed in any more when they came: choose them again."
)
OLD_FORM = _(
    "Nothing was taken: this page was opened more than a day ago, or by somebody else. Choose the files again."
)

COUNTED = {
    "articles": ngettext_lazy("%(count)d article", "%(count)d articles", "count"),
    "pages": ngettext_lazy("%(count)d standing page", "%(count)d standing pages", "count"),
    "comments": ngettext_lazy("%(count)d comment", "%(count)d comments", "count"),
    "pictures": ngettext_lazy("%(count)d picture", "%(count)d pictures", "count"),
    "authors": ngettext_lazy("%(count)d author", "%(count)d authors", "count"),
    "sections": ngettext_lazy("%(count)d section", "%(count)d sections", "count"),
    "tags": ngettext_lazy("%(count)d tag", "%(count)d tags", "count"),
}
# What readers count of a file, beside names that the former site gave its kinds.
TALLIED = {
    "post": _("posts"),
    "page": _("pages"),
    "attachment": _("attachments"),
    "comment": _("comments"),
    "pingback": _("pingbacks, left out"),
    "trackback": _("trackbacks, left out"),
    "item without a type": _("items without a type"),
    "comment of what is left out": _("comments on what is left out"),
    "thread": _("threads"),
    "thread without an article": _("threads without an article"),
    "post of such a thread": _("posts in such threads"),
    "post without a thread": _("posts without a thread"),
    "post that came with WordPress": _("posts that came with WordPress already"),
}
ABOUT = {
    "post": _("post"),
    "page": _("page"),
    "comment": _("comment"),
    "thread": _("thread"),
    "mapping": _("mapping"),
    "article": _("article"),
    "picture": _("picture"),
    "author": _("author"),
    "section": _("section"),
    "tag": _("tag"),
    "account": _("account"),
    "kind": _("kind"),
}
# Whom a trial has met, as the form of who is who asks for them: what they are called, and what is counted of each.
MET = {
    "types": _("Kinds of content besides posts and pages"),
    "taxonomies": _("What articles are filed under besides categories and tags"),
    "authors": _("Authors"),
    "sections": _("Categories"),
    "articles": _("Threads without an article"),
    "accounts": _("Who commented with an account there"),
}
MET_LISTED = {
    "types": ngettext_lazy("%(count)d kind of content of its own", "%(count)d kinds of content of its own", "count"),
    "authors": COUNTED["authors"],
    "sections": ngettext_lazy("%(count)d category", "%(count)d categories", "count"),
    "articles": ngettext_lazy("%(count)d thread without an article", "%(count)d threads without an article", "count"),
    "accounts": ngettext_lazy("%(count)d account that commented", "%(count)d accounts that commented", "count"),
}
ASKED = {
    "types": _("What becomes of them here. Left out they are listed."),
    "taxonomies": _("What becomes of these terms here. Left out, articles come without them."),
    "authors": _("An author who is here, by name or address. Empty: they come as they are there."),
    "sections": _("A section that is here, or the name of a new one. Empty: it comes as it is there."),
    "articles": _("The address of an article that is here. Empty: what was written there is left out, and listed."),
    "accounts": _("The username of an account here, to which their comments then belong. Empty: to none."),
}
MET_COUNTED = {
    "types": ngettext_lazy("%(count)d item", "%(count)d items", "count"),
    "taxonomies": COUNTED["articles"],
    "authors": COUNTED["articles"],
    "sections": COUNTED["articles"],
    "articles": COUNTED["comments"],
    "accounts": COUNTED["comments"],
}


def listed(counts: Mapping[str, int]) -> str:
    """What there is of each, in one line; kinds of other pages may name theirs as they like."""
    return ", ".join(_counted(name, count) for name, count in counts.items() if count)


def _counted(name: str, count: int) -> str:
    return str(COUNTED[name] % {"count": count}) if name in COUNTED else f"{count} {name}"


def tallied(name: str) -> str:
    return str(TALLIED.get(name, name))


def sentence(code: str) -> str:
    """Of a finding, or of what stays when a batch is taken back."""
    return gettext(SENTENCES[code] if code in SENTENCES else {str(kind): why for kind, why in WHY.items()}[code])


def met_listed(counts: Mapping[str, int]) -> str:
    return ", ".join(str(words % {"count": counts[part]}) for part, words in MET_LISTED.items() if counts.get(part))


def met(part: str) -> str:
    return str(MET[part])


def asked(part: str) -> str:
    return str(ASKED[part])


def met_counted(count: int, part: str) -> str:
    return str(MET_COUNTED[part] % {"count": count})


def about(text: str) -> str:
    """ "comment 17", the first word in the language of the page."""
    kind, space, name = text.partition(" ")
    return f"{ABOUT[kind]}{space}{name}" if space and kind in ABOUT else text


def status(code: str, of: str) -> str:
    """`of`: articles or comments."""
    known = ArticleStatus if of == "articles" else Status
    return str(known(code).label) if code in known.values else code


def told(fault: dict[str, Any]) -> str:
    """A sentence that was kept with its values."""
    named = fault.get("named")
    return gettext(fault["sentence"]) % named if named else gettext(fault["sentence"])
