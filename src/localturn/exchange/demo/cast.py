"""The universities and courses of the demonstration. All of them are invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class University:
    key: str
    name: str
    language: str
    country: str
    city: str
    zone: str


UNIVERSITIES = (
    University("havnby", "University of Havnby", "en", "DK", "Odense", "Europe/Copenhagen"),
    University("valmont", "Université de Valmont", "fr", "FR", "Grenoble", "Europe/Paris"),
    University("soderhamra", "Söderhamra universitet", "sv", "SE", "Uppsala", "Europe/Stockholm"),
    University("alder", "University of Port Alder", "en", "IE", "Galway", "Europe/Dublin"),
    University("laurier", "Université du Laurier", "fr", "CA", "Sherbrooke", "America/Toronto"),
    University("tsurumi", "Tsurumi Bay University", "en", "JP", "Tsukuba", "Asia/Tokyo"),
)


@dataclass(frozen=True)
class Course:
    """`plan`: "fridays" (six meetings), "weekly" or "own time"."""

    host: str
    title: str
    about: str
    field: str
    level: str
    kind: str
    plan: str
    points: int = 6
    places: int | None = None
    participants: int = 25


SEMINAR = 0
"""Which of the courses the academy holds: it is under way, and was held last year."""

COURSES = (
    Course(
        "havnby",
        "Who belongs to the town?",
        "How towns receive newcomers: small groups look at one town each, and everybody comments "
        "on what the others found.",
        "0312",
        "master",
        "seminar",
        "fridays",
    ),
    Course(
        "havnby",
        "Counting people who move",
        "Registers, surveys and what neither of them sees; exercises with open data.",
        "0542",
        "bachelor",
        "practical",
        "weekly",
        5,
        4,
    ),
    Course(
        "havnby",
        "Ethics of fieldwork with refugees",
        "Consent, protection and giving back, discussed with people who were asked.",
        "0223",
        "doctorate",
        "seminar",
        "fridays",
        3,
        3,
        2,
    ),
    Course(
        "havnby",
        "Planning for arrival",
        "Neighbourhoods where newcomers settle first, drawn and planned in groups.",
        "0731",
        "master",
        "project",
        "weekly",
        10,
        3,
    ),
    Course(
        "valmont",
        "Le droit des étrangers dans la commune",
        "Ce que la commune décide elle-même, de la domiciliation à l’accueil des enfants.",
        "0421",
        "master",
        "lecture",
        "weekly",
        6,
    ),
    Course(
        "valmont",
        "Villes solidaires",
        "Associations, bénévoles et élus : qui fait l’accueil, et avec quels moyens.",
        "0314",
        "bachelor",
        "seminar",
        "fridays",
        4,
        5,
    ),
    Course(
        "valmont",
        "Écrire la migration",
        "Romans, témoignages et reportages, lus et comparés en ligne.",
        "0232",
        "bachelor",
        "seminar",
        "own time",
        3,
    ),
    Course(
        "soderhamra",
        "Kommunen och de nyanlända",
        "Bosättning, skola och arbete: vad lagen kräver och vad kommuner gör.",
        "0413",
        "bachelor",
        "lecture",
        "weekly",
        7,
        6,
    ),
    Course(
        "soderhamra",
        "Segregation: mått och motmedel",
        "Hur boendesegregation mäts, vad måtten döljer och vad som har prövats.",
        "0314",
        "master",
        "seminar",
        "fridays",
        7,
    ),
    Course(
        "soderhamra",
        "Svenska för gäststudenter",
        "Språket vid disken, på bussen och i seminariet; från början.",
        "0231",
        "short",
        "language",
        "weekly",
        3,
        10,
    ),
    Course(
        "alder",
        "Social work with families on the move",
        "Casework across borders, interpreters and schools.",
        "0923",
        "bachelor",
        "seminar",
        "weekly",
        5,
        4,
    ),
    Course(
        "alder",
        "Reporting on migration",
        "Numbers, words and pictures that mislead, and how to do better.",
        "0321",
        "bachelor",
        "project",
        "own time",
        5,
    ),
    Course(
        "alder",
        "Health of newcomers",
        "Access to care in towns of different size; a comparison that students make.",
        "0912",
        "master",
        "seminar",
        "fridays",
        5,
        3,
    ),
    Course(
        "laurier",
        "L’interculturel au quotidien municipal",
        "Médiation, langues et services : six villes québécoises et européennes.",
        "0314",
        "master",
        "seminar",
        "fridays",
        6,
        4,
    ),
    Course(
        "laurier",
        "Économie locale des migrations",
        "Emploi, entreprises et envois d’argent, avec des données ouvertes.",
        "0311",
        "bachelor",
        "lecture",
        "weekly",
        6,
    ),
    Course(
        "laurier",
        "École d’hiver : villes frontières",
        "Deux semaines sur les villes que traverse une frontière.",
        "0312",
        "doctorate",
        "summer-school",
        "own time",
        4,
        2,
    ),
    Course(
        "tsurumi",
        "Foreign residents in Japanese towns",
        "Counters, schools and neighbourhood associations, with guests from town halls.",
        "0314",
        "master",
        "seminar",
        "fridays",
        6,
        5,
    ),
    Course(
        "tsurumi",
        "Maps of movement",
        "Drawing flows so that they can be read; with the programs of one's choice.",
        "0532",
        "bachelor",
        "practical",
        "weekly",
        4,
    ),
    Course(
        "tsurumi",
        "Ageing regions and new neighbours",
        "What shrinking towns hope for from newcomers, and what newcomers find.",
        "0314",
        "master",
        "seminar",
        "own time",
        4,
        4,
    ),
    Course(
        "tsurumi",
        "Disaster preparedness in many languages",
        "Warnings that reach everybody: tested with residents of a town.",
        "1032",
        "master",
        "project",
        "weekly",
        6,
        3,
    ),
)
