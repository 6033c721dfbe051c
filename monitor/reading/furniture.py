"""What on a page is not the article, by structure and by wording, in four languages.

Evidence for each rule: the Prezly back end's two card kinds (ids `bookmark-…`, `story-bookmark-…`,
classes `release-content-…`), the rating questions of Rijksoverheid and the party sites, and the
read-also lines of InfoMigrants.
"""

import re

# Elements that never hold article text.
DROP = (
    "script, style, noscript, template, svg, iframe, form, button, input, select, nav, dialog, object, "
    "[hidden], [aria-hidden=true]"
)
# Cards that lead to other stories: cut, but their targets are kept as related links.
CARDS = (
    "[id^=bookmark-], [id^=story-bookmark-], [class^=release-content-bookmark], "
    "[class^=release-content-story-bookmark], .related, .related-news, .related-articles, .read-also, .readalso, "
    ".lireaussi, .lees-ook, .see-also, .siehe-auch, .c-related, .ea-own-embed, aside"
)
WIDGETS = (
    ".share, .social, .social-share, .partage, .newsletter, .subscribe, .cookie, .cookies, .cookie-banner, "
    ".advert, .advertisement, .ad, .comments, .comment-count, .rating, .views, .reading-time, .breadcrumb, "
    ".breadcrumbs, .pagination, .tags, .feedback, .toolbar"
)
HEADINGS = re.compile(
    r"^(related (news|stories|articles)|read (also|more)|see also|lees (ook|meer)|zie ook|gerelateerd( nieuws)?|"
    r"meer (nieuws|over dit onderwerp)|à lire aussi|lire aussi|sur le même sujet|lesen sie auch|mehr zum thema|"
    r"siehe auch|verwandte (artikel|themen))\s*:?$",
    re.IGNORECASE,
)
LINES = re.compile(
    r"^(read also|read more\s*:|see also\s*:|lees ook\s*:|lees meer\s*:|zie ook\s*:|(à )?lire aussi\s*:?|"
    r"lesen sie auch\s*:?|mehr zum thema\s*:|siehe auch\s*:)",
    re.IGNORECASE,
)
# From this line on nothing belongs to the article.
END = re.compile(
    r"^(heeft deze informatie u geholpen|how valuable did you find this article|was deze pagina nuttig|"
    r"cette page vous a-t-elle été utile|war diese seite hilfreich)",
    re.IGNORECASE,
)
CREDIT = re.compile(r"©|\bphoto\b.*\b(afp|belga|reuters|epa|anp)\b|\bBELGA PHOTO\b", re.IGNORECASE)
