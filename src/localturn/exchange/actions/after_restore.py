"""What of partners' catalogues is not undone by a restored backup."""

from datetime import datetime

from localturn.exchange.models import SignIn


def after_restore(*, now: datetime) -> list[str]:
    """Sign in nowhere until somebody has looked: a sign-in may have been forgotten or replaced
    since. Gives what was done, in sentences for the shell."""
    number = SignIn.objects.update(is_in_doubt=True)
    if not number:
        return []
    return [
        f"Not used, as they may have been withdrawn since then: {number} sign-ins at partners' "
        "catalogues. The pages of the catalogues ask whether they still hold."
    ]
