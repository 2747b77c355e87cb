from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.admin.shared import name_field

BODY_HELP = _(
    "Paragraphs, h2 to h4, lists, quotations, tables, figures and links; anything else is dropped when you save. Boxes:"
    " &lt;aside data-kind=&quot;key-takeaway&quot;&gt; (or expert-insight, did-you-know, pro-tip)."
    " Questions: &lt;section data-kind=&quot;questions&quot;&gt; around &lt;details&gt; with &lt;summary&gt;."
)


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg]
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        widgets = {"standfirst": forms.Textarea(attrs={"rows": 3}), "body": forms.Textarea(attrs={"rows": 30})}
        help_texts = {"body": BODY_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_revision"] = self.instance.revision
        if picture := self.fields.get("picture"):
            name_field(picture)

    def clean(self) -> dict[str, Any]:
        """Nobody's work is overwritten unread."""
        cleaned = super().clean() or {}
        if self.instance.pk and cleaned.get("seen_revision") != self.instance.revision:
            message = _("Somebody else saved this article while you wrote. Open it in a second tab and compare.")
            raise ValidationError(message, "changed_meanwhile")
        return cleaned
