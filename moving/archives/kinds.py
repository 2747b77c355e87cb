"""All kinds of records, in the order in which they are taken in, and what is no record, with the reason."""

from moving import tables
from moving.archives.kinds_articles import ARTICLES
from moving.archives.kinds_comments import COMMENTS
from moving.archives.kinds_desk import DESK
from moving.archives.kinds_people import PEOPLE

FORMAT = 1
KINDS = (*PEOPLE, *ARTICLES, *COMMENTS, *DESK)
BY_NAME = {kind.name: kind for kind in KINDS}

BY_NAME_ALONE = "made by `migrate`; the archive names them by words"
OF_THE_INSTALLATION = "tells of the spam service as this installation sees it"
LEFT_OUT = tables.LEFT_OUT | {
    "contenttypes.contenttype": BY_NAME_ALONE,
    "auth.permission": BY_NAME_ALONE,
    "articles.firstsegment": "part of sections and standing pages",
    "articles.rendition": "the worker makes them anew of the originals",
    "articles.siteversion": "a clock of caches, which goes on from the import's time",
    "comments.discussionclock": "a clock of caches",
    "comments.discussion": "counted anew",
    "comments.recommended": "counted anew",
    "comments.wording": "the worker works them out anew",
    "comments.alert": OF_THE_INSTALLATION,
    "comments.account": OF_THE_INSTALLATION,
    "comments.breaker": OF_THE_INSTALLATION,
    "socialaccount.socialapp": "stands in the settings of the installation",
    "socialaccount.socialtoken": "opens accounts elsewhere, and is not kept",
    "account.emailconfirmation": "links of days, which are asked for anew",
}
"""Tables without a kind of their own."""
