from __future__ import annotations

from typing import Any

import pytest
from school_files import RULESET

from evalrules.model.schools import school_tables


@pytest.fixture
def ruleset(ruleset_from) -> Any:
    return ruleset_from(RULESET).data


@pytest.fixture
def tables(ruleset) -> Any:
    return school_tables(ruleset)
