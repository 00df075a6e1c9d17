"""Places of SQL text where a mistake is likely, and what it would be there: see mutants.py."""

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import TokenError
from sqlglot.tokens import Token, TokenType

# What one word or sign becomes. Of functions, what follows is a bracket.
COMPARISONS = {"=": "<>", "==": "!=", "<>": "=", "!=": "=", "and": "or", "or": "and"}
BOUNDARIES = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
SIGNS = {"+": "-", "-": "+", "*": "/", "/": "*"}
TRUTHS = {"true": "false", "false": "true"}
FUNCTIONS = {
    "sum": "max",
    "avg": "median",
    "min": "max",
    "max": "min",
    "median": "max",
    "arg_min": "arg_max",
    "arg_max": "arg_min",
    "first_value": "last_value",
    "last_value": "first_value",
    "lag": "lead",
    "lead": "lag",
    "rank": "dense_rank",
    "dense_rank": "rank",
    "bool_and": "bool_or",
    "bool_or": "bool_and",
    "stddev_pop": "stddev_samp",
    "stddev_samp": "stddev_pop",
    "greatest": "least",
    "least": "greatest",
    "floor": "ceil",
    "ceil": "floor",
}
JOINS = {
    ("left", "join"): "inner",
    ("inner", "join"): "left",
    ("full", "join"): "left",
    ("anti", "join"): "semi",
    ("semi", "join"): "anti",
    ("union", "all"): "union",
    ("except", "all"): "intersect all",
    ("except", "select"): "intersect",
}
FILTERS = {"where", "qualify", "having"}
# What ends a list of columns to order by.
ENDS = {",", ")", "desc", "asc", "nulls", "limit", "rows", "range", "groups", "offset"}
# Between operands these signs are of arithmetic.
OPERAND_END = re.compile(r"[\w)\]'\"]$")
NO_OPERANDS = {"select", "distinct", "then", "else", "when", "and", "or", "case", "by", "in", "end"}

JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


class Mutation(NamedTuple):
    """Text that takes the place of that from start to before end."""

    kind: str
    start: int
    end: int
    text: str


