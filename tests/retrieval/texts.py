"""Texts for property tests: some that look printed, and some that nobody would print."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = [
    *"the river bridge of and said told Hill Ana Maric he she They NATO U.S. Mr. Dr. e.g. 3.5 it's café Vučić".split(),
    "Vuc\u030cic\u0301", "שלום", "مرحبا", "日本語", "👩‍👩‍👧", "🌞", "a\u200bb", "\u202eabc\u202c", "x\u0301\u0302",
    "ﬁne", "ß", "İ",
]  # fmt: skip
ENDS = [
    ". ",
    "! ",
    "? ",
    "… ",
    ", ",
    '." ',
    '," ',
    "\n",
    "\n\n",
    " ",
    "\u00a0",
    "\u2009",
    "\u2028",
    "\r\n",
    "\t",
    "\x0b",
    ".) ",
]
OPENS = ["", "", '"', "“", "„", "«", "'", "("]

news = st.lists(
    st.tuples(st.sampled_from(OPENS), st.sampled_from(WORDS), st.sampled_from(ENDS)).map("".join), max_size=60
).map("".join)
"""Text that looks printed: words, quotation marks, abbreviations, scripts and odd white space."""

anything = st.text(max_size=300)
"""Any code points except lone surrogates."""

marks = st.text(alphabet="\"“”„«»'‘’.,!? \nAbc said he", max_size=200)
"""Mostly quotation marks, balanced or not."""

texts = news | anything | marks
