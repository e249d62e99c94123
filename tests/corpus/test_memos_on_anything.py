"""A memo may be about anything in a project, and is out of sight with it."""

import csv
import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from corpus.test_imports import client_of
from localturn.corpus.actions import memos, questions, relations, rounds
from localturn.corpus.domain.asking import Asked, Kind
from localturn.corpus.domain.networks import Direction, Government, Stance
from localturn.corpus.domain.terms import DocumentClass, MemoKind
from localturn.corpus.models import Actor, DocumentSet, Member, Memo
from localturn.corpus.permissions import memos_visible_to, sight
from localturn.corpus.queries.outgoing import outgoing
from localturn.foundation.refusals import NotNow
from makers.corpus import NOON, Work, make_coding, make_document, make_work
from makers.packages import make_package

pytestmark = pytest.mark.django_db


def on(about: memos.About, title: str, by: Member) -> Memo:
    return memos.write(memos.Words(MemoKind.NOTE, title), about=about, by=by, now=NOON)


def seen_by(member: Member) -> set[str]:
    """By the member of the project, and by the person in all their projects."""
    assert member.person is not None
    titles = set(sight(member).memos().values_list("title", flat=True))
    assert set(memos_visible_to(member.person).values_list("title", flat=True)) == titles
    return titles


def make_set(work: Work, name: str, *documents: Any) -> DocumentSet:
    made = DocumentSet.objects.create(project=work.project, name=name)
    made.documents.set(documents)
    return made


def make_actors(work: Work, document: Any, words: str, *names: str) -> list[Actor]:
    """Related by a passage of the document."""
    actors = [
        relations.add_actor(name, level=Government.OTHER, by=work.lead, now=NOON) for name in names
    ]
    passage = make_coding(document, work.code, words)
    how = {"direction": Direction.VERTICAL, "stance": Stance.DEMANDS}
    relations.relate(sight(work.lead), passage, *actors, **how, now=NOON)
    return actors


def world() -> tuple[Work, dict[str, Any]]:
    """A public and an interview's set and actor, a question and a round, each with a memo."""
    work = make_work()
    talk = make_document(work.project, "She said so.", kind=DocumentClass.INTERVIEW)
    cities, _states = make_actors(work, work.document, "cities do", "Cities", "States")
    her, _him = make_actors(work, talk, "said", "Her", "Him")
    things = {
        "set": make_set(work, "Letters", work.document),
        "talks": make_set(work, "Talks", talk),
        "actor": cities,
        "her": her,
        "question": questions.keep("How often", Asked(Kind.CROSSTAB), by=work.lead, now=NOON),
        "round": rounds.begin("First", by=work.lead, now=NOON),
    }
    for title, thing in things.items():
        on(thing, title, work.lead)
    return work, things


def test_a_memo_about_anything_is_seen_by_who_sees_what_it_is_about() -> None:
    work, things = world()

    assert seen_by(work.lead) == set(things)
    assert seen_by(work.reader) == {"set", "actor", "question", "round"}
    for title in ("talks", "her"):
        hidden = Memo.objects.get(title=title)
        assert client_of(work.reader).get(hidden.get_absolute_url()).status_code == 404
        memos.withdraw(hidden, by=work.lead, now=NOON)
        assert client_of(work.lead).get(hidden.get_absolute_url()).status_code == 200


def test_each_thing_shows_its_memos_and_leads_to_a_new_one() -> None:
    work, things = world()
    coder, slug = client_of(work.coder), work.project.slug
    pages = {
        "document_set": ("set", reverse("corpus:sets-one", args=[things["set"].pk])),
        "actor": ("actor", things["actor"].get_absolute_url()),
        "question": ("question", things["question"].get_absolute_url()),
        "round": ("round", reverse("corpus:round", args=[slug, things["round"].pk])),
    }

    for name, (title, page) in pages.items():
        new = f"{reverse('corpus:memo-new', args=[slug])}?{name}={things[title].pk}"
        assert new in coder.get(page).text
        said = {"kind": "theory", "title": f"More on {title}", "text": "So."}
        assert coder.post(new, said).status_code == 302
        shown = coder.get(page).text
        assert f"More on {title}" in shown
        made = Memo.objects.get(title=f"More on {title}")
        assert str(things[title].name) in coder.get(made.get_absolute_url()).text
        listed = coder.get(reverse("corpus:memos", args=[slug]), {"about": name}).text
        assert f"More on {title}" in listed
        assert "More on" in listed
    new = f"{reverse('corpus:memo-new', args=[slug])}?actor={things['her'].pk}"
    assert client_of(work.reader).get(new).status_code in {403, 404}


def test_memos_about_what_stays_here_stay_too() -> None:
    work, _things = world()
    Memo.objects.update(is_released=True)

    taken = outgoing(sight(work.lead), classes=[DocumentClass.PUBLIC]).project
    _made, files = make_package(work)

    assert {each.name for each in taken.notes} == {"set", "actor", "question", "round"}
    rows = csv.DictReader(io.StringIO(files["data/memos.csv"].decode("utf-8-sig")))
    assert {row["title"] for row in rows} == {"set", "actor", "question", "round"}


def test_a_memo_is_about_one_thing() -> None:
    _work, things = world()

    with pytest.raises(IntegrityError), transaction.atomic():
        Memo.objects.filter(title="set").update(actor=things["actor"])


def test_an_actor_stays_in_the_list_while_a_memo_is_about_it() -> None:
    work = make_work()
    actor = relations.add_actor("Cities", level=Government.LOCAL, by=work.lead, now=NOON)
    memo = on(actor, "Who they are", work.coder)

    with pytest.raises(NotNow, match="memos about this actor"):
        relations.withdraw_actor(actor, by=work.lead, now=NOON)
    assert seen_by(work.reader) == {"Who they are"}

    memos.withdraw(memo, by=work.coder, now=NOON)
    relations.withdraw_actor(actor, by=work.lead, now=NOON)
    assert list(sight(work.lead).actors()) == []
    with pytest.raises(NotNow, match="out of the list"):
        memos.put_back(memo, by=work.coder, now=NOON)
