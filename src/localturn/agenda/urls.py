"""The agenda's addresses."""

from django.urls import URLPattern, URLResolver, path, re_path

from localturn.agenda.views import (
    agenda,
    archive,
    composing,
    event,
    feeds,
    joining,
    keeping,
    registering,
    registrants,
    relating,
    review,
    sources,
    subscribing,
    topics,
    writing,
)

app_name = "agenda"

EVENT = "events/<int:event>/"
ISSUE = "lists/issues/<int:issue>/"
KEPT = "lists/kept/<slug:slug>/"

mailing: list[URLPattern | URLResolver] = [
    path("lists/", subscribing.lists, name="lists"),
    path("lists/confirm/<str:token>/", subscribing.confirm, name="subscription-confirm"),
    path("lists/wishes/<str:token>/", subscribing.wishes, name="subscription-wishes"),
    path("lists/leave/<str:token>/", subscribing.leave, name="subscription-leave"),
    path("lists/kept/", keeping.kept_lists, name="kept-lists"),
    path("lists/kept/new/", keeping.found, name="list-new"),
    path("lists/kept/write-again/", keeping.lift, name="suppression-lift"),
    path(KEPT, keeping.kept_list, name="kept-list"),
    path(f"{KEPT}edit/", keeping.edit, name="list-edit"),
    path(f"{KEPT}readers/", keeping.readers, name="list-readers"),
    path(f"{KEPT}readers/<int:reader_id>/take-off/", keeping.take_off, name="reader-take-off"),
    path(f"{KEPT}readers/<int:reader_id>/forget/", keeping.forget, name="reader-forget"),
    path(f"{KEPT}domain/", keeping.sending_domain, name="list-domain"),
    path(f"{KEPT}issues/new/", composing.begin, name="issue-new"),
    path(ISSUE, composing.issue, name="issue"),
    path(f"{ISSUE}rules/", composing.rules, name="issue-rules"),
    path(f"{ISSUE}words/", composing.words, name="issue-words"),
    path(f"{ISSUE}place/", composing.place, name="issue-place"),
    path(f"{ISSUE}trial/", composing.try_out, name="issue-trial"),
    path(f"{ISSUE}freeze/", composing.freeze, name="issue-freeze"),
    path(f"{ISSUE}unfreeze/", composing.unfreeze, name="issue-unfreeze"),
    path(f"{ISSUE}discard/", composing.discard, name="issue-discard"),
    path(f"{ISSUE}send/", composing.send, name="issue-send"),
    path(f"{ISSUE}halt/", composing.halt, name="issue-halt"),
    path(f"{ISSUE}resume/", composing.resume, name="issue-resume"),
    path(f"{ISSUE}end/", composing.end, name="issue-end"),
    path(f"{ISSUE}settle/", composing.settle, name="issue-settle"),
    re_path(
        r"^lists/issues/(?P<issue>[0-9]{1,18})/letter\.(?P<language>[a-zA-Z-]{2,10})\.(?P<form>html|txt)$",
        composing.preview,
        name="issue-letter",
    ),
    path("lists/<slug:slug>/", subscribing.mailing_list, name="list"),
    path("lists/<slug:slug>/subscribe/", subscribing.subscribe, name="list-subscribe"),
    path("lists/<slug:slug>/asked/", subscribing.asked, name="list-asked"),
    path("lists/<slug:slug>/issues.atom", archive.feed, name="list-feed"),
    path("lists/<slug:slug>/<int:number>/", archive.issue, name="list-issue"),
]

