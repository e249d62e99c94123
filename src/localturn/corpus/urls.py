"""The corpus's addresses."""

from django.urls import URLPattern, URLResolver, path, re_path

from localturn.corpus.views import (
    agreement,
    asking,
    attributes,
    citing,
    codebook,
    codebook_drawn,
    codebook_versions,
    collections,
    correcting,
    desk,
    finding,
    frame,
    imports,
    memos,
    names,
    pages,
    projects,
    publications,
    recordings,
    relations,
    round_coders,
    rounds,
    suggesting,
    transfers,
)

app_name = "corpus"

PROJECT = "projects/<slug:project>/"

DESK: list[URLPattern | URLResolver] = [
    path("", projects.projects, name="projects"),
    path("new/", projects.begin, name="begin"),
    path("take/", imports.take_along, name="take"),
    path(PROJECT, projects.project, name="project"),
    path(f"{PROJECT}settings/", projects.settings, name="settings"),
    re_path(
        r"^projects/(?P<project>[-\w]+)/(?P<how>close|reopen|archive)/$", projects.end, name="end"
    ),
    path(f"{PROJECT}members/", projects.members, name="members"),
    path(f"{PROJECT}members/add/", projects.add_member, name="member-add"),
    path(f"{PROJECT}members/<int:member>/", projects.member, name="member"),
    path(f"{PROJECT}members/<int:member>/remove/", projects.remove_member, name="member-remove"),
    path(f"{PROJECT}codebook/", codebook.codebook, name="codebook"),
    path(f"{PROJECT}codebook/new/", codebook.add, name="node-new"),
    path(f"{PROJECT}codebook/freeze/", codebook.freeze, name="freeze"),
    path(f"{PROJECT}codebook/<int:number>/", codebook.version, name="codebook-version"),
    path(f"{PROJECT}import/", imports.bring, name="import-new"),
    path("imports/<int:batch>/", imports.batch, name="import"),
    path("imports/<int:batch>/add/", imports.add, name="import-add"),
    path("imports/<int:batch>/addresses/", imports.addresses, name="import-addresses"),
    path("imports/<int:batch>/arrived/", imports.arrived, name="import-arrived"),
    path("imports/<int:batch>/take/", imports.take, name="import-take"),
    path("imports/<int:batch>/again/", imports.again, name="import-again"),
    path("imports/<int:batch>/discard/", imports.discard, name="import-discard"),
    path("imports/<int:batch>/<int:item>/see/", imports.see, name="import-see"),
    path("imports/<int:batch>/<int:item>/leave/", imports.leave, name="import-leave"),
    path("codes/<int:node>/", codebook.node, name="node"),
    path("codes/<int:node>/edit/", codebook.reword, name="node-reword"),
    path("documents/<int:document>/", desk.document, name="document"),
    path("documents/<int:document>/code/", desk.code, name="code"),
    path("documents/<int:document>/in-vivo/", codebook.in_vivo, name="node-in-vivo"),
    path("documents/<int:document>/correct/", correcting.correct, name="document-correct"),
    path("documents/<int:document>/news/", desk.news, name="news"),
    path("documents/<int:document>/recording/", recordings.recording, name="recording"),
    path(
        "documents/<int:document>/recording/arrived/",
        recordings.arrived,
        name="recording-arrived",
    ),
    path("documents/<int:document>/recording/remove/", recordings.remove, name="recording-remove"),
    path("documents/<int:document>/page/", pages.page, name="page"),
    path("documents/<int:document>/page/<int:number>.png", pages.picture, name="page-picture"),
    path("passages/<int:coding>/", desk.coding, name="coding"),
    path("passages/<int:coding>/take-back/", desk.withdraw, name="coding-withdraw"),
    path("passages/<int:coding>/put-back/", desk.put_back, name="coding-put-back"),
    path("passages/<int:coding>/confirm/", desk.confirm, name="coding-confirm"),
]

