from localturn.foundation.places.actions.cities import NewCity, add_city
from localturn.foundation.places.actions.gazetteer import load_gazetteer

__all__ = ["NewCity", "add_city", "load_gazetteer"]
