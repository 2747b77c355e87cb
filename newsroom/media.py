from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.templatetags.static import static

from articles.caching import public_page

A_YEAR = "public, max-age=31536000, immutable"


@public_page
def show_media(request: HttpRequest, path: str) -> FileResponse:
    """A stored file never changes under its name: the storage gives every new one another."""
    try:
        file = default_storage.open(path)
    except (OSError, SuspiciousFileOperation, ValueError) as error:  # a NUL is a ValueError
        raise Http404 from error
    return FileResponse(file, headers={"Cache-Control": A_YEAR})


@public_page
def show_favicon(request: HttpRequest) -> HttpResponseRedirect:
    """For those who ask for it by its old name, without having read the page."""
    return HttpResponseRedirect(static("icons/icon-180.png"))
