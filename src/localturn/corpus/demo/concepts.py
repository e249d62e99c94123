"""The codebook of the demonstration: multilevel governance as the literature has it."""

from dataclasses import dataclass

from localturn.corpus.domain.terms import Level

HOOGHE = (
    "Hooghe, L. & Marks, G. (2003). Unraveling the Central State, but How? Types of Multi-level"
    " Governance. American Political Science Review 97(2), 233–243."
)
SCHOLTEN = (
    "Scholten, P. (2013). Agenda dynamics and the multi-level governance of intractable policy"
    " controversies. Policy Sciences 46(3), 217–236."
)
SPENCER = (
    "Spencer, S. & Delvino, N. (2019). Municipal Activism on Irregular Migrants: The Framing of"
    " Inclusive Approaches at the Local Level. Journal of Immigrant & Refugee Studies 17(1), 27–43."
)
OOMEN = (
    "Oomen, B. (2020). Decoupling and Teaming up: The Rise and Proliferation of Transnational"
    " Municipal Networks in the Field of Migration. International Migration Review 54(3), 913–939."
)
LOCAL_TURN = (
    "Zapata-Barrero, R., Caponio, T. & Scholten, P. (2017). Theorizing the ‘local turn’ in a"
    " multi-level governance framework of analysis. International Review of Administrative"
    " Sciences 83(2), 241–246."
)
BAUBOCK = "Bauböck, R. (2003). Reinventing urban citizenship. Citizenship Studies 7(2), 139–160."
VARSANYI = (
    "Varsanyi, M. (2006). Interrogating “Urban Citizenship” vis-à-vis Undocumented Migration."
    " Citizenship Studies 10(2), 229–249."
)


@dataclass(frozen=True)
class Told:
    """A node; `depth` says under which of those before it it stands."""

    depth: int
    level: Level
    name: str
    definition: str
    key: str = ""
    when_to_use: str = ""
    when_not: str = ""
    example: str = ""
    source: str = ""


CODEBOOK = (
    Told(
        0,
        Level.CONCEPT,
        "Multilevel governance",
        "Authority over migration is spread over levels of government that depend on each other.",
        source=HOOGHE,
    ),
    Told(
        1,
        Level.DIMENSION,
        "Vertical relations",
        "How cities stand to states, provinces, federations and unions.",
        source=SCHOLTEN,
    ),
    Told(
        2,
        Level.INDICATOR,
        "Demands upwards",
        "A city or network asks a higher level for something.",
    ),
    Told(
        3,
        Level.CODE,
        "Asks for money",
        "Funds, compensation or direct access to them are demanded.",
        "VM",
        "A higher level is the one to pay.",
        "The city pays by itself: Acts without the state.",
        "A tenth of the fund should go to cities directly.",
    ),
    Told(
        3,
        Level.CODE,
        "Asks for powers",
        "Legal competence is demanded that another level has.",
        "VL",
        "A right to decide is asked for.",
        "Only a hearing is asked for: Asks to be heard.",
        "Let a city sponsor a worker as a firm may.",
    ),
    Told(
        3,
        Level.CODE,
        "Asks to be heard",
        "Consultation or a seat at the table is demanded.",
        "VC",
        "Also where it is said that there was none.",
    ),
    Told(
        2, Level.INDICATOR, "Answers to decisions", "What is done with what higher levels decide."
    ),
    Told(
        3,
        Level.CODE,
        "Carries out",
        "A decision or programme of a higher level is implemented as it is.",
        "VI",
        source=SCHOLTEN,
    ),
    Told(
        3,
        Level.CODE,
        "Acts without the state",
        "Local policy that departs from that of a higher level: decoupling.",
        "VD",
        "Something is done, or firmly announced.",
        "A different opinion alone.",
        source=SPENCER,
    ),
    Told(
        1,
        Level.DIMENSION,
        "Horizontal relations",
        "How cities stand to each other: teaming up.",
        source=OOMEN,
    ),
    Told(2, Level.CODE, "Learns from each other", "Practice or staff move between cities.", "HL"),
    Told(2, Level.CODE, "Pledges a standard", "Members bind themselves to the same thing.", "HS"),
    Told(2, Level.CODE, "Speaks with one voice", "Many cities are named as one speaker.", "HB"),
    Told(
        0,
        Level.CONCEPT,
        "Local turn",
        "Cities make integration policy of their own, by frames of their own.",
        source=LOCAL_TURN,
    ),
    Told(1, Level.DIMENSION, "Frames", "Why newcomers are to be received."),
    Told(2, Level.CODE, "Rights", "It is owed to them.", "FR"),
    Told(2, Level.CODE, "Use", "They are needed, mostly as workers.", "FE"),
    Told(2, Level.CODE, "Solidarity", "It is what the city is: its history, its people.", "FS"),
    Told(2, Level.CODE, "Strain", "Reception as a burden, or a danger to order.", "FO"),
    Told(
        1,
        Level.DIMENSION,
        "Who belongs",
        "To whom the city's membership is open.",
        source=BAUBOCK,
    ),
    Told(
        2,
        Level.CODE,
        "All residents",
        "Whoever lives in the city, whatever their status.",
        "WN",
        source=VARSANYI,
    ),
    Told(2, Level.CODE, "People who seek protection", "Refugees and asylum seekers as such.", "WR"),
    Told(2, Level.CODE, "Workers", "Temporary or seasonal workers as such.", "WW"),
    Told(
        1,
        Level.DIMENSION,
        "Taking part",
        "Whether newcomers shape what is done.",
    ),
    Told(
        2, Level.CODE, "Newcomers decide", "A seat, a vote or a right to propose is theirs.", "PA"
    ),
)
