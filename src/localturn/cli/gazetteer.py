"""Countries and cities, which everything that happens somewhere leads to."""

from localturn.cli.saying import taking


def bring() -> None:
    """Load this edition of the gazetteer, unless it is there."""
    from localturn.foundation import moments
    from localturn.foundation.places import gazetteer
    from localturn.foundation.places.actions import load_gazetteer
    from localturn.foundation.places.models import GazetteerEdition

    if not GazetteerEdition.objects.filter(checksum=gazetteer.checksum()).exists():
        with taking("Bringing in countries and cities"):
            load_gazetteer(now=moments.now())
