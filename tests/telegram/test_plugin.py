"""The fixture fails a test whose bot broke a rule, and says which."""

import pytest

from tests.telegram.plugin import judged
from tests.telegram.stand import Stand


async def test_a_violation_fails_the_test_at_its_end() -> None:
    with pytest.raises(pytest.fail.Exception, match="message text is empty"):
        async with judged(Stand()) as stand:
            stand.violations.append("sendMessage: message text is empty")


async def test_a_clean_stand_passes() -> None:
    async with judged(Stand()) as stand:
        assert stand.violations == []
