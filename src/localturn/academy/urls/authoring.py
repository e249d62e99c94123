"""Addresses of courses: for everybody, and for who writes them."""

from django.urls import path

from localturn.academy.views import (
    authoring,
    catalogue,
    course_people,
    drafting,
    media,
    sources,
    uploading,
)

COURSE = "courses/<slug:course>/"
DRAFT = f"{COURSE}draft/"

urlpatterns = [
    path("", catalogue.entrance, name="entrance"),
    path("courses/", catalogue.courses, name="courses"),
    path("authoring/", authoring.mine, name="authoring"),
    path("authoring/upload/", authoring.upload, name="upload"),
    path("authoring/upload/<str:token>/", uploading.outcome, name="upload-outcome"),
    path(COURSE, catalogue.course, name="course"),
    path(f"{COURSE}people/", course_people.people, name="course-people"),
    path(f"{COURSE}people/<int:pk>/remove/", course_people.remove, name="course-person-remove"),
    path(f"{COURSE}sources/", sources.sources, name="sources"),
    path(f"{COURSE}sources/check/", sources.check, name="sources-check"),
    path(f"{COURSE}versions/", authoring.versions, name="versions"),
    path(f"{COURSE}folder/<slug:which>.zip", authoring.folder, name="course-folder"),
    path(DRAFT, authoring.draft, name="draft"),
    path(f"{DRAFT}begin/", authoring.begin, name="draft-begin"),
    path(f"{DRAFT}publish/", authoring.publish, name="publish"),
    path(f"{DRAFT}a/<slug:activity>/", drafting.activity, name="draft-activity"),
    path(f"{DRAFT}a/<slug:activity>/files/<str:name>", media.of_draft, name="draft-activity-file"),
    path(f"{DRAFT}a/<slug:activity>/edit/", drafting.edit_activity, name="draft-activity-edit"),
    path(f"{DRAFT}m/<slug:module>/edit/", drafting.edit_module, name="draft-module-edit"),
    path(f"{DRAFT}questions/<slug:bank>/", drafting.bank, name="draft-bank"),
    path(f"{DRAFT}files/", drafting.files, name="draft-files"),
    path(f"{DRAFT}remove/<path:name>", drafting.remove_file, name="draft-file-remove"),
    path(f"{DRAFT}files/<path:name>", drafting.file, name="draft-file"),
]
