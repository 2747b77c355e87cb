"""Everything that would exist if nobody could comment."""

from moving.archives.kind import Kind

ARTICLES = (
    Kind(
        "newspaper_settings",
        "articles.newspapersettings",
        "One row: what the editors decide for all articles.",
        "id adblock_note most_discussed",
    ),
    Kind(
        "pictures",
        "articles.picture",
        "Pictures; `file` is the name of the original below media/, a focus is in per cent from the left and the top.",
        "id file width height alt caption credit focus_x focus_y digest uploaded_by uploaded_at",
        rebuilt="made rendering",
    ),
    Kind("authors", "articles.author", "Who signs articles.", "id name slug job_title bio portrait user"),
    Kind("author_addresses", "articles.authoraddress", "Former slugs of authors.", "id slug author"),
    Kind(
        "sections",
        "articles.section",
        "Sections, two levels deep. They share their numbers and slugs with standing pages.",
        "id slug name description parent position on_front",
    ),
    Kind(
        "standing_pages",
        "articles.standingpage",
        "Pages that are no articles (about, contact); `body` is HTML as that of articles.",
        "id slug title description body role position is_public public_since updated_at",
        rebuilt="body_html body_markup figures",
    ),
    Kind(
        "former_segments",
        "articles.formersegment",
        "Former slugs of sections and standing pages; `segment` is the number of either.",
        "id slug segment",
    ),
    Kind("tags", "articles.tag", "What articles are about, across sections.", "id name slug"),
    Kind("tag_addresses", "articles.tagaddress", "Former slugs of tags, and of merged ones.", "id slug tag"),
    Kind(
        "articles",
        "articles.article",
        "Articles in every state; what is published with a `published_at` ahead is scheduled. `body` is HTML of few"
        ' elements: a callout is <aside data-kind>, questions are <section data-kind="questions"> of <details>,'
        " pictures have the address /media/ and their name. `working_copy` is the revision that waits beside it.",
        "id headline slug standfirst body section label status published_at picture picture_alt caption credit"
        " takes_comments comments_close_at comments_close_after revision working_copy created_at updated_at related",
        rebuilt="body_html body_markup body_words figures",
    ),
    Kind(
        "article_addresses",
        "articles.articleaddress",
        "Every address under which an article is or was public; without an article it answers 410.",
        "id path article since",
    ),
    Kind("bylines", "articles.byline", "Who wrote an article, in order.", "id article author position job_title"),
    Kind("taggings", "articles.tagging", "Tags of articles, in the order of choice.", "id article tag position"),
    Kind(
        "revisions",
        "articles.revision",
        "What an article said after each time it was saved: `content` has its parts by name, rows by number.",
        "id article number by at note changed content",
    ),
    Kind(
        "article_notes",
        "articles.note",
        "What was said when an article was handed on.",
        "id article act by to at text",
    ),
    Kind("corrections", "articles.correction", "Corrections, which readers see.", "id article text at by"),
    Kind("pins", "articles.pin", "Places on the front page that editors have given away.", "id place article until"),
    Kind(
        "preview_links",
        "articles.previewlink",
        "Links by which somebody may read an unpublished article.",
        "id article nonce! by made_at ends_at",
    ),
    Kind(
        "mistake_reports",
        "articles.mistakereport",
        "Mistakes that readers have told the editors of.",
        "id article quote text* email* at handled_at handled_by",
    ),
    Kind(
        "unsaved_texts",
        "articles.unsavedtext",
        "What somebody typed into the form of an article and has not saved.",
        "id by article at fields",
    ),
)
