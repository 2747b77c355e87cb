from django.urls import URLPattern, path, re_path

from articles.sitemaps import views

addresses: list[URLPattern] = [
    path("robots.txt", views.show_robots, name="robots"),
    path("sitemap.xml", views.show_sitemap, name="sitemap"),
    path("sitemap-places.xml", views.show_places, name="sitemap_places"),
    re_path(r"^sitemap-(?P<number>[0-9]{1,9})\.xml$", views.show_slice, name="sitemap_slice"),
    path("news-sitemap.xml", views.show_news, name="news_sitemap"),
]