events: list[URLPattern | URLResolver] = [
    path("", agenda.agenda, name="agenda"),
    path("news/", agenda.news, name="news"),
    path("month/<str:month>/", agenda.month, name="month"),
    path("places/", agenda.places, name="places"),
    path("archive/", agenda.archive, name="archive"),
    path("feeds/<slug:shelf>.<slug:form>", feeds.feed, name="feed"),
    path("embed/<slug:shelf>/", feeds.embed, name="embed"),
    path("desk/", writing.desk, name="desk"),
    path("desk/topics/", topics.topics, name="topics"),
    path("desk/topics/<slug:slug>/", topics.topic, name="topic"),
    path("desk/topics/<slug:slug>/make-one/", topics.make_one, name="topic-make-one"),
    path("desk/topics/<slug:slug>/remove/", topics.remove, name="topic-remove"),
    path("desk/offices/", writing.offices, name="offices"),
    path("desk/offices/<int:office>/dismiss/", writing.dismiss, name="office-dismiss"),
    path("events/new/", writing.write, name="write"),
    path(EVENT, event.event, name="event"),
    path(f"{EVENT}event.ics", feeds.entry, name="entry"),
    path(f"{EVENT}edit/", writing.edit, name="edit"),
    path(f"{EVENT}related/", relating.related, name="related"),
    path(f"{EVENT}related/part/", relating.part, name="related-part"),
    path(f"{EVENT}make-one/", joining.make_one, name="event-make-one"),
    path("events/joined/<int:joining>/undo/", joining.make_two, name="event-make-two"),
    path(f"{EVENT}publish/", writing.publish, name="publish"),
    path(f"{EVENT}withdraw/", writing.withdraw, name="withdraw"),
    path(f"{EVENT}postpone/", writing.postpone, name="postpone"),
    path(f"{EVENT}cancel/", writing.cancel, name="cancel"),
    path(f"{EVENT}take-over/", writing.take_over, name="take-over"),
    path(f"{EVENT}reinstate/", writing.reinstate, name="reinstate"),
]

CANDIDATE = "intake/<int:candidate>/"

intake: list[URLPattern | URLResolver] = [
    path("intake/", review.queue, name="queue"),
    path("intake/publish/", review.publish_several, name="queue-publish"),
    path("intake/paste/", sources.paste, name="paste"),
    path("intake/sources/", sources.sources, name="sources"),
    path("intake/sources/add/", sources.add, name="source-add"),
    path("intake/sources/<int:source>/", sources.source, name="source"),
    path("intake/sources/<int:source>/edit/", sources.edit, name="source-edit"),
    path("intake/sources/<int:source>/ask/", sources.ask, name="source-ask"),
    path("intake/sources/<int:source>/pause/", sources.pause, name="source-pause"),
    path("intake/merges/<int:merge>/undo/", review.unmerge, name="merge-undo"),
    path(CANDIDATE, review.candidate, name="candidate"),
    path(f"{CANDIDATE}dismiss/", review.dismiss, name="candidate-dismiss"),
    path(f"{CANDIDATE}restore/", review.restore, name="candidate-restore"),
    path(f"{CANDIDATE}merge/", review.merge, name="candidate-merge"),
    path(f"{CANDIDATE}assign/", review.assign, name="candidate-assign"),
    path(f"{CANDIDATE}remark/", review.remark, name="candidate-remark"),
]

registration: list[URLPattern | URLResolver] = [
    path("registrations/", registering.own, name="registrations"),
    path("registrations/look/<str:token>/", registering.registrant, name="registrant-registration"),
    path("registrations/take/<str:token>/", registering.take_place, name="registrant-take-place"),
    path("registrations/give-up/<str:token>/", registering.give_up, name="registrant-give-up"),
    path(f"{EVENT}register/", registering.register, name="register"),
    path(f"{EVENT}register/done/", registering.registered, name="registered"),
    path(f"{EVENT}registration/", registrants.terms, name="registration-terms"),
    path(f"{EVENT}registrants/", registrants.registrants, name="registrants"),
    re_path(
        r"^events/(?P<event>[0-9]{1,18})/registrants\.(?P<form>csv|xlsx)$",
        registrants.export,
        name="registrants-table",
    ),
    path(f"{EVENT}registrants/badges/", registrants.badges, name="badges"),
    path(
        f"{EVENT}registrants/<int:registrant>/attendance/",
        registrants.attendance,
        name="attendance",
    ),
    path(
        f"{EVENT}registrants/<int:registrant>/remove/", registrants.remove, name="registrant-remove"
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [*intake, *events, *mailing, *registration]
