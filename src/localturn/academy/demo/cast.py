"""The people and organisations of the demonstration. All of them are invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Body:
    """An organisation; `of` names the association it is a member of."""

    key: str
    kind: str
    name: str
    country: str
    city: str = ""
    of: str = ""
    french: str = ""


@dataclass(frozen=True)
class Member:
    """A participant, whom they work for, and how far they have come (see `story`)."""

    name: str
    body: str
    language: str = "en"
    pace: str = "steady"


NETWORK = Body(
    "network",
    "network",
    "South-East Towns Network",
    "MK",
    "Skopje",
    french="Réseau des villes du Sud-Est",
)

ASSOCIATIONS = (
    Body("vardar", "association", "Association of Vardar Municipalities", "MK", "Skopje"),
    Body("adria", "association", "Union of Adriatic Towns", "AL", "Tirana"),
    Body("drina", "association", "League of Drina and Sava Municipalities", "BA", "Sarajevo"),
    Body("danube", "association", "Danube Towns Association", "RS", "Belgrade"),
)

TOWNS = (
    Body("brezovo", "municipality", "Municipality of Brezovo Pole", "MK", "Kumanovo", "vardar"),
    Body("vodno", "municipality", "Municipality of Gorno Vodno", "MK", "Tetovo", "vardar"),
    Body("bregu", "municipality", "Municipality of Bregu i Detit", "AL", "Durres", "adria"),
    Body("ura", "municipality", "Municipality of Ura e Re", "AL", "Elbasan", "adria"),
    Body("lipnik", "municipality", "Municipality of Lipnik", "BA", "Bihac", "drina"),
    Body("savski", "municipality", "Town of Savski Brod", "BA", "Brcko", "drina"),
    Body("dunavac", "municipality", "Municipality of Novi Dunavac", "RS", "Novi Sad", "danube"),
    Body("topolje", "municipality", "Municipality of Topolje", "RS", "Nis", "danube"),
)

SOCIETY = (
    Body("door", "ngo", "Open Door Centre", "MK", "Skopje"),
    Body("bridge", "ngo", "Women's Bridge Initiative", "BA", "Tuzla"),
)

BODIES = (NETWORK, *ASSOCIATIONS, *TOWNS, *SOCIETY)

MEMBERS = (
    Member("Elira Hoxhallari", "bregu", pace="ahead"),
    Member("Goran Stojkovikj", "brezovo"),
    Member("Lejla Hadžimuratović", "lipnik", pace="ahead"),
    Member("Milica Radosavčić", "dunavac"),
    Member("Arbër Dervishllari", "ura", pace="slow"),
    Member("Biljana Trajanoska-Petrevska", "vodno"),
    Member("Nermin Ćosović", "savski", pace="behind"),
    Member("Jovana Ilić-Stamenić", "topolje"),
    Member("Claire Montrevel", "door", language="fr", pace="ahead"),
    Member("Besa Kurtishllari", "bregu"),
    Member("Aleksandar Velkovski", "brezovo", pace="slow"),
    Member("Amra Sulejmanagić", "bridge"),
    Member("Stefan Đorđević", "dunavac", pace="behind"),
    Member("Yllka Brahimaj", "ura"),
    Member("Vesna Kolarikj", "vodno", pace="ahead"),
    Member("Damir Mehičević", "lipnik"),
    Member("Снежана Павловић", "topolje"),
    Member("Astrid Lindhagen", "door", language="sv"),
    Member("Ermal Shkodrani", "bregu", pace="slow"),
    Member("Katerina Dimovska", "brezovo"),
    Member("Jasmina Softićević", "savski"),
    Member("Nikola Petrušić", "dunavac", pace="absent"),
    Member("Drita Vokshaj", "ura"),
    Member("Filip Angelkovski", "vodno", pace="behind"),
    Member("ليلى الخطيب", "bridge"),
    Member("Tijana Marjanović", "topolje"),
    Member("Selma Bajraktarić", "lipnik", pace="ahead"),
    Member("Kujtim Lamçe", "bregu"),
    Member("Zoran Krstevikj", "brezovo", pace="absent"),
    Member("Maja Vukomanović", "savski"),
)

CONTRIBUTIONS = (
    """In our town hall nobody has "migration" in a job description. Registration sees people
