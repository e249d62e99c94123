"""Accounts, organisations, and what operators do with them."""

from allauth.account.views import password_set
from allauth.socialaccount.views import connections
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from localturn.foundation.people.views import (
    account,
    data,
    editing,
    members,
    operators,
    organisations,
    privacy,
)

people = [
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/add/", organisations.add_organisation, name="add_organisation"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("organisations/<slug:slug>/edit/", editing.edit_organisation, name="edit_organisation"),
    path(
        "organisations/<slug:slug>/names/<int:pk>/remove/", editing.remove_name, name="remove_name"
    ),
    path(
        "organisations/<slug:slug>/codes/<int:pk>/remove/",
        editing.remove_identifier,
        name="remove_identifier",
    ),
    path("organisations/<slug:slug>/members/<int:pk>/end/", editing.part, name="part"),
    path("organisations/<slug:slug>/people/", members.people, name="people_of"),
    path("account/memberships/<int:pk>/end/", members.end_membership, name="end_membership"),
    path("people/", operators.persons, name="persons"),
    path("people/<int:pk>/", operators.person, name="person"),
    path("people/<int:pk>/tokens/revoke/", operators.revoke_tokens, name="revoke_tokens"),
    path("people/<int:pk>/merge/", operators.merge, name="merge"),
    path("account/data/", data.data, name="data"),
    path("account/data/copies/ask/", data.ask_for_copy, name="ask_for_copy"),
    path("account/data/copies/<int:pk>/", data.copy, name="copy"),
    path("account/data/erase/", data.erase, name="erase"),
    path("account/data/erased/", data.erased, name="erased"),
    path("account/welcome/", account.welcome, name="welcome"),
    path("account/profile/", account.profile, name="profile"),
    path("account/profile/calendar/", account.renew_calendar, name="renew_calendar"),
    path("account/security/", account.security, name="security"),
    path("account/confirm/", account.confirm_by_code, name="confirm_by_code"),
]

urlpatterns = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("", include((people, "people"))),
    # allauth leaves these open to whoever finds a session open
    path(
        "account/password/set/",
        login_required(account.confirmed(password_set)),
        name="account_set_password",
    ),
    path(
        "account/3rdparty/",
        login_required(account.confirmed(connections)),
        name="socialaccount_connections",
    ),
    path("account/", include("allauth.urls")),
]
