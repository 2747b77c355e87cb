import os

from django.core.wsgi import get_wsgi_application

from newsroom import orphans

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()
orphans.end_with_main_process()
