"""What programs may count on in an answer, as the standards' texts have it.

Written for these tests from the Open Education API 6.0 and MOOChub 3.0.1, and only of what the
exchange says; `test_against_the_originals.py` holds the same against the whole schemas.
"""

from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
IDENTITY: Schema = {"type": "string", "format": "uuid"}
MOMENT: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
ADDRESS: Schema = {"type": "string", "pattern": "^https?://"}
LANGUAGE: Schema = {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Z]{2})?$"}


def some(item: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "items": item}


def thing(required: Schema, **further: Schema) -> Schema:
    """With these and no other properties."""
    return {
        "type": "object",
        "required": list(required),
        "properties": required | further,
        "additionalProperties": False,
    }


TEXTS = some(thing({"language": LANGUAGE, "value": TEXT}))
CODE = thing({"codeType": {"const": "identifier"}, "code": TEXT})
MODES = some({"enum": ["online", "x-online-asynchronous", "presential", "blended"]})
LEVEL: Schema = {"enum": ["associate_degree", "bachelor", "master", "doctoral"]}
EXT: Schema = {"type": "object"}

ORGANISATION = thing(
    {
        "organisationId": IDENTITY,
        "organisationType": {"const": "root"},
        "name": TEXTS,
        "primaryCode": CODE,
    },
    link=ADDRESS,
)
SESSION = thing(
    {
        "academicSessionId": IDENTITY,
        "academicSessionType": {"const": "academic_year"},
        "primaryCode": CODE,
        "name": TEXTS,
        "startDateTime": MOMENT,
        "endDateTime": MOMENT,
    }
)
PROGRAMME = thing(
    {
        "programmeId": IDENTITY,
        "programmeType": {"const": "programme"},
        "name": TEXTS,
        "primaryCode": CODE,
        "organisationId": IDENTITY,
    },
    organisation=ORGANISATION,
)
PERSON = thing(
    {
        "personId": IDENTITY,
        "primaryCode": CODE,
        "givenName": TEXT,
        "surname": TEXT,
        "displayName": TEXT,
        "email": TEXT,
        "activeEnrolment": {"type": "boolean"},
    }
)
ASSOCIATION = thing(
    {
        "associationId": IDENTITY,
        "role": {"const": "student"},
        "state": {"enum": ["pending", "queued", "associated", "denied", "cancelled"]},
        "courseOfferingId": IDENTITY,
        "personId": IDENTITY,
        "ext": EXT,
    },
    person=PERSON,
)
COURSE = thing(
    {
        "courseId": IDENTITY,
        "name": TEXTS,
        "primaryCode": CODE,
        "organisationId": IDENTITY,
        "link": ADDRESS,
        "ext": EXT,
    },
    studyLoad=some(thing({"studyLoadUnit": {"const": "ects"}, "value": {"type": "number"}})),
    modesOfDelivery=MODES,
    duration={"type": "string", "pattern": r"^P\d+D$"},
    description=TEXTS,
    teachingLanguages=some(LANGUAGE),
    fieldsOfStudy={"type": "string", "pattern": "^[0-9]{2,4}$"},
    admissionRequirements=TEXTS,
    assessment=TEXTS,
    level=LEVEL,
    programmeIds=some(IDENTITY),
    organisation=ORGANISATION,
    programmes=some(PROGRAMME),
)
OFFERING = thing(
    {
        "courseOfferingId": IDENTITY,
        "name": TEXTS,
        "primaryCode": CODE,
        "state": {"enum": ["active", "inactive"]},
        "courseId": IDENTITY,
        "academicSessionId": IDENTITY,
        "organisationId": IDENTITY,
        "link": ADDRESS,
        "ext": EXT,
    },
    description=TEXTS,
    teachingLanguages=some(LANGUAGE),
    modesOfDelivery=MODES,
    maxNumberStudents={"type": "integer", "minimum": 0},
    startDateTime=MOMENT,
    endDateTime=MOMENT,
    course=COURSE,
    academicSession=SESSION,
)
SERVICE: Schema = {
    "type": "object",
    "required": ["contactEmail", "specification"],
    "properties": {
        "contactEmail": {"type": "string", "pattern": "@"},
        "specification": ADDRESS,
        "documentation": ADDRESS,
        "supportedOperations": some({"type": "object", "required": ["verb", "path"]}),
        "supportedExpands": some({"type": "object", "required": ["expandableObject", "path"]}),
    },
}
PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
}
WHOLE: Schema = {"type": "integer", "minimum": 0}


def page(item: Schema) -> Schema:
    return thing(
        {
            "pageSize": {"enum": [10, 20, 50, 100, 250]},
            "pageNumber": {"type": "integer", "minimum": 1},
            "hasPreviousPage": {"type": "boolean"},
            "hasNextPage": {"type": "boolean"},
            "items": {"type": "array", "items": item},
        },
        totalPages=WHOLE,
    )


_ORGANIZATION = thing({"name": TEXT, "type": {"const": "Organization"}}, url=ADDRESS)
_ALIGNMENT = thing(
    {
        "alignmentType": {"const": "educationalSubject"},
        "educationalFramework": {"const": "ISCED-F"},
        "educationalFrameworkVersion": {"const": "2013"},
        "name": some(thing({"inLanguage": LANGUAGE, "name": TEXT})),
        "shortCode": TEXT,
        "targetUrl": ADDRESS,
        "type": {"const": "EducationalAlignment"},
    }
)
_MOOC = thing(
    {
        "name": TEXT,
        "learningResourceType": thing(
            {
                "identifier": {"const": "https://w3id.org/kim/hcrt/course"},
                "type": {"const": "Concept"},
                "inScheme": {"const": "https://w3id.org/kim/hcrt/scheme"},
            }
        ),
        "publisher": _ORGANIZATION,
        "creator": some(_ORGANIZATION),
        "url": ADDRESS,
        "license": some(thing({"identifier": TEXT, "url": {"type": "null"}})),
    },
    courseCode=TEXT,
    description=TEXT,
    courseMode=some({"enum": ["blended", "onsite", "online", "synchronous", "asynchronous"]}),
    inLanguage=some(TEXT),
    startDate=some(MOMENT),
    endDate=some(MOMENT),
    access=some({"const": "student"}),
    educationalAlignment=some(_ALIGNMENT),
    numberOfCredits={"type": "number", "minimum": 0},
)
MOOCHUB = thing(
    {
        "links": thing(
            dict.fromkeys(("self", "first", "last"), ADDRESS), next=ADDRESS, prev=ADDRESS
        ),
        "data": {
            "type": "array",
            "uniqueItems": True,
            "items": thing({"id": IDENTITY, "type": {"const": "Course"}, "attributes": _MOOC}),
        },
    }
)


def mistakes(answer: Any, schema: Schema) -> list[str]:
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{each.json_path}: {each.message}" for each in checker.iter_errors(answer)]
