"""Questions that readers asked, in the source of a body: `<details data-question="7">` names what they agreed to."""

import re
from html import escape

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

_NAMED = re.compile(r'<details\b[^>]*\bdata-question="([1-9]\d{0,8})"')
_LAST_BLOCK = re.compile(r'(<section data-kind="questions">.*?)(</section>)(?!.*<section data-kind="questions">)', re.S)
_BLOCK = '<section data-kind="questions">\n{}\n</section>'
_QUESTION = '<details data-question="{}"><summary>{}</summary><p data-kind="asked-by">{}</p><p></p></details>'
_WORDS = re.compile(r"(<summary\b[^>]*>).*?(</summary>)", re.S)
_CREDIT = re.compile(r'<p data-kind="asked-by">.*?</p>', re.S)


def numbers(source: str) -> list[int]:
    """Of the questions of readers that stand in a body."""
    return [int(number) for number in _NAMED.findall(source)]


def insert(source: str, number: int, question: str, name: str) -> str:
    """At the end of the last block of questions, or in a new one at the end; once, however often it is asked for."""
    if number in numbers(source):
        return source
    with override(settings.LANGUAGE_CODE):
        credit = _("Asked by %(name)s") % {"name": name} if name else _("Asked by a reader")
    return append(
        source, _QUESTION.format(number, escape(" ".join(question.split()), quote=False), escape(credit, quote=False))
    )


def append(source: str, item: str) -> str:
    found = _LAST_BLOCK.search(source)
    if found is None:
        return f"{source}\n{_BLOCK.format(item)}".strip()
    return f"{source[: found.start(2)]}{item}\n{source[found.start(2) :]}"


def item(source: str, number: int) -> str:
    """The question with its answer, as it stands there; empty where it does not."""
    found = _item(number).search(source)
    return found[0].strip() if found else ""


def take_out(source: str, number: int) -> str:
    """With the answer, and with the block if it is the last one in it."""
    return re.sub(r'<section data-kind="questions">\s*</section>\s*', "", _item(number).sub("", source))


def blank(source: str, number: int) -> str:
    """Without the reader's words and name; the answer is the editors' own."""
    with override(settings.LANGUAGE_CODE):
        stand_in = escape(_("This question was deleted."), quote=False)
    return _item(number).sub(lambda found: _WORDS.sub(rf"\1{stand_in}\2", _CREDIT.sub("", found[0]), count=1), source)


def _item(number: int) -> re.Pattern[str]:
    return re.compile(rf'<details\b[^>]*\bdata-question="{number}".*?</details>\s*', re.S)