FORMATS: list[URLPattern | URLResolver] = [
    path(f"{PROJECT}in-and-out/", transfers.transfers, name="transfers"),
    path(f"{PROJECT}in-and-out/out/", transfers.out, name="transfer-out"),
    path(f"{PROJECT}in-and-out/in/", transfers.receive, name="transfer-in"),
    path("in-and-out/<int:transfer>/", transfers.transfer, name="transfer"),
    path("in-and-out/<int:transfer>/file/", transfers.file, name="transfer-file"),
    path("in-and-out/<int:transfer>/forget/", transfers.forget, name="transfer-forget"),
    path(f"{PROJECT}names/", names.names, name="names"),
    path(f"{PROJECT}names/<int:pseudonym>/remove/", names.remove, name="name-remove"),
    path("documents/<int:document>/names/", names.document, name="document-names"),
    path("documents/<int:document>/names/clear/", names.clear, name="word-clear"),
    path("documents/<int:document>/names/replace/", names.replace, name="names-replace"),
    path("passages/<int:coding>/release/", names.release, name="passage-release"),
]

ROUND = f"{PROJECT}rounds/<int:round>/"

QUERIES: list[URLPattern | URLResolver] = [
    path(f"{PROJECT}questions/", asking.questions, name="questions"),
    path(f"{PROJECT}questions/<int:number>/", asking.question, name="question"),
    path(f"{PROJECT}questions/<int:number>/withdraw/", asking.withdraw, name="question-withdraw"),
    path(f"{PROJECT}ask/", asking.ask, name="ask"),
    path(f"{PROJECT}ask/passages/", asking.cell, name="cell"),
    re_path(
        r"^projects/(?P<project>[-\w]+)/ask/answer\.(?P<form>csv|xlsx|json|svg|png)$",
        asking.download,
        name="answer",
    ),
    path(f"{PROJECT}search/", finding.find, name="find"),
    re_path(
        r"^projects/(?P<project>[-\w]+)/search/lines\.(?P<form>csv|xlsx|json)$",
        finding.lines,
        name="lines",
    ),
    path(f"{PROJECT}suggest/", suggesting.suggest, name="suggest"),
    path("passages/<int:coding>/cite/", citing.cite, name="cite"),
    re_path(
        r"^passages/(?P<coding>[0-9]{1,18})/reference\.(?P<form>bib|ris)$",
        citing.reference_file,
        name="reference-file",
    ),
    path(f"{PROJECT}network/", relations.network, name="network"),
    re_path(
        r"^projects/(?P<project>[-\w]+)/network\.(?P<form>graphml|gexf|csv|svg|png)$",
        relations.download,
        name="network-file",
    ),
    path(f"{PROJECT}network/<int:relation>/remove/", relations.remove, name="relation-remove"),
    path(f"{PROJECT}actors/", relations.actors, name="actors"),
    path(f"{PROJECT}actors/<int:actor>/", relations.actor, name="actor"),
    path(f"{PROJECT}actors/<int:actor>/remove/", relations.remove_actor, name="actor-remove"),
    path("passages/<int:coding>/relate/", relations.relate, name="relate"),
    path(f"{PROJECT}rounds/", rounds.rounds, name="rounds"),
    path(ROUND, rounds.round_, name="round"),
    re_path(
        r"^projects/(?P<project>[-\w]+)/rounds/(?P<round>[0-9]{1,18})/agreement\.(?P<form>svg|png|csv|xlsx)$",
        agreement.taken,
        name="round-agreement",
    ),
    path(f"{ROUND}give/", rounds.give, name="round-give"),
    path(f"{ROUND}coders/<int:member>/", round_coders.given, name="round-coder"),
    path(f"{ROUND}coders/<int:member>/take-back/", round_coders.take_back, name="round-take-back"),
    path(f"{ROUND}close/", rounds.close, name="round-close"),
    path(f"{ROUND}done/<int:document>/", rounds.done, name="round-done"),
    path(f"{ROUND}differences/", rounds.differences, name="round-differences"),
    path(f"{ROUND}settle/", rounds.settle, name="round-settle"),
]

