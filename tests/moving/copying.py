"""All tables of a database that is nobody's yet, from a copy: making them takes 5 s of processor.

tests/moving/test_new_machine.py has the command make them, and whatever is not the latest state is made here as well.
"""

from typing import Any

from django.db.migrations.executor import MigrationExecutor

from tests import prepared


class CopyingExecutor(MigrationExecutor):
    def migrate(self, targets: Any, *arguments: Any, **options: Any) -> Any:
        if self.loader.applied_migrations or set(targets) != set(self.loader.graph.leaf_nodes()):
            return super().migrate(targets, *arguments, **options)
        place = str(self.connection.settings_dict["NAME"])
        self.connection.close()
        if self.connection.vendor == "sqlite":
            prepared.migrated_file(place)
        else:
            prepared.dropped(place)
            prepared.migrated_on_the_server(place)
        return None
