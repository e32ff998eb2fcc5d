"""Whatever is written is soon found, and nothing of what is deleted."""

from uuid import uuid4

import pytest

from channels_app.models import WebChatSite
from history import comments
from history.models import Comment, Customer, Message, Passage, SearchProgress
from tests.conftest import person
from tests.history.search.test_finding import found, said
from tests.searching import index

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer(site: WebChatSite) -> Customer:
    index()
    return Customer.objects.create(
        channel=site, external_id="daniel", name="Daniel Ortiz", email="dan.ortiz@example.com"
    )


def test_who_is_renamed_is_found_by_the_new_name_alone(customer: Customer) -> None:
    chat = said(customer, "Hello")
    index()
    Customer.objects.filter(pk=customer.pk).update(name="陈晓雨", email="")
    index()
    assert (found("晓雨"), found("ortiz"), found("example")) == ({chat.pk}, set(), set())


def test_a_comment_is_found_in_the_chat_in_which_it_was_written_until_it_is_removed(customer: Customer) -> None:
    first, second = said(customer, "one"), said(customer, "two")
    lin = person("lin@demo.test", "Lin")
    noted = comments.add(customer, text="对坚果过敏", author=lin.user, author_name="Lin", client_id=uuid4())
    index()
    assert (found("坚果"), first.pk < second.pk) == ({second.pk}, True)
    comments.remove(noted)
    index()
    assert not found("坚果")
    comments.put_back(noted)
    index()
    assert found("坚果") == {second.pk}


def test_nothing_is_left_of_what_is_deleted(customer: Customer) -> None:
    lin = person("lin@demo.test", "Lin")
    said(customer, "secret")
    comments.add(customer, text="secret", author=lin.user, author_name="Lin", client_id=uuid4())
    index()
    assert Passage.objects.count() == 4
    Comment.objects.all().delete()
    Message.objects.all().delete()
    assert set(Passage.objects.values_list("kind", flat=True)) == {1, 2}
    customer.delete()
    assert not Passage.objects.exists()


def test_who_was_there_before_there_was_a_search_is_found_too(customer: Customer) -> None:
    chat = said(customer, "早餐几点？")
    SearchProgress.objects.all().delete()
    index()
    assert found("早餐") == {chat.pk}


def test_following_twice_changes_nothing(customer: Customer) -> None:
    said(customer, "早餐")
    index()
    before = list(Passage.objects.order_by("kind", "source").values_list("kind", "source", "text"))
    index()
    assert list(Passage.objects.order_by("kind", "source").values_list("kind", "source", "text")) == before


def test_more_customers_than_a_batch_holds_are_all_found(site: WebChatSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("history.search.following.CUSTOMERS", 2)
    people = [Customer.objects.create(channel=site, external_id=f"c{n}", name="Li") for n in range(7)]
    chats = {said(one, "早餐").pk for one in people}
    index()
    assert found("早餐") == chats
