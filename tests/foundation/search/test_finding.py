import pytest

from localturn.foundation.search import actions
from makers.search import make_document, titles

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_word_is_found_whatever_its_accents_and_case() -> None:
    actions.put(
        [
            make_document("Malmö", key="1"),
            make_document("Đakovica", key="2"),
            make_document("Große Städte", key="3"),
            make_document("Iğdır", key="4"),
            make_document("Łódź", key="5"),
            make_document("Скопје", key="6"),
            make_document("Αθήνα", key="7"),
            make_document("Kraków", key="8"),
        ]
    )

    found = {
        asked: titles(asked)
        for asked in (
            "malmo", "MALMÖ", "Malmo\u0308", "dakovica", "grosse", "GROẞE", "stadte", "igdir",
            "lodz", "скопје", "СКОПЈЕ", "αθηνα", "ΑΘΗΝΑ", "krakow", "skopje",
        )
    }  # fmt: skip

    assert found == {
        "malmo": ["Malmö"], "MALMÖ": ["Malmö"], "Malmo\u0308": ["Malmö"],
        "dakovica": ["Đakovica"],
        "grosse": ["Große Städte"], "GROẞE": ["Große Städte"], "stadte": ["Große Städte"],
        "igdir": ["Iğdır"], "lodz": ["Łódź"],
        "скопје": ["Скопје"], "СКОПЈЕ": ["Скопје"],
        "αθηνα": ["Αθήνα"], "ΑΘΗΝΑ": ["Αθήνα"],
        "krakow": ["Kraków"], "skopje": [],
    }  # fmt: skip
