"""A partner's course and its offering with everything that is read of them, by the Open Education
API 6."""

from typing import Any

COURSE = "5b1f8e1c-6d0a-4b9c-9a58-0f6d5f3f9e01"

A_COURSE: dict[str, Any] = {
    "courseId": COURSE,
    "primaryCode": {"codeType": "identifier", "code": "HAV-207"},
    "name": [
        {"language": "da-DK", "value": "Havne"},
        {"language": "en-GB", "value": "Harbours"},
    ],
    "description": [{"language": "en-GB", "value": "Who comes ashore, and *where*."}],
    "admissionRequirements": [{"language": "en-GB", "value": "A first year of sociology."}],
    "assessment": [{"language": "en-GB", "value": "A paper of ten pages."}],
    "studyLoad": [{"studyLoadUnit": "ects", "value": 7.5}],
    "modesOfDelivery": ["online", "presential"],
    "teachingLanguages": ["en-GB"],
    "fieldsOfStudy": "0314",
    "level": "master",
    "link": "https://havnby.example/courses/harbours",
    "organisationId": "7e6a2c1d-2f1b-4f57-8d1e-34a5b0a7c002",
}

AN_OFFERING: dict[str, Any] = {
    "courseOfferingId": "c4f0e2b8-0d5e-4a57-b7ff-6a1c0b8f1003",
    "courseId": COURSE,
    "primaryCode": {"codeType": "identifier", "code": "HAV-207-26"},
    "name": [{"language": "en-GB", "value": "Harbours"}],
    "state": "active",
    "startDateTime": "2026-10-05T08:00:00Z",
    "endDateTime": "2026-12-18T22:30:00Z",
    "maxNumberStudents": 30,
    "academicSessionId": "1f3f7a52-88e1-4c3a-b2d9-52f66c6e0004",
    "organisationId": "7e6a2c1d-2f1b-4f57-8d1e-34a5b0a7c002",
}
