from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories import make_section, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("make", [make_section, make_user])
def test_the_demo_is_never_loaded_over_content(
    make: Callable[[], object], settings: LazySettings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    make()
    users = User.objects.count()
    with pytest.raises(CommandError, match="only into an empty database"):
        call_command("demo")
    assert User.objects.count() == users
