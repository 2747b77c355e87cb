from django.contrib import admin

from articles.admin.shared import OneRow
from articles.models import NewspaperSettings

admin.site.register(NewspaperSettings, OneRow)
