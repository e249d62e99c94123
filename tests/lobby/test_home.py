from django.test import Client


def test_a_stranger_is_shown_what_local_turn_is(client: Client, db: None) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert "<h1>Migration is decided in capitals and lived in towns</h1>" in answer.text
