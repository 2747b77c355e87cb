from argparse import ArgumentParser
from pathlib import Path

from moving.imports.command import ImportCommand
from moving.imports.mapping import Mapping
from moving.wordpress.reader import WordPress


class Command(ImportCommand):
    help = "Takes in exports of WordPress (WXR), while the site runs. See docs/moving.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--uploads", type=Path, metavar="FOLDER", help="a copy of wp-content/uploads")

    def reader(self, files: list[Path], who: Mapping) -> WordPress:
        return WordPress(files, who)