first, then the school secretary, then the clinic. We started a short list that the three fill in
together every month: *how many, how old, women and men, which language at the counter*. It has no
names on it. After half a year it was the only number we trusted.""",
    """We looked at our figures after the first reading and found that our "foreigners" are mostly
our own people who came back with a second passport. Usual residence would have told us so. I have
asked the statistics office which definition their table uses.""",
    """Young women leave first here, for care work and for study. The register does not show it,
because hardly anybody signs out. The school does: the number of parents who live abroad is in every
class book. It is sensitive, so we only count by school, never by class.""",
    """Seasonal workers in the greenhouses are with us five months a year. They are not residents,
and they are not tourists. Our social office had no form for them, so it had no budget for them
either. The first measure was a box on a form.""",
    """What helped us was one person whom everyone can telephone. She has no department and a very
good memory. What did not help: a council that met once, for the photograph.""",
    """A question to those with a coordination body: who pays for interpreters? In our case three
offices each thought that another one did. We found out when a mother had to bring her
eleven-year-old to a medical appointment to translate.""",
    """Our plan of 2019 had twenty-six measures and no owner for twenty of them. The new one has
seven. Each has a name, a sum and a month beside it. I would rather defend seven that happen.""",
    """We invited newcomers to a meeting at ten in the morning and concluded that they were not
interested. They were at work. The second one was on a Sunday, with children welcome, and we needed
more chairs.""",
    """I am careful with the word "integration" in our town, since people who were displaced in the
nineties hear it as a reproach. We speak of *settling in*, and of what the town owes to whoever
lives in it.""",
    """Rumours about the reception centre were faster than we were. Now the mayor's office answers
within a day, with a figure and a telephone number. It does not convince everybody. It gives those
who would like to contradict a rumour something to hold.""",
)

REPLIES = (
    "Thank you, this is very close to what we see. May I show your list to our social office?",
    "How did you agree on who keeps the list? With us that question alone took four months.",
    "We tried the same and stopped when the person left. I would write it into a procedure.",
    "This counts for towns of our size too: three offices, one corridor, no shared calendar.",
    "I would add age to it. Ours changed its mind once it saw how young people were.",
)

FILES = {
    "figures.txt": """Foreign citizens with a residence permit: 212 (register, 31 December)
Children whose first language is another one: 61 (school, September)
""",
    "request-to-the-health-centre.md": """# Request

Please give us the number of people registered with you by sex and age group, merged wherever a
number is below 10.
""",
}

WORK = """## Where we are

Our municipality has about 14,000 inhabitants. The register counts 212 foreign citizens with a
residence permit; the school counts 61 children whose first language is another one; the health
centre keeps no figure. Women are the majority of those who came for family reasons, men of those
who came for work.

## What we will do in the first months

| Measure | Who | By when |
|---|---|---|
| One counter with a leaflet in four languages | Registration office | second month |
| A monthly count by sex and age, without names | Registration, school, clinic | every month |
| Interpreters by telephone, paid from one budget line | Social office | third month |

## How we shall know

We count how many people came to the counter, how many were sent on, and how many came back because
they had been sent to the wrong place. The last figure should fall.
"""

FEEDBACK = (
    "Concrete and modest, which is what makes it believable. Say who replaces the person at the "
    "counter when she is away: that is where such plans usually stop."
)

FILE_NAME = "Leaflet in four languages.txt"
FILE_TEXT = """What the counter does for you, in four languages

Registration, Mondays and Thursdays, 9 to 15
School places, every day, 8 to 12
"""

HIDDEN = "It told where somebody who asked for protection lives. Please write it without that."
REPORTED = "It says of one family what they told in confidence."
