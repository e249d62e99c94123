"""Accounts, organisations, and what operators do with them."""

from allauth.account.views import password_set
from allauth.socialaccount.views import connections
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from localturn.foundation.people.views import account, privacy

people = [
    path("welcome/", account.welcome, name="welcome"),
    path("profile/", account.profile, name="profile"),
    path("profile/calendar/", account.renew_calendar, name="renew_calendar"),
    path("security/", account.security, name="security"),
    path("confirm/", account.confirm_by_code, name="confirm_by_code"),
]

urlpatterns = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("account/", include((people, "people"))),
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
