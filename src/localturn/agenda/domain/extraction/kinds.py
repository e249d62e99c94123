"""What is announced, by the words of its title and of its first lines."""

import re

from localturn.agenda.domain.terms import Kind

_CALL = (
    r"calls?\s+for\s+(?:papers|applications|proposals|abstracts|contributions|tenders|evidence)"
    r"|appel\s+à\s+\w+|appels\s+à\s+\w+|utlysning\w*|lysning|ausschreibung|aufruf\b|oproep"
    r"|bando|convocatoria|javni\s+poziv|poziv\s+za|konkurs\s+za|natječaj|јавни\s+позив|позив\s+за"
    r"|повик\s+за|thirrje\s+për|vacanc(?:y|ies)|scholarships?|stipend\w*|fellowships?"
)
_AWARD = (
    r"prize|award(?:s|ed)?\b|winners?|laureates?|pristagare|\w+prise[nt]\b|\w*priset\b"
    r"|utmärkelse\w*"
    r"|lauréate?s?|prix\b|preisträger\w*|auszeichnung\w*|prijswinnaar|vincitor\w+|premio"
    r"|galardon\w+"
    r"|nagrad\w+|dobitni\w+|наград\w+|çmim\w*"
)
_REPORT = (
    r"reports?\b|study\s+(?:on|of|shows|finds)|publication|working\s+paper|policy\s+brief"
    r"|rapport(?:en|er|s)?\b"
    r"|forskningsöversikt\w*|kunskapsöversikt\w*|studie\b|étude\b|bericht\w*|gutachten|verslag"
    r"|rapporto|informe\b|estudio\b|izvještaj\w*|izveštaj\w*|извешта\w+|извјешта\w+|raport\w*"
)
_DECISION = (
    r"(?:JuU|AU|SfU|KU|UbU|SoU)\d+|riksdag\w*|parliament\w*|betänkande\w*|tillkännagivande\w*"
    r"|lagförslag\w*|proposition\b|assemblée\s+nationale|décret\w*|bundestag\w*|beschluss\w*"
    r"|gesetz\w*"
    r"|stortinget|vedtak\w*|kommissionen?\s+ska|kommission\s+ska|law\s+adopted|adopts?\s|decides?\b"
    r"|ruling|judgment|odluk\w+|одлук\w+|vendim\w*|decreto|sentencia"
)
_MEETING = (
    r"conference|seminar\w*|webinar\w*|workshop\w*|lecture|summit|symposium|course\b|training"
    r"|forum\b"
    r"|konferens\w*|föreläsning\w*|utbildningsdag|kurs\b|konferanse\w*|konferenz\w*|tagung|vortrag"
    r"|conférence|séminaire|colloque|journée\s+d['’]étude|atelier|formation\b|congres\b|bijeenkomst"
    r"|convegno|seminario|incontro|jornadas?\b|congreso|taller\b|konferencij\w+|radionic\w+|skup\b"
    r"|конференци\w+|семинар\w*|работилниц\w+|konferenc\w+|seminari\w*|anniversary|jubileum\w*"
)
_INVITATION = (
    r"meetings?|invitation|programme|agenda\b|inbjudan|möte\w*|invitasjon|møte\w*|einladung|programm"
    r"|treffen|réunion|uitnodiging|programma|invito|riunione|invitación|programa|reunión|pozivnica"
    r"|sastanak|susret\w*|позивница|покана|средба|састанак|ftesë|takim\w*"
)


def _of(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


_RULES = (
    (Kind.AWARD, _of(_AWARD)),
    (Kind.DECISION, _of(_DECISION)),
    (Kind.REPORT, _of(_REPORT)),
)
_IS_CALL, _IS_MEETING, _INVITES = _of(_CALL), _of(_MEETING), _of(_INVITATION)
_HEAD = 600


def kind_of(title: str, text: str, *, dated: bool, has_deadline: bool) -> tuple[Kind, float]:
    """What is announced and how sure that is. `dated`: a day is named on which it takes place."""
    head = text[:_HEAD]
    if _IS_CALL.search(title) and not _IS_MEETING.search(title):
        return Kind.CALL, 0.9
    if dated:
        return Kind.EVENT, 0.95 if _IS_MEETING.search(head) else 0.8
    if _IS_CALL.search(head) and has_deadline:
        return Kind.CALL, 0.7
    if (found := _by_words(title)) is not None:
        return found, 0.8
    if _IS_MEETING.search(title):
        return Kind.EVENT, 0.5
    if (found := _by_words(head)) is not None:
        return found, 0.55
    if has_deadline:
        return Kind.CALL, 0.5
    return Kind.NEWS, 0.5


def tells_of_report(title: str) -> bool:
    return _by_words(title) is Kind.REPORT


def tells_of_meeting(title: str, text: str) -> bool:
    """Whether it is an invitation to one or its programme, by its first words."""
    head = f"{title}\n{text[:_HEAD]}"
    return bool(_IS_MEETING.search(head) or _INVITES.search(head))


def _by_words(text: str) -> Kind | None:
    return next((kind for kind, pattern in _RULES if pattern.search(text)), None)
