"""Why a document cannot be read."""

from localturn.foundation.languages import N_


class Refused(ValueError):
    """A sentence marked with `N_`, for whoever brought the document."""


DAMAGED = N_("This file is damaged and cannot be opened. Save it once more and try again.")
LOCKED = N_("This file is protected by a password. Save it without one and try again.")
EMPTY = N_(
    "There is no text in this file. If its pages are pictures, have their letters read first."
)
TOO_LARGE = N_("This file holds more than can be read. Divide it and bring in its parts.")
TOO_LONG = N_("Reading this file took too long, so it was left. Save it in another form.")
UNKNOWN = N_(
    "This is not a kind of document that can be read. Use PDF, DOCX, ODT, HTML, TXT, MD,"
    " VTT or SRT."
)
GUESSED = N_("How its letters are written was guessed. Look whether accents are right.")
MAIN = N_("Of this page its main part was read, without what stands around it.")
CUT_PAGES = N_("Its pages are as the program that saved it last has counted them.")
PICTURES = N_(
    "Some of its pages hold no text. If they are pictures, have their letters read first."
)
NO_TESSERACT = N_(
    "Pages that are pictures can be read here only when Tesseract is installed with the language of"
    " the pages. Ask the operators."
)
NO_LETTERS = N_("No letters were seen on its pages.")
NO_CUES = N_("There are no subtitles with times in this file.")
NO_PAGE = N_("This file has no such page.")
