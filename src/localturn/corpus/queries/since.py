"""Up to which change of a project's codings a page knows them, said so that nobody can read it: the
number would tell how much is coded that is out of their sight."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac


class Unknown(Exception):
    """This was not said here, or under another key of the installation."""


def sealed(change: int) -> str:
    return _fernet().encrypt(str(change).encode()).decode()


def opened(said: str) -> int:
    """Raises Unknown."""
    try:
        return int(_fernet().decrypt(said.encode()))
    except (InvalidToken, ValueError):
        raise Unknown from None


def _fernet() -> Fernet:
    key = salted_hmac("localturn.corpus.since", "", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
