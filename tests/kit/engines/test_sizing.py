"""What an embedded server takes fits the machine."""

from pathlib import Path

import pytest

from guichet.kit.engines.sizing import max_wal_size, memory, shared_buffers

GIB = 1024**3


@pytest.mark.parametrize(
    ("gibibytes", "expected"), [(0.5, "128MB"), (2, "256MB"), (8, "1024MB"), (64, "2048MB")]
)
def test_pages_are_kept_in_an_eighth_of_the_memory_within_bounds(
    gibibytes: float, expected: str
) -> None:
    assert shared_buffers(int(gibibytes * GIB)) == expected


@pytest.mark.parametrize("written", ["536870912", "max", ""])
def test_a_container_s_bound_counts_where_it_has_one(tmp_path: Path, written: str) -> None:
    (tmp_path / "memory.max").write_text(f"{written}\n")
    found = memory((tmp_path / "memory.max", tmp_path / "missing"))
    assert found == 536_870_912 if written.isdecimal() else found == memory(())


@pytest.mark.parametrize(
    ("gibibytes", "expected"), [(10, "1024MB"), (32, "2048MB"), (252, "4096MB")]
)
def test_the_log_is_as_long_as_the_disk_bears(gibibytes: int, expected: str) -> None:
    assert max_wal_size(gibibytes * GIB) == expected
