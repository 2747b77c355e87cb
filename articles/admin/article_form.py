from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles import content, revising
from articles.admin.closing_fields import ClosingFields
from articles.admin.shared import name_field
from articles.admin.writing import WritingWidget
from articles.content import Content
from articles.models import Revision

BODY_HELP = _(
    "Paragraphs, h2 to h4, lists, quotations, tables, figures and links; anything else is dropped when you save. Boxes:"
    " &lt;aside data-kind=&quot;key-takeaway&quot;&gt; (or expert-insight, did-you-know, pro-tip)."
    " Questions: &lt;section data-kind=&quot;questions&quot;&gt; around &lt;details&gt; with &lt;summary&gt;."
)


class ArticleForm(ClosingFields):
    """Shows and takes the working content: what it holds is written by `articles.revising`, never by the form."""

    seen_revision = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label=_("What you changed"),
        required=False,
        max_length=revising.LONGEST_NOTE,
        help_text=_("For the history, if you like."),
    )

    class Meta:
        widgets = {"standfirst": forms.Textarea(attrs={"rows": 3}), "body": WritingWidget(attrs={"rows": 30})}
        help_texts = {"body": BODY_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stamp = self.instance.stamp
        self.collides = False
        self.kept: Revision | None = None  # what came of the save
        opened = revising.opened(self.instance) if self.instance.pk else {}
        self.initial.update({name: opened[name] for name in self.fields if name in opened}, seen_revision=self.stamp)
        self.initial.update(vars(self.instance).get("_unsaved", {}))
        if picture := self.fields.get("picture"):
            name_field(picture)

    def clean(self) -> dict[str, Any]:
        """Nobody's work is overwritten unread: `over` says that the other text was shown, and which."""
        cleaned = super().clean() or {}
        knows = self.stamp in {cleaned.get("seen_revision"), self.data.get("over")}
        if self.instance.pk and not knows:
            self.collides = True
            message = _("Somebody else saved this article while you wrote. Nothing of yours is lost: compare above.")
            raise ValidationError(message, "changed_meanwhile")
        return cleaned

    def content(self) -> Content:
        """Words and links as they were typed; rows beside the form are added by who has them."""
        typed: Content = {name: self.cleaned_data[name] for name in content.WORDS if name in self.cleaned_data}
        for name in content.LINKS:
            if name in self.cleaned_data:
                typed[name] = getattr(self.cleaned_data[name], "pk", None)
        if "related" in self.cleaned_data:
            typed["related"] = sorted(self.cleaned_data["related"].values_list("pk", flat=True))
        return typed
