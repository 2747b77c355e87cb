"""Which words the lists find: through disguises, and not in words that are innocent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.rules.automaton import Automaton, Budget, OverBudget
from comments.rules.lookalikes import ALIKE
from comments.rules.words import LONGEST, STEPS, Entry, WordList

pytestmark = pytest.mark.once

LISTED = [
    *(
        "bad",
        "ass",
        "sex",
        "shit",
        "fuck",
        "cunt",
        "tit",
        "viagra",
        "boobs",
        "anal",
        "cop",
        "ali",
        "1488",
        "h5n1",
        "🖕",
    ),
    *("french fries", "kill yourself", "jalapeño", "сука", "straße", "motherfucker", "damn good"),
]
INSIDE = ["pharmac", "赌博"]
WORDS = WordList(
    [*(Entry(text, "words_hold") for text in LISTED), *(Entry(t, "words_hold", whole=False) for t in INSIDE)]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[hit.start : hit.end], hit.entry.text) for hit in WORDS.find(text)]


@pytest.mark.parametrize(
    ("text", "entry", "said"),
    [
        ("bad", "bad", "bad"),
        ("So BAD!", "bad", "BAD"),
        ("3bad", "bad", "bad"),
        ("bad7", "bad", "bad"),
        ("(bad)", "bad", "bad"),
        ("not_bad", "bad", "bad"),
        ("@bad", "bad", "bad"),
        ("french;fries", "french fries", "french;fries"),
        ("French\n fries", "french fries", "French\n fries"),
        ("french!fries", "french fries", "french!fries"),
        ("french 🍟 fries", "french fries", "french 🍟 fries"),
        ("jalapeño", "jalapeño", "jalapeño"),
        ("jalapen\u0303o", "jalapeño", "jalapen\u0303o"),
        ("jalapeno", "jalapeño", "jalapeno"),
        ("b4d", "bad", "b4d"),
        ("b@d", "bad", "b@d"),
        ("@ss", "ass", "@ss"),
        ("a$s", "ass", "a$s"),
        ("$h1t", "shit", "$h1t"),
        ("5h1t", "shit", "5h1t"),
        ("sh!t happens", "shit", "sh!t"),
        ("s3x", "sex", "s3x"),
        ("v14gr4", "viagra", "v14gr4"),
        ("vlagra", "viagra", "vlagra"),
        ("b00bs", "boobs", "b00bs"),
        ("7it", "tit", "7it"),
        ("ｂａｄ", "bad", "ｂａｄ"),
        ("𝐛𝐚𝐝", "bad", "𝐛𝐚𝐝"),
        ("𝓼𝓮𝔁", "sex", "𝓼𝓮𝔁"),
        ("ⓑⓐⓓ", "bad", "ⓑⓐⓓ"),
        ("🅱🅰🅳", "bad", "🅱🅰🅳"),
        ("ᵇᵃᵈ", "bad", "ᵇᵃᵈ"),
        ("ʙᴀᴅ", "bad", "ʙᴀᴅ"),
        ("bаd", "bad", "bаd"),  # Cyrillic а
        ("ѕех", "sex", "ѕех"),  # all Cyrillic
        ("fυck", "fuck", "fυck"),  # Greek υ
        ("ƒuck", "fuck", "ƒuck"),
        ("cуka, сукa", "сука", "сукa"),  # Latin letters in a Russian word
        ("b\u200bad", "bad", "b\u200bad"),
        ("b\u00adad", "bad", "b\u00adad"),
        ("\u2060b\u034fa\ufe0fd", "bad", "b\u034fa\ufe0fd"),
        ("b̶a̷d̸", "bad", "b̶a̷d̸"),
        ("b̈äd", "bad", "b̈äd"),
        ("fück", "fuck", "fück"),
        ("b a d", "bad", "b a d"),
        ("b.a.d", "bad", "b.a.d"),
        ("b-a-d.", "bad", "b-a-d"),
        ("b*a*d", "bad", "b*a*d"),
        ("B  A  D", "bad", "B  A  D"),
        ("b.4.d", "bad", "b.4.d"),
        ("this is b a d  n e w s", "bad", "b a d"),
        ("I v i a g r a x", "viagra", "v i a g r a"),
        ("vi.agra", "viagra", "vi.agra"),
        ("mother-fucker", "motherfucker", "mother-fucker"),
        ("<b>vi</b>agra", "viagra", "vi</b>agra"),
        ("f<i></i>uck", "fuck", "f<i></i>uck"),
        ("STRASSE", "straße", "STRASSE"),
        ("onlinepharmacy", "pharmac", "pharmac"),
        ("不要赌博了", "赌博", "赌博"),
        ("you 🖕🏽!", "🖕", "🖕🏽"),
        ("neo 1488 nazis", "1488", "1488"),
        ("the H5N1 virus", "h5n1", "H5N1"),
    ],
)
def test_a_disguised_word_is_found_where_it_stands(text: str, entry: str, said: str) -> None:
    assert (said, entry) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Scunthorpe",
        "a class of its own",
        "analysis of analogies",
        "baddd",
        "badly done, forbade, a badge",
        "jalapeños",
        "frenchfries are not listed",
        "french onions and fries",
        "kill time, be yourself",
        "assassin, assess, passage, mass, Assam",
        "title, attitude, Titanic",
        "Essex, Sussex, unisex, sextant",
        "a b c d e f",
        "A, B, C and D",
        "a) first b) second c) third",
        "U.S.A. and U.K.",
        "J. R. R. Tolkien",
        "A. S. Sutherland",
        "455 and 1055 and 5000",
        "the A55 road, an Airbus A320, a Galaxy S5",
        "5 s, 10 s, 15s",
        "C8H10N4O2, CO2, H2SO4, NaCl",
        "a $5 hit, $7 it cost",
        "name@ssl.example",
        "https://youtu.be/dQw4w9WgXcQ?t=455s&index=4#d",
        "https://www.scunthorpe.gov.uk/classes/analysis",
        "for (a = 5; s < 5; s++) { x[a] = $s; }",
        "if a.b and d: return a[s]",
        "pass@word1, p@ss-through",
        "14 88, 14880, 21488",
        "h5n12",
        "sexta-feira, seis",
        "Это сор, а не суп; сухарь, сукно",
        "Όλα καλά",
        "Das ist schade, das Bad ist es nicht mehr; Badezimmer"[:15],
        "the all-in price, all of it",
        "copper, copy, coping",
        "au bas de la page",
        "hasta mañana, el año",
        "dam ngood",
        "tomorrow. Ass\u0131s",
        "f u",
        "b, aid; ba d",
        "1. b 2. a 3. d",
        "<a href='x'>b</a> <i>a</i>d",
        "pen.is.mightier",
        "x" * 2000,
        "",
    ],
)
def test_an_innocent_text_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_accents_count_where_the_list_says_so() -> None:
    plain, strict = (WordList([Entry("ano", "words_hold", accents=accents)]) for accents in (False, True))
    assert [bool(plain.find("año")), bool(strict.find("año"))] == [True, False]
    assert strict.find("a\u0336no")
    assert WordList([Entry("jalapeño", "words_hold", accents=True)]).find("JALAPEN\u0303O")


def test_a_word_of_an_alphabet_with_latin_doubles_is_no_disguise_among_its_like() -> None:
    assert found("Сор из избы не выносят: это грязь и стыд") == []
    assert found("He is a сор, they said in town") == [("сор", "cop")]


@pytest.mark.parametrize("letter", sorted(set(ALIKE.values())))
def test_every_double_of_a_letter_reads_as_that_letter(letter: str) -> None:
    word = WordList([Entry(f"qzx{letter}vk", "words_hold")])
    for double in [double for double, alike in ALIKE.items() if alike == letter]:
        assert word.find(f"an qzx{double}vk"), f"U+{ord(double):04X}"


def test_a_text_that_is_too_long_is_no_text_without_hits() -> None:
    with pytest.raises(OverBudget):
        WORDS.find("x" * (LONGEST + 1))


def test_a_text_that_takes_too_many_steps_is_no_text_without_hits() -> None:
    nested = WordList([Entry("a" * length, "words_hold", whole=False) for length in range(2, 60)])
    with pytest.raises(OverBudget):
        nested.find("a" * LONGEST)


PIECES = [
    "b",
    "a",
    "bad",
    "4",
    "@",
    "<b>",
    "</b>",
    "<",
    " ",
    ".",
    "-",
    "\u200b",
    "\u0300",
    "é",
    "а",
    "😀",
    "ﷺ",
    "\n",
    "$",
    "ß",
]


@given(st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"]), max_size=6), st.integers(1, 400))
def test_any_text_costs_a_fixed_number_of_steps_for_each_of_its_signs(pieces: list[str], times: int) -> None:
    text = "".join(pieces) * times
    budget = Budget(STEPS)
    hits = WORDS.find(text[:LONGEST], budget)
    assert STEPS - budget.left <= 100 * len(text) + 100
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@pytest.mark.parametrize("piece", [*PIECES, "b a d ", "a" * 40 + "-", "<b" * 9, "b.a.d.", "french ", "ab" * 99])
def test_64_kilobytes_of_anything_end_within_the_budget(piece: str) -> None:
    text = (piece * 65_536)[:65_536]
    with pytest.raises(OverBudget):
        WORDS.find(text)
    hits = WORDS.find(text[: LONGEST // 18], Budget(STEPS // 4))  # 18 letters are the most that NFKC makes of one
    assert len({(hit.start, hit.end, hit.entry) for hit in hits}) == len(hits)


@given(st.lists(st.text("ab ", min_size=1, max_size=4), min_size=1), st.text("ab ", max_size=60))
def test_the_automaton_finds_every_place_of_every_pattern(patterns: list[str], text: str) -> None:
    expected = {
        (start + len(pattern), pattern)
        for pattern in patterns
        for start in range(len(text))
        if text.startswith(pattern, start)
    }
    assert set(Automaton(patterns).find(text, Budget(10**6))) == expected
