from localturn.foundation.places.models.city import City
from localturn.foundation.places.models.country import Country
from localturn.foundation.places.models.edition import GazetteerEdition

__all__ = ["City", "Country", "GazetteerEdition"]
