"""FOCUS 1.4 as an independent linter reads it, and what sets version 1.2 apart."""

from __future__ import annotations

import subprocess
import sys

from .conftest import Export
from .test_files_add_up import read_csv

LINT = (sys.executable, "-c", "from focus_data_toolkit.cli import main; raise SystemExit(main())")
SUPPORTED = ("SupportsUnitPricing", "SupportsMultiplePricingCategories")


def test_the_linter_finds_nothing_in_version_1_4(exported: Export) -> None:
    path = exported("--formats", "focus-1.4") / "focus-1.4.csv"
    supports = [word for condition in SUPPORTED for word in ("--supports", condition)]
    said = subprocess.run(
        [*LINT, "validate", "--dataset", "cost-and-usage", str(path), *supports],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert "SEMANTIC_VALID" in said.stdout


def test_version_1_2_names_provider_and_publisher_instead_of_service_and_host(exported: Export) -> None:
    folder = exported("--formats", "focus-1.2,focus-1.4")
    old, new = (set(read_csv(folder / f"focus-{version}.csv")[0]) for version in ("1.2", "1.4"))
    assert new - old == {"HostProviderName", "ServiceProviderName"}
    assert {"ProviderName", "PublisherName"} <= old - new


def test_both_versions_have_the_same_charges_in_the_same_order(exported: Export) -> None:
    folder = exported("--formats", "focus-1.2,focus-1.4")
    old, new = (read_csv(folder / f"focus-{version}.csv") for version in ("1.2", "1.4"))
    shared = set(old[0]) & set(new[0])
    assert [{name: row[name] for name in shared} for row in old] == [
        {name: row[name] for name in shared} for row in new
    ]


def test_one_row_is_a_day_of_one_meter_at_one_price(exported: Export) -> None:
    rows = read_csv(exported("--formats", "focus-1.4") / "focus-1.4.csv")
    told = (
        "ChargePeriodStart", "SubAccountId", "x_ApiKeyId", "x_ApiKeyName", "x_Source", "x_Team",
        "x_CostCenter", "SkuPriceId", "HostProviderName",
    )  # fmt: skip
    keys = [tuple(row[name] for name in told) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row["ChargePeriodStart"][11:] for row in rows} == {"00:00:00Z"}
