"""Comments, who wrote them, and how they came."""

from moving.archives.kind import Kind

COMMENTS = (
    Kind(
        "discussion_settings",
        "comments.discussionsettings",
        "One row: what the editors decide for all discussions.",
        "id publish_after guideline edit_minutes authors_decide recommendations",
    ),
    Kind(
        "article_terms",
        "comments.articleterms",
        "An article's own words over the form, and how slowly people may write there.",
        "article message slow_minutes",
    ),
    Kind(
        "commenters",
        "comments.commenter",
        "Whoever wrote comments: an account, or an e-mail address, known by its HMAC under SECRET_KEY.",
        "id user email_key* of_owner domain_key* first_seen_at",
        rebuilt="approved_count rejected_count spam_count",
    ),
    Kind(
        "comments",
        "comments.comment",
        "Comments in every status, as they were typed (paragraphs, links, quotations, emphasis and code of Markdown)."
        " `parent` is what it answers, `root` the first of the thread. `version` numbers the text. `on_page`: it shows"
        " on the page, or that something was here. `nonce` and SECRET_KEY make its writer's private link.",
        "id article parent root depth status shelf reason priority on_page commenter badge name* website* text* version"
        " came_as edited_by created_at edited_at asked_at decided_at deferred_until featured_at emptied_at nonce!",
        rebuilt="section reply_count html markup",
    ),
    Kind(
        "former_texts",
        "comments.formertext",
        "What a comment said before it was changed; `by` is the number of the moderator who had written that.",
        "id comment version text* by replaced_at",
    ),
    Kind(
        "submissions",
        "comments.submission",
        "Requests by which texts came, as long as they are kept; `payload` is what the spam check was sent.",
        "id comment version token fingerprint ip* email* user_agent* referrer* trap seconds_to_post payload*"
        " created_at",
    ),
    Kind(
        "checks",
        "comments.check",
        "Answers of the spam check, and what each rule made of them.",
        "id comment version created_at took_ms verdict fault detail guid alert_code recheck_reason recheck_after"
        " applied trace",
    ),
    Kind(
        "feedback",
        "comments.feedback",
        "What the spam check was or shall be told of decisions.",
        "id comment version action kind verdict state cancelled_by created_at tries begun_at failed_at settled_at"
        " detail setbacks may_have_arrived may_be_repeated",
    ),
    Kind(
        "contacts",
        "comments.contact",
        "E-mail addresses that guests have confirmed, or were asked to.",
        "id commenter email* asked_at confirmed_at nonce! then comment",
    ),
    Kind(
        "consents",
        "comments.consent",
        "Questions to writers whether a comment may be printed as a reader's question, and their answers.",
        "id comment text answer credit* asked_by asked_at answered_at used_at",
    ),
    Kind(
        "recommendations",
        "comments.recommendation",
        "A reader's liking of a comment; `mark` tells browsers apart, for each comment anew.",
        "id comment mark* at",
    ),
    Kind(
        "follows",
        "comments.follow",
        "Who wants to be mailed about what; nothing is mailed before `confirmed_at`.",
        "id commenter kind article comment often asked_at confirmed_at due_at told_until told_status told_version",
    ),
    Kind(
        "mailboxes",
        "comments.mailbox",
        "What there is to know of letters to a person.",
        "id commenter nonce! letters sent_at refused_at fault",
    ),
    Kind(
        "letter_clock",
        "comments.letterclock",
        "One row: up to which row of the moderation log letters have been thought of.",
        "id seen",
    ),
    Kind("erasures", "comments.erasure", "Erasures that people have asked for, and how far each has got.",
        "id person batch with_account total done asked_at ended_at"),
)  # fmt: skip
