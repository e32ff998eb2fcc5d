"""What a search finds is what a slow, obvious look at every text finds."""

import unicodedata
from itertools import count, groupby

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels_app.models import WebChatSite
from history.models import Conversation, Customer, Message
from history.search import finding, terms
from tests.searching import index_all

NUMBERS = count(1)
SIGNS = st.sampled_from("aAbéÉñ１Ａ ß  .,@_-%'\\退款早餐发票が한국。，Σς\u0301\u00a0😀")
WORDS = st.sampled_from(
    ["iPhone 15", "退款", "早餐 ", "Café", "refund", "re", "発票", "Straße", "O'Neill", "a_b", "100%"]
)
TEXTS = st.lists(st.one_of(SIGNS, WORDS), max_size=14).map("".join)


@pytest.fixture
def customer(site: WebChatSite) -> Customer:
    return Customer.objects.create(
        channel=site, external_id="daniel", name="Daniel Ortiz", email="dan.ortiz@example.com"
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=8), search=st.one_of(TEXTS, WORDS), cut=st.integers(0, 9))
def test_a_search_finds_exactly_what_a_slow_look_at_every_text_finds(
    customer: Customer, texts: list[str], search: str, cut: int
) -> None:
    Conversation.objects.all().delete()
    sought = search if cut > 6 else texts[0][cut : cut + 4]
    chats = {said(customer, text).pk: text for text in texts}
    index_all()
    assert found(sought) == {chat for chat, text in chats.items() if _holds(text, sought)}


@pytest.mark.parametrize(
    ("text", "search", "is_found"),
    [
        ("我想申请退款，谢谢", "退款", True),
        ("我想申请退款，谢谢", "款", True),
        ("我想申请退款，谢谢", "申请退款", True),
        ("退了一个款", "退款", False),
        ("申请请退退款", "申请退款", False),  # every pair is there, the whole is not
        ("iPhone15退款", "退款 iphone15", True),
        ("Can I get a refund?", "refu", True),
        ("Can I get a refund?", "fund", False),
        ("Can I get a refund?", "refu get", False),  # only the last word may be a beginning
        ("Ｒｏｏｍ １２", "room 12", True),
        ("Une crème brûlée", "CREME BRULEE", True),
        ("退款", "退欵", False),
        ("退款", "退 款", True),
        ("退款", "'; DROP TABLE x; --", False),
        ("100% a_b", "%", False),
        ("x" * 300, "x" * 200, True),
        ("x" * 100, "x" * 100, True),
    ],
)
def test_words_are_found_as_people_expect(customer: Customer, text: str, search: str, is_found: bool) -> None:
    chat = said(customer, text)
    index_all()
    assert (chat.pk in found(search)) is is_found


@pytest.mark.parametrize(
    "search", ["Daniel Ortiz", "ort", "aniel", "l", "dan.ortiz@example.com", "tiz@exam", "EXAMPLE"]
)
def test_any_part_of_a_name_or_an_address_isfound(customer: Customer, search: str) -> None:
    chat = said(customer, "Hello")
    index_all()
    assert found(search) == {chat.pk}


def test_pages_follow_each_other_without_a_gap_over_many_shelves(customer: Customer) -> None:
    keys = [said(customer, "早餐", pk=number * 700).pk for number in range(1, 12)]
    index_all()
    read, before = list[int](), None
    while page := _hits("早餐", before=before, most=3):
        read += page
        before = page[-1]
    assert read == sorted(keys, reverse=True)


def said(customer: Customer, text: str, *, pk: int | None = None) -> Conversation:
    """A chat that is over, in which only this was said."""
    now = timezone.now()
    chat = Conversation.objects.create(
        pk=pk, customer=customer, state="closed", opened_at=now, closed_at=now, last_message_at=now
    )
    times = {"created_at": now, "state_at": now}
    Message.objects.create(
        conversation=chat, customer=customer, author="customer", text=text, position=next(NUMBERS), **times
    )
    return chat


def found(search: str) -> set[int]:
    """The chats."""
    return set(_hits(search))


def _hits(search: str, *, before: int | None = None, most: int = 50) -> list[int]:
    every = Conversation.objects.all()
    tokens = terms.tokens_of(search)
    hits = finding.find(tokens, search, listed=every, readable=every, before=before, most=most)
    return [hit.conversation_id for hit in hits]


def _holds(text: str, search: str) -> bool:
    """The same question, answered by reading."""
    sought = list(dict.fromkeys(_pieces(search)))
    names = " ".join(_pieces("Daniel Ortiz")), " ".join(_pieces("dan.ortiz@example.com"))
    is_named = any(all(piece in name for piece in sought) for name in names)
    return bool(sought) and (is_named or _is_said(_pieces(text), sought))


def _is_said(said: list[str], sought: list[str]) -> bool:
    for place, piece in enumerate(sought, 1):
        may_begin = place == len(sought) and len(piece) >= 2
        if _is_unspaced(piece[0]):
            is_there = any(piece in other for other in said)
        else:
            is_there = any(other == piece or (may_begin and other.startswith(piece)) for other in said)
        if not is_there:
            return False
    return True


def _pieces(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).replace("ς", "σ").lower())
    bare = unicodedata.normalize("NFC", "".join(sign for sign in plain if not "\u0300" <= sign <= "\u036f"))
    kinds = groupby(bare, key=lambda sign: "run" if _is_unspaced(sign) else "word" if sign.isalnum() else "")
    return ["".join(signs) for kind, signs in kinds if kind]


def _is_unspaced(sign: str) -> bool:
    return "\u3040" <= sign <= "\u30ff" or "\u4e00" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7ff"
