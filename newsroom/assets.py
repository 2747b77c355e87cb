"""Static files by WhiteNoise, with two of its answers mended."""

import os
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

from articles.kept import best_encoding


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Scripts name the modules that they import by their fingerprints, too: under no other name is any file kept."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """Put together once: what a process serves are the files that it found when it began."""
        if settings.DEBUG or name not in self.hashed_files:
            return str(super().url(name, force))
        if name not in self.addresses:
            self.addresses[name] = str(super().url(name, force))
        return self.addresses[name]


class AssetsMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    def add_cache_headers(self, headers: Any, path: str, url: str) -> None:
        """The ETag is weak: one stands for a file in every encoding, so it can't promise the same bytes."""
        super().add_cache_headers(headers, path, url)
        known = os.stat(path)
        headers["ETag"] = f'W/"{int(known.st_mtime):x}-{known.st_size:x}"'

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """WhiteNoise looks for an encoding's name alone and takes `gzip;q=0` for a wish."""
        request.META["HTTP_ACCEPT_ENCODING"] = best_encoding(request.headers.get("Accept-Encoding", ""))
        return cast("HttpResponse", WhiteNoiseMiddleware.serve(static_file, request))
