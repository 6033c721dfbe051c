"""Why something was decided or told, as a code with its values. It is stored so; `monitor.render.reasons` words it."""

from dataclasses import dataclass
from typing import Literal

Code = Literal[
    # What stands as it is: words of others, and sentences that earlier versions stored.
    "verbatim", "said", "named", "linked",
    # A change, by what differs.
    "wording_changed",
    "negation_changed", "quote_changed", "status_changed", "figure_changed", "modality_changed", "name_changed",
    "scope_changed", "headline_changed", "table_cell_changed", "reference_changed", "date_changed", "text_removed",
    "text_added", "link_changed", "attribution_changed", "stance_changed",
    "exchanged", "come", "gone",
    "words_swapped", "quote_gone", "pledge_gone", "in_caption", "rounded",
    "editorial_note", "no_article", "empty_page", "bot_challenge", "error_page", "cookie_wall", "login_page", "no_text",
    "capture-failure", "only_form", "only_form_shown",
    "related_changed", "around_changed", "same_text",
    "form_order", "form_spelling", "form_inflection", "form_wording", "form_marks", "form_breaks", "form_subheading",
    "form_credit", "form_label", "form_date", "form_time", "form_abbreviation", "form_repeated",
    "judged_in_part", "judged_in_time", "matched_in_part", "read_megabytes", "read_paragraphs", "read_by_structure",
    "file_unread", "file_cut", "file_unnamed",
    # An event of an item.
    "silent_edit", "in_section", "flapping", "back_to", "looks_found_gone", "moved", "redesigned", "edits_as_one",
    "edits_undone", "told_by",
    # Why an item is on a topic, or not.
    "in_title", "in_lead", "in_paragraph", "pinned", "against", "against_why", "rule_holds",
    "of_concept", "no_word", "too_far", "lacking", "all_of",
    # Our own events.
    "watching", "and_more", "failing", "polls_failed", "answers_again", "not_asked", "asked_for", "nothing_new",
    "expected", "plausible", "days_hours", "days", "hours", "alike_held", "in_common", "piece_added", "piece_removed",
    "changed_title", "release_hint", "close_hint", "not_carried", "pages_unread", "page_unread",
    "channel_rests", "undelivered", "undelivered_doubt", "sends_again", "way_open",
    "all_quiet", "summed_up", "summary_line", "since", "not_healthy",
    # Why a difference between two looks at a page is told or not.
    "place_learnt", "place_pinned", "place_muted", "place_rule", "place_link", "place_few", "place_added", "place_new",
    "place_form", "place_label", "place_exchanged", "place_flips", "place_closed", "place_outlived", "place_quiet",
    "place_moves", "place_mixed", "place_voted", "place_renewed", "place_restless",
    "place_everywhere", "place_around", "place_outside", "same_change", "moving_place", "place_hint",
    # Why an alert waits, or was closed.
    "digest", "quiet_hours", "after_outage", "together", "together_flapping", "lost_together", "owed",
    "held_suspect", "settled_redesign", "closed_redesign", "quiet_digest",
]  # fmt: skip


SAID = "said"
"""A sentence that an earlier version stored, in its value `words`."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, and the values that its sentence names: words, counts, or reasons in their turn."""

    code: str
    values: "tuple[tuple[str, Value], ...]" = ()

    def __str__(self) -> str:
        """For the log: 'figure_changed (exchanged (2,635; 2,815))'."""
        said = "; ".join(_shown(value) for _, value in self.values)
        return f"{self.code} ({said})" if said else self.code


Value = str | int | Reason | tuple[str | Reason, ...]


def because(code: Code, **values: Value) -> Reason:
    """A reason of this code."""
    return Reason(code, tuple(values.items()))


def verbatim(words: str) -> Reason:
    """Words that are shown as they stand: a title, what a site or a channel said."""
    return because("verbatim", words=words)


def _shown(value: Value) -> str:
    return "; ".join(map(_shown, value)) if isinstance(value, tuple) else str(value)
