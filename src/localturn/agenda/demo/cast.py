"""Invented announcements of real towns, in six languages, for the demonstration."""

from dataclasses import dataclass
from typing import Any

TOPICS = (
    ("housing", {"en": "Housing", "fr": "Logement", "sv": "Bostäder"}),
    ("work", {"en": "Work", "fr": "Emploi", "sv": "Arbete"}),
    ("school", {"en": "School and language", "fr": "École et langue", "sv": "Skola och språk"}),
    ("participation", {"en": "Participation", "fr": "Participation", "sv": "Delaktighet"}),
    ("reception", {"en": "Reception", "fr": "Accueil", "sv": "Mottagande"}),
    ("figures", {"en": "Figures", "fr": "Chiffres", "sv": "Statistik"}),
)


@dataclass(frozen=True)
class Told:
    """`days` from today, `hour` 0 for whole days; `also` has titles in other languages."""

    language: str
    title: str
    summary: str
    topic: str
    days: int
    city: str = ""
    kind: str = "event"
    hour: int = 10
    lasts: int = 1
    also: dict[str, str] | None = None
    deadline: int | None = None


def _of(language: str, *rows: tuple[Any, ...], **same: Any) -> list[Told]:
    return [Told(language, *row[:4], **{**same, **dict(row[4:])}) for row in rows]


ANNOUNCED: tuple[Told, ...] = (
    *_of(
        "en",
        ("Keys and contracts: renting to newcomers", "What landlords ask towns.", "housing", 6),
        ("Who is counted? Registers and reality", "A morning on figures.", "figures", 13),
        ("Open day at the welcome desk", "Come and ask.", "reception", 20),
        ("Neighbours at the table", "How a quarter talks about change.", "participation", 34),
        ("Skills that cross borders", "Recognising what people can do.", "work", 48),
        ("The long way to school", "Transport as integration policy.", "school", 62),
        ("Small towns, large tasks", "Two days of practice.", "reception", 76, ("lasts", 2)),
        ("A map of arrival", "Data that a town has already.", "figures", 90),
        city="GB-leeds",
    ),
    *_of(
        "sv",
        ("Bostad först för nyanlända", "Vad kommuner har lärt sig.", "housing", 8),
        ("Språkcafé som metod", "En förmiddag om vardagssvenska.", "school", 15),
        ("Från praktik till anställning", "Arbetsgivare berättar.", "work", 29),
        ("Medborgardialog på flera språk", "Hur fler kommer till tals.", "participation", 41),
        ("Mottagande i små kommuner", "Två dagar om samverkan.", "reception", 55, ("lasts", 2)),
        ("Siffror som hjälper", "Statistik för den som planerar.", "figures", 69),
        ("Skolstart mitt i terminen", "Erfarenheter från tre orter.", "school", 83),
        ("Nordiskt nätverk för mottagande", "Årsmöte.", "reception", 97),
        city="SE-malmo",
    ),
    *_of(
        "fr",
        ("Se loger en arrivant", "Une matinée avec des bailleurs.", "housing", 7),
        ("L'école à plusieurs langues", "Ateliers pour enseignantes.", "school", 16),
        ("Travailler sans attendre", "Des communes racontent.", "work", 27),
        ("Assemblée de quartier", "Participer sans droit de vote.", "participation", 39),
        ("Accueillir en montagne", "Deux journées de rencontres.", "reception", 53, ("lasts", 2)),
        ("Compter sans classer", "Les chiffres et leurs limites.", "figures", 67),
        ("Le guichet unique, dix ans après", "Bilan et suites.", "reception", 81),
        ("Cartes de l'arrivée", "Journée d'étude.", "figures", 95),
        city="FR-lyon",
    ),
    *_of(
        "de",
        ("Wohnen nach der Ankunft", "Was Kommunen tun können.", "housing", 9),
        ("Sprachkurse am Abend", "Ein Werkstattgespräch.", "school", 18),
        ("Anerkennung von Abschlüssen", "Fragen aus der Praxis.", "work", 30),
        ("Beiräte, die gehört werden", "Beteiligung vor Ort.", "participation", 44),
        ("Ankommen auf dem Land", "Zweitägige Tagung.", "reception", 58, ("lasts", 2)),
        ("Zahlen lesen", "Statistik für die Verwaltung.", "figures", 72),
        city="DE-leipzig",
    ),
    *_of(
        "it",
        ("Abitare la città", "Un incontro con le cooperative.", "housing", 11),
        ("La scuola della sera", "Esperienze di tre comuni.", "school", 22),
        ("Lavoro e riconoscimento", "Giornata di studio.", "work", 36),
        ("Consulte e quartieri", "Partecipare prima di votare.", "participation", 50),
        ("Accogliere sul mare", "Due giorni di pratica.", "reception", 64, ("lasts", 2)),
        city="IT-bologna",
    ),
    *_of(
        "bs",
        ("Stan prije svega", "Šta gradovi mogu učiniti.", "housing", 12),
        ("Povratak i rad", "Razgovor s poslodavcima.", "work", 24),
        ("Škola otvorenih vrata", "Jezik i druženje.", "school", 37),
        ("Glas mjesne zajednice", "Radionica o učešću.", "participation", 51),
        ("Male opštine, velike obaveze", "Dva dana prakse.", "reception", 65, ("lasts", 2)),
        city="BA-sarajevo",
    ),
    *_of(
        "en",
        ("Call for papers: towns that shrink", "Abstracts of 300 words.", "figures", 26),
        ("Call for partners: evening schools", "Three towns are sought.", "school", 40),
        kind="call",
    ),
    *_of(
        "fr",
        ("Appel à projets : premiers logements", "Pour communes.", "housing", 33),
        kind="call",
    ),
    *_of(
        "sv", ("Utlysning: mötesplatser", "Medel för kommuner.", "participation", 45), kind="call"
    ),
    *_of(
        "en",
        ("Report: five years of welcome desks", "What 31 towns wrote down.", "reception", -3),
        ("Streets renamed after newcomers", "A council has decided.", "participation", -10),
        kind="report",
    ),
    *_of(
        "sv",
        ("Priset för årets mottagande", "Går till ett bibliotek.", "reception", -5),
        kind="award",
    ),
    *_of(
        "fr",
        ("Le parlement régional vote le guichet unique", "Dès l'an prochain.", "reception", -7),
        kind="decision",
    ),
    *_of("de", ("Neue Zahlen zur Zuwanderung", "Quartalsbericht.", "figures", -9), kind="news"),
    *_of("it", ("Una biblioteca cambia casa", "E apre la sera.", "school", -12), kind="news"),
    *_of("bs", ("Otvoren centar za učenje", "Radi svaki dan.", "school", -14), kind="news"),
    *_of(
        "en",
        ("What last year's network meeting agreed", "Two days in spring.", "reception", -200),
        ("Housing week", "Seven towns, seven evenings.", "housing", -150),
        ("An evening on registers", "With coffee.", "figures", -60),
        city="NL-utrecht",
    ),
    *_of(
        "sv",
        ("Höstens mottagningsdagar", "Två dagar.", "reception", -45, ("lasts", 2)),
        ("Frukost om bostäder", "En timme.", "housing", -20),
        city="SE-gothenburg",
    ),
)