class Words:
    """The tokens of a text, and what each is called."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        """Read tokens of the text."""
        self.text, self.tokens = text, tokens
        self.words = [self.source(number).lower() for number in range(len(tokens))]

    def source(self, number: int) -> str:
        """Return a token as the text has it."""
        return self.text[self.tokens[number].start : self.tokens[number].end + 1]

    def __getitem__(self, number: int) -> str:
        """Return a token in lower case; before the first and after the last there is none."""
        return self.words[number] if 0 <= number < len(self.words) else ""

    def relation(self, number: int) -> str:
        """Return what stands before the point before a token, if one does."""
        return self[number - 2] if self[number - 1] == "." else ""

    def end_of(self, number: int, ends: set[str]) -> int:
        """Return the number of the first token from one on that ends what is not in brackets."""
        depth = 0
        for place in range(number, len(self.words)):
            if depth == 0 and self.words[place] in ends:
                return place
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(self.words[place], 0)
        return len(self.words)


def _of_word(words: Words, at: int) -> Iterator[tuple[str, int, int, str]]:
    """Yield mutations at a token: kind, first and last token, and the new text."""
    word, before, after = words[at], words[at - 1], words[at + 1]
    is_called = after == "("
    if (word, after) in JOINS:
        last = at if after in ("join", "select") else at + 1
        yield "join", at, last, JOINS[word, after]
    if word in FILTERS:
        yield "filter", at, at, f"{word} true or"
    if word in COMPARISONS:
        yield "comparison", at, at, COMPARISONS[word]
    if word in BOUNDARIES:
        yield "boundary", at, at, BOUNDARIES[word]
    if word == "not":
        yield "comparison", at, at, ""
    if word == "is" and after == "null":
        yield "comparison", at, at, "is not"
    if word in TRUTHS:
        yield "constant", at, at, TRUTHS[word]
    if word in FUNCTIONS and is_called:
        yield "aggregate", at, at, FUNCTIONS[word]
    if word == "count" and is_called and words[at + 2] not in ("*", "distinct"):
        yield "aggregate", at + 1, at + 1, "(distinct "
    is_operand = OPERAND_END.search(before) and before not in NO_OPERANDS
    if word in SIGNS and is_operand and after not in (")", ",", "from"):
        yield "sign", at, at, SIGNS[word]
    if word == "-" and not is_operand:
        yield "sign", at, at, ""
    if word == "abs" and is_called:
        yield "sign", at, at, ""
    if word == "desc":
        yield "order", at, at, ""
    if word in ("first", "last") and before == "nulls":
        yield "order", at, at, {"first": "last", "last": "first"}[word]
    if word.split() == ["order", "by"]:
        end = words.end_of(at + 1, ENDS)
        if words[end] not in ("desc", "asc") and end > at + 1:
            yield "order", end - 1, end - 1, f"{words.source(end - 1)} desc"
    if word == "coalesce" and is_called:
        comma = words.end_of(at + 2, {",", ")"})
        end = words.end_of(at + 2, {")"})
        if words[comma] == ",":
            first = words.text[words.tokens[at + 2].start : words.tokens[comma].start].rstrip()
            yield "coalesce", at, end, f"({first})"
    if word == "distinct" and before not in ("is", "not"):
        yield "distinct", at, at, ""
    is_size = "decimal" in (words[at - 2], words[at - 4])
    if re.fullmatch(r"\d+", word) and not is_size:
        yield "constant", at, at, str(int(word) + 1)
    if re.fullmatch(r"\d*\.\d+", word):
        yield "constant", at, at, f"{float(word) / 2}"
    if re.fullmatch(r"'[a-z][a-z_ ]*'", words.source(at)):
        yield "constant", at, at, f"'other {words.source(at)[1:]}"


def _of_columns(
    words: Words, types: Mapping[str, set[str]], here: set[tuple[str, str]]
) -> Iterator[tuple[str, int, int, str]]:
    """Yield for every column the others of the text with its type, of its relation or another."""
    names = sorted({name for _, name in here})
    for at in range(len(words.tokens)):
        word, relation = words[at], words.relation(at)
        if word not in types or words[at + 1] in ("(", ".") or words[at - 1] == "as":
            continue
        is_output = words[at + 1] in (",", "from")
        for other in names:
            if other != word and types[other] & types[word]:
                yield "column", at, at, other
                if is_output:
                    yield "column", at, at, f"{other} as {word}"
        for other_relation, other in sorted(here):
            if relation and other_relation not in ("", relation) and types[other] & types[word]:
                new = f"{other_relation}.{other}"
                yield "relation", at - 2, at, new
                if is_output and other != word:
                    yield "relation", at - 2, at, f"{new} as {word}"


def _of_relations(words: Words) -> Iterator[tuple[str, int, int, str]]:
    """Yield for every CTE that is read the others of the text."""
    places = range(len(words.tokens))
    parts = {words[at] for at in places if words[at + 1] == "as" and words[at + 2] == "("}
    for at in places:
        if words[at - 1] in ("from", "join") and words[at] in parts:
            for other in sorted(parts - {words[at]}):
                name = "" if words[at + 1] == "as" else f" as {words[at]}"
                yield "relation", at, at, other + name


def _parts(text: str, is_macro: bool) -> Iterator[tuple[int, str, bool]]:
    """Yield the texts to change, where they begin and whether they are Jinja's own, of macros."""

    def masked(match: re.Match) -> str:
        block = match.group()
        # an expression stands where a name could
        return ("j" if block.startswith("{{") else " ") * len(block)

    yield 0, JINJA.sub(masked, text), False
    for block in JINJA.finditer(text) if is_macro else ():
        if not block.group().startswith("{#"):
            # what trims blanks is no minus
            inner = re.sub(r"^-|-$", " ", block.group()[2:-2])
            yield block.start() + 2, inner, True
            # SQL in a text
            for token in _tokens(inner):
                quoted = inner[token.start + 1 : token.end]
                if inner[token.start] in "\"'" and not _is_prose(quoted):
                    yield block.start() + 2 + token.start + 1, quoted, False


def _tokens(text: str) -> list[Token]:
    try:
        return DuckDB().tokenize(text)
    except TokenError:
        return []


def _is_prose(text: str) -> bool:
    """Return whether names follow each other, as they do in no SQL; so what is said in messages."""
    kinds = [token.token_type for token in _tokens(text)]
    return (TokenType.VAR, TokenType.VAR) in itertools.pairwise(kinds) or not kinds


def mutations(text: str, types: Mapping[str, set[str]], is_macro: bool = False) -> list[Mutation]:
    """Return what could be wrong in a model or macro, in one place each.

    Args:
        text: of the file, SQL with Jinja. Jinja's own text is left alone, but for that of macros.
        types: of each column the types that it has in any table.
        is_macro: whether it is a macro, whose SQL may stand in texts of Jinja.

    Returns:
        Mutations in the order of their places, none of them twice. Not all of them are SQL.
    """
    found = {}
    parts = [
        (offset, is_jinja, Words(text[offset : offset + len(part)], _tokens(part)))
        for offset, part, is_jinja in _parts(text, is_macro)
    ]
    here = {
        (words.relation(at), word)
        for *_, words in parts
        for at, word in enumerate(words.words)
        if word in types and words[at + 1] != "."
    }
    for offset, is_jinja, words in parts:
        changes = [change for at in range(len(words.tokens)) for change in _of_word(words, at)]
        changes += [*_of_columns(words, types, here), *_of_relations(words)]
        for kind, first, last, new in changes:
            start = offset + words.tokens[first].start
            end = offset + words.tokens[last].end + 1
            # there it gives a name a value
            if is_jinja and words[first] == "=":
                continue
            if "{" not in text[start:end] or kind == "coalesce":
                found[start, end, new] = Mutation(kind, start, end, new)
    return [found[key] for key in sorted(found)]
