"""Issues as everybody may read them: the same for all, so nothing tells who looks."""

from datetime import UTC
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from localturn.agenda.models import MailingList
from localturn.agenda.queries.issues import content_of, public_issues
from localturn.agenda.queries.letters import parts_in
from localturn.foundation.languages import own_name


@require_safe
def issue(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One issue, whole, in one of its languages."""
    letters = get_object_or_404(MailingList, slug=slug)
    found = public_issues(letters).filter(number=number).first()
    if found is None:
        raise Http404
    content = content_of(found)
    language = content.language_for(request.GET.get("in", "") or get_language() or "")
    context = {
        "list": letters,
        "issue": found,
        "words": content.words[language],
        "in_language": language,
        "parts": parts_in(content, language),
        "others": [(each, own_name(each)) for each in content.words if each != language],
    }
    return render(request, "agenda/list_issue.html", context)


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The issues of a list as an Atom feed."""
    letters = get_object_or_404(MailingList, slug=slug, is_open=True)
    language = letters.language_for(request.GET.get("in", ""))
    issues = list(public_issues(letters).select_related("snapshot")[:20])
    page = f"{settings.PUBLIC_URL}{letters.get_absolute_url()}"
    made = Atom1Feed(
        title=letters.name,
        link=page,
        description=letters.about,
        language=language,
        feed_url=f"{settings.PUBLIC_URL}{request.get_full_path()}",
        feed_guid=page,
    )
    for each in issues:
        content = content_of(each)
        words = content.words[content.language_for(language)]
        address = f"{page}{each.number}/"
        assert each.sending_at is not None  # noqa: S101 (public issues are being sent)
        made.add_item(
            title=words.subject,
            link=f"{address}?in={content.language_for(language)}",
            description=words.introduction,
            unique_id=address,
            pubdate=each.sending_at.astimezone(UTC),
            updateddate=each.sending_at.astimezone(UTC),
        )
    written = made.writeString("utf-8")
    etag = f'"{sha256(written.encode()).hexdigest()[:32]}"'
    answer = HttpResponse(written, content_type="application/atom+xml; charset=utf-8")
    answer.headers["ETag"] = etag
    known = get_conditional_response(request, etag=etag, response=answer)
    assert isinstance(known, HttpResponse)  # noqa: S101 (the answer itself, or that nothing is new)
    return known
