"""What an author has before them, so that what they send is about that and nothing else."""

from django.db.models import Max

from comments.models import Comment, Kind, ModerationAction

BY_PEOPLE = (Kind.STATUS, Kind.DENIED)


def mark_of(comment: Comment) -> str:
    """The version of the text and the last decision of a person. What the machine does meanwhile changes nothing."""
    decided = ModerationAction.objects.filter(comment=comment.pk, actor__isnull=False, kind__in=BY_PEOPLE)
    return f"{comment.version}-{decided.aggregate(last=Max('pk'))['last'] or 0}"