FRAME: list[URLPattern | URLResolver] = [
    path(f"{PROJECT}codebook/history/", frame.history, name="codebook-history"),
    path(f"{PROJECT}codebook/compare/", codebook_versions.compare, name="codebook-compare"),
    path(f"{PROJECT}codebook/whole/", codebook_versions.whole, name="codebook-whole"),
    path(f"{PROJECT}codebook/codebook.docx", codebook_versions.whole_docx, name="codebook-docx"),
    path(f"{PROJECT}codebook/drawn/", codebook_drawn.drawn, name="codebook-drawn"),
    re_path(
        r"^projects/(?P<project>[-\w]+)/codebook/tree\.(?P<form>svg|png)$",
        codebook_drawn.drawing,
        name="codebook-drawing",
    ),
    path(f"{PROJECT}codebook/outdated/", codebook_versions.outdated, name="codebook-outdated"),
    path(f"{PROJECT}codebook/confirm/", codebook_versions.confirm, name="codebook-confirm"),
    path("codes/<int:node>/rename/", frame.rename, name="node-rename"),
    path("codes/<int:node>/move/", frame.move, name="node-move"),
    path("codes/<int:node>/merge/", frame.merge, name="node-merge"),
    path("codes/<int:node>/split/", frame.split, name="node-split"),
    path("codes/<int:node>/retire/", frame.retire, name="node-retire"),
    path("codes/<int:node>/step/<slug:how>/", frame.step, name="node-step"),
    path("codebook-changes/<int:change>/undo/", frame.undo, name="change-undo"),
    path("passages/<int:coding>/example/", frame.exemplify, name="coding-example"),
]

MEMOS: list[URLPattern | URLResolver] = [
    path(f"{PROJECT}memos/", memos.memos, name="memos"),
    path(f"{PROJECT}memos/new/", memos.write, name="memo-new"),
    path("memos/<int:memo>/", memos.memo, name="memo"),
    path("memos/<int:memo>/edit/", memos.rewrite, name="memo-edit"),
    path("memos/<int:memo>/take-back/", memos.withdraw, name="memo-withdraw"),
    path("memos/<int:memo>/put-back/", memos.put_back, name="memo-put-back"),
    path("memos/<int:memo>/release/", memos.release, name="memo-release"),
    path("memos/<int:memo>/link/", memos.link, name="memo-link"),
]

ATTRIBUTES: list[URLPattern | URLResolver] = [
    path(f"{PROJECT}attributes/", attributes.attributes, name="attributes"),
    path(f"{PROJECT}attributes/new/", attributes.define, name="attribute-new"),
    path(f"{PROJECT}attributes/values/", attributes.grid, name="attribute-grid"),
    path(f"{PROJECT}attributes/table.<slug:form>", attributes.table, name="attribute-table"),
    path(f"{PROJECT}attributes/table/", attributes.look_at, name="attribute-look"),
    path(f"{PROJECT}attributes/table/take/", attributes.take, name="attribute-take"),
    path("attributes/<int:attribute>/", attributes.redefine, name="attribute"),
    path("attributes/<int:attribute>/remove/", attributes.remove, name="attribute-remove"),
]
for _which in (collections.CASES, collections.SETS):
    ATTRIBUTES += [
        path(f"{PROJECT}{_which}/", collections.collections, {"which": _which}, name=_which),
        path(f"{PROJECT}{_which}/new/", collections.new, {"which": _which}, name=f"{_which}-new"),
        path(f"{_which}/<int:number>/", collections.collection, {"which": _which}, f"{_which}-one"),
        path(f"{_which}/<int:number>/edit/", collections.edit, {"which": _which}, f"{_which}-edit"),
        path(f"{_which}/<int:number>/put/", collections.put, {"which": _which}, f"{_which}-put"),
        path(
            f"{_which}/<int:number>/remove/",
            collections.remove,
            {"which": _which},
            f"{_which}-remove",
        ),
    ]

PUBLICATIONS: list[URLPattern | URLResolver] = [
    path(f"{PROJECT}publications/", publications.publications, name="publications"),
    path(f"{PROJECT}publications/new/", publications.begin, name="publication-new"),
    path("publications/<int:publication>/", publications.publication, name="publication"),
    path("publications/<int:publication>/edit/", publications.edit, name="publication-edit"),
    path(
        "publications/<int:publication>/versions/<int:number>/",
        publications.version,
        name="publication-version",
    ),
    path(
        "publications/<int:publication>/take-back/",
        publications.withdraw,
        name="publication-withdraw",
    ),
    re_path(
        r"^publications/(?P<publication>[0-9]{1,18})/publication\.(?P<form>md|docx|ris|bib)$",
        publications.file,
        name="publication-file",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *DESK,
    *FORMATS,
    *QUERIES,
    *FRAME,
    *MEMOS,
    *ATTRIBUTES,
    *PUBLICATIONS,
]
