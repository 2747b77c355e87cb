import os

from django.core.wsgi import get_wsgi_application

from newsroom import orphans
from newsroom.encoding import with_readable_content_type

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = with_readable_content_type(get_wsgi_application())
orphans.end_with_main_process()
