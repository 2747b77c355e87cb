from pathlib import Path

from moving.disqus.reader import Disqus
from moving.imports.command import ImportCommand
from moving.imports.mapping import Mapping


class Command(ImportCommand):
    help = "Takes in the comments of an export of Disqus, while the site runs. See docs/moving.md."

    def reader(self, files: list[Path], who: Mapping) -> Disqus:
        return Disqus(files, who)
