"""What is wrong with a topic file, and what its short forms stand for."""

from collections.abc import Iterator, Mapping

from monitor.core.flat import flat
from monitor.core.topic import Rule, Topic
from monitor.topics.expression import ExpressionError, Node, refs
from monitor.topics.grammar import parse_rule, parse_term

LANGUAGES = ("en", "nl", "fr", "de")
ANY, REFERENCES, NEVER = "any", "references", "never"
# Concepts that use one another, one behind the other: no editor needs more, and recursion has an end.
_DEEPEST = 20
# What `all` and `against` are short for.
_NEARNESS = (("title", 1.0), ("head", 0.85), ("paragraph", 0.7), ("text", 0.4))
_AGAINST_TITLE, _AGAINST_TEXT = 0.75, 0.1


def uses(topic: Topic, concept: str) -> tuple[str, ...]:
    """The concepts that a concept's terms name."""
    return tuple(dict.fromkeys(_used(topic.concepts[concept])))


def simple_rules(together: tuple[str, ...], against: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules that `all` and `against` are short for: the nearer the concepts, the higher the score."""
    when = " AND ".join(together)
    rules = [Rule(when, place, score=score) for place, score in _NEARNESS] if together else []
    for name in against:
        rules.append(Rule(name, "title", change=-_AGAINST_TITLE))
        rules.append(Rule(f"{name} AND NOT title:{name}", "text", change=-_AGAINST_TEXT))
    return tuple(rules)


Mistakes = Iterator[tuple[str, str, str]]


def mistakes(topic: Topic) -> Mistakes:
    """What is wrong with a topic: key, what was found (with its column), what would be right."""
    for name, lists in topic.concepts.items():
        for language, terms in lists.items():
            for number, term in enumerate(terms):
                yield from _of_term(topic, f"concepts.{name}.{language}[{number}]", term)
    for name in _circular(topic):
        yield (
            f"concepts.{name}",
            f"terms that lead back to {{{name}}} itself",
            "concepts that do not use each other",
        )
    for name in _too_deep(topic):
        yield f"concepts.{name}", f"more than {_DEEPEST} concepts that use each other in a row", f"at most {_DEEPEST}"
    for number, rule in enumerate(topic.rules):
        try:
            node = parse_rule(rule.when)
        except ExpressionError as error:
            yield f"rules[{number}].when", _found(rule.when, error), error.expected
            continue
        yield from _unknown(topic, f"rules[{number}].when", rule.when, node)


def _of_term(topic: Topic, key: str, term: str) -> Mistakes:
    try:
        node = parse_term(term)
    except ExpressionError as error:
        yield key, _found(term, error), error.expected
        return
    if "{" in term:
        yield from _unknown(topic, key, term, node)


def _unknown(topic: Topic, key: str, text: str, node: Node) -> Mistakes:
    for ref in refs(node):
        if ref.name not in topic.concepts:
            error = ExpressionError(ref.column, repr(ref.name), "a concept of this file: " + ", ".join(topic.concepts))
            yield key, _found(text, error), error.expected


def _found(text: str, error: ExpressionError) -> str:
    return f"{error.found} in column {error.column} of {text!r}"


def _circular(topic: Topic) -> Iterator[str]:
    """Concepts whose terms lead back to themselves."""
    uses = {name: set(_used(lists)) for name, lists in topic.concepts.items()}
    for name in uses:
        reached, queue = set[str](), list(uses[name])
        while queue:
            other = queue.pop()
            if other not in reached:
                reached.add(other)
                queue += uses.get(other, ())
        if name in reached:
            yield name


def _too_deep(topic: Topic) -> Iterator[str]:
    """Concepts that begin too long a row of concepts, each used by the one before."""
    uses = {name: set(_used(lists)) & topic.concepts.keys() for name, lists in topic.concepts.items()}
    begin = set(uses)
    for _ in range(_DEEPEST):
        begin = {name for name, used in uses.items() if used & begin}
    circular = set(_circular(topic))
    yield from (name for name in uses if name in begin and name not in circular)


def _used(lists: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for term in (t for t in flat(lists.values()) if "{" in t):
        try:
            yield from (ref.name for ref in refs(parse_term(term)))
        except ExpressionError:
            continue
