"""Edits made by machine: every digit, negation, modal verb, name, quantity and condition of a sentence changed in turn,
and rewordings that change nothing. It knows nothing of how the program reads a text: its words are its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_NAMES = ("Halvorsen", "Brennmoor", "Quistad", "Ardevelde", "Lomnitz", "Saint-Verlac", "Oudekamp", "Ferrantini")
_NEGATED = {
    "en": (r"\b(is|are|was|were|will|would|can|could|must|should|may|has|have|had|did|does|do)\b(?! not\b| yet\b)", r"\1 not"),
    "nl": (r"\b(is|zijn|was|waren|wordt|worden|werd|werden|heeft|hebben|kan|kunnen|mag|mogen|moet|moeten|zal|zullen)\b(?! niet\b)", r"\1 niet"),
    "fr": (r"(?<!n')(?<!ne )\b(sont|ont|peut|peuvent|doit|doivent|sera|seront|fait|font|reste|restent)\b(?! pas\b)", r"ne \1 pas"),
    "de": (r"\b(ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|kann|können|darf|dürfen|muss|müssen|soll|sollen)\b(?! nicht\b)", r"\1 nicht"),
}  # fmt: skip
_DENIALS = {
    "en": (r"\bnot\b ?|\bno\b(?= \w)", ""), "nl": (r"\bniet\b ?", ""), "fr": (r"\bpas\b ?", ""), "de": (r"\bnicht\b ?", ""),
}  # fmt: skip
_MODALS = {
    "en": ("can", "could", "may", "must", "should", "will", "would"),
    "nl": ("kan", "kon", "mag", "moet", "moest", "zal", "zou", "wil"),
    "fr": ("peut", "pouvait", "pourrait", "doit", "devait", "devrait", "veut"),
    "de": ("kann", "konnte", "könnte", "darf", "durfte", "muss", "musste", "soll", "will", "wird", "würde"),
}
_MANY = {
    "nl": ("kunnen", "konden", "mogen", "moeten", "moesten", "zullen", "zouden", "willen"),
    "fr": ("peuvent", "pouvaient", "pourraient", "doivent", "devaient", "devraient", "veulent"),
    "de": ("können", "konnten", "könnten", "dürfen", "durften", "müssen", "mussten", "sollen", "wollen", "würden"),
}
_QUANTITIES = {
    "en": (("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty"), ("all", "some", "most", "few", "many"),
           ("at least", "at most"), ("more than", "less than"), ("half", "a third")),
    "nl": (("twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "twaalf", "twintig"), ("alle", "sommige", "weinig", "veel"),
           ("ten minste", "ten hoogste"), ("meer dan", "minder dan")),
    "fr": (("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "douze", "vingt"), ("tous", "certains", "beaucoup de"),
           ("au moins", "au plus"), ("plus de", "moins de")),
    "de": (("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "zwölf", "zwanzig"), ("alle", "einige", "viele", "wenige"),
           ("mindestens", "höchstens"), ("mehr als", "weniger als")),
}  # fmt: skip
_CONDITIONS = {
    "en": (("if", "unless"), ("only", "also"), ("before", "after"), ("since", "until")),
    "nl": (("indien", "tenzij"), ("mits", "tenzij"), ("alleen", "ook"), ("voordat", "nadat"), ("sinds", "tot")),
    "fr": (("seulement", "aussi"), ("avant", "après"), ("depuis", "jusqu'à"), ("avec", "sans")),
    "de": (("falls", "außer wenn"), ("sofern", "es sei denn"), ("nur", "auch"), ("vor", "nach"), ("mit", "ohne")),
}
_SAID = {
    "en": r"\b(?:said|says|told|added|according to)\b", "nl": r"\b(?:zei|zegt|vertelde|volgens|aldus)\b",
    "fr": r"\b(?:a déclaré|a dit|selon|affirme|a indiqué)\b", "de": r"\b(?:sagte|sagt|erklärte|laut)\b",
}  # fmt: skip
_CAPITAL = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][a-zà-ÿ]{3,}(?![\w'’-])")
_NUMBER = re.compile(r"(?<![\w./:-])\d[\d.,]*(?![\w/:-])")


@dataclass(frozen=True, slots=True)
class Made:
    """A sentence before and after one edit. `kind` of what changed: `reworded` where nothing did."""

    kind: str
    language: str
    before: str
    after: str


def edits(sentence: str, language: str) -> Iterator[Made]:
    """Every edit of a sentence that says something else."""
    found = (
        ("digit", _digits(sentence)),
        ("negation", _once(sentence, *_NEGATED[language])),
        ("negation", _once(sentence, *_DENIALS[language])),
        ("modal", _among(sentence, (_MODALS[language], _MANY.get(language, ())))),
        ("quantity", _among(sentence, _QUANTITIES[language])),
        ("condition", _among(sentence, _CONDITIONS[language])),
        ("speaker" if re.search(_SAID[language], sentence) else "name", _renamed(sentence, language)),
    )
    for kind, texts in found:
        yield from (Made(kind, language, sentence, text) for text in dict.fromkeys(texts) if text != sentence)


def _digits(sentence: str) -> Iterator[str]:
    """Each digit of each number, one after the other, put up by one."""
    for number in _NUMBER.finditer(sentence):
        places = [k for k in range(number.start(), number.end()) if sentence[k].isdigit()]
        for place in places:
            digit = str(int(sentence[place]) % 9 + 1)
            yield sentence[:place] + digit + sentence[place + 1 :]


def _once(sentence: str, pattern: str, to: str) -> Iterator[str]:
    """The pattern replaced in one place after the other."""
    for found in re.finditer(pattern, sentence):
        new = found.expand(to) if to else ""
        yield " ".join((sentence[: found.start()] + new + sentence[found.end() :]).split())


def _among(sentence: str, groups: Iterable[Iterable[str]]) -> Iterator[str]:
    """Each word of a group put for each other of it."""
    for group in map(tuple, groups):
        for word in group:
            for found in re.finditer(rf"(?<![\w'’-]){re.escape(word)}(?![\w'’-])", sentence):
                others = [other for other in group if other != word and not sentence[: found.start()].endswith(" a ")]
                yield from (sentence[: found.start()] + other + sentence[found.end() :] for other in others)


def _renamed(sentence: str, language: str) -> Iterator[str]:
    """Each word that a capital makes a name, which in German it does to any noun, put for another name."""
    if language == "de":
        return
    for place, found in enumerate(_CAPITAL.finditer(sentence)):
        name = _NAMES[(place + len(sentence)) % len(_NAMES)]
        yield sentence[: found.start()] + name + sentence[found.end() :]


# --- what changes nothing ------------------------------------------------------------------------

_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
}
_PERCENT = {"en": "per cent", "nl": "procent", "fr": "pour cent", "de": "Prozent"}
_MARKS: Mapping[str, str] = {"'": "’", '"': "”", " - ": " – ", " – ": " - ", "...": "…", "’": "'"}


def rewordings(sentence: str, language: str) -> Iterator[Made]:
    """The sentence in other signs: marks, blanks, thousands, dates, shares, small numbers in words."""
    found = dict.fromkeys(
        (*_marked(sentence), *_thousands(sentence), *_dates(sentence, language), *_shares(sentence, language))
    )
    yield from (Made("reworded", language, sentence, text) for text in found if text != sentence)


def _marked(sentence: str) -> Iterator[str]:
    yield from (sentence.replace(old, new) for old, new in _MARKS.items() if old in sentence)
    yield sentence.replace(" ", "\u00a0", 1)
    yield sentence.rstrip(".") if sentence.endswith(".") else sentence


def _thousands(sentence: str) -> Iterator[str]:
    for found in re.finditer(r"(?<![\d.,])(\d{1,3})([.,])(\d{3})(?![\d.,])", sentence):
        other = "," if found[2] == "." else "."
        yield f"{sentence[: found.start()]}{found[1]}{other}{found[3]}{sentence[found.end() :]}"
        yield f"{sentence[: found.start()]}{found[1]}\u202f{found[3]}{sentence[found.end() :]}"


def _dates(sentence: str, language: str) -> Iterator[str]:
    months = "|".join(_MONTHS[language])
    for found in re.finditer(rf"\b(\d{{1,2}})\.? ({months}) (20\d\d)\b", sentence):
        month = _MONTHS[language].index(found[2]) + 1
        for text in (f"{int(found[1]):02d}/{month:02d}/{found[3]}", f"{found[3]}-{month:02d}-{int(found[1]):02d}"):
            yield sentence[: found.start()] + text + sentence[found.end() :]


def _shares(sentence: str, language: str) -> Iterator[str]:
    word = _PERCENT[language]
    for found in re.finditer(r"(\d) ?%", sentence):
        yield f"{sentence[: found.start()]}{found[1]} {word}{sentence[found.end() :]}"
    for found in re.finditer(rf"(\d) {word}\b", sentence):
        yield f"{sentence[: found.start()]}{found[1]}%{sentence[found.end() :]}"
