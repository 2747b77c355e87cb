import os

from django.core.wsgi import get_wsgi_application

from moving.desk import tickets
from newsroom import orphans
from newsroom.bodies import awaited_apart
from newsroom.encoding import with_readable_content_type

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

THREADS = 4  # of each worker process; each may hold a database connection

application = awaited_apart(with_readable_content_type(get_wsgi_application()), THREADS, tickets.allowance)
orphans.end_with_main_process()
