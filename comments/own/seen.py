"""What an author has before them, so that what they send is about that and nothing else."""

from django.db.models import Max

from comments.models import Comment, Kind, ModerationAction

BY_PEOPLE = (Kind.STATUS, Kind.DENIED)


def mark_of(comment: Comment) -> str:
    """The version of the text and the last decision of a person. What the machine does meanwhile changes nothing."""
    decided = ModerationAction.objects.filter(comment=comment.pk, actor__isnull=False, kind__in=BY_PEOPLE)
    return f"{comment.version}-{decided.aggregate(last=Max('pk'))['last'] or 0}"


def decision_of(comment: Comment) -> int:
    """The act by which it stands as it was read; 0 where there is none, or another came since."""
    last = ModerationAction.objects.about(comment.pk).first()
    if last is None or (last.to_status, last.reason, last.version) != (comment.status, comment.reason, comment.version):
        return 0
    return last.pk
