"""The worked examples of facts/pricing.md section 5 (W01 to W33), as data.

Many are numbers printed in Anthropic's own documentation. Each case is one
profile on one day with one or more requests; every request is priced alone.
Amounts are exact. W26 and W27 are fees by the hour and units, and stand in
`test_fees.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from claudecost.records import Profile

Tokens = dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Case:
    """What was used, and what it costs; the last two only where a Managed Agents session ran beside it."""

    name: str
    title: str
    model: str
    day: date
    requests: tuple[Tokens, ...]
    usd: Decimal
    speed: str | None = None
    service_tier: str | None = None
    geo: str | None = None
    platform: str | None = None
    refused: bool = False
    session_ms: int = 0
    with_fees_usd: Decimal | None = None

    def profile(self, profile_id: int = 1) -> Profile:
        """The profile a source would make of it."""
        return Profile(
            profile_id,
            self.model,
            platform=self.platform,
            speed=self.speed,
            service_tier=self.service_tier,
            geo=self.geo,
            refused=self.refused,
        )

    @property
    def at(self) -> datetime:
        """An instant on its day."""
        return datetime.combine(self.day, time(12), UTC)


def tokens(i: int = 0, o: int = 0, r: int = 0, w5: int = 0, w1: int = 0, searches: int = 0) -> Tokens:
    """Counts by the short names of the table."""
    counts = {
        "input": i,
        "cache_write_5m": w5,
        "cache_write_1h": w1,
        "cache_read": r,
        "output": o,
        "web_search": searches,
    }
    return {meter: count for meter, count in counts.items() if count}


def case(name: str, title: str, model: str, day: str, usd: str, *requests: Tokens, **more: object) -> Case:
    """One line of the table."""
    return Case(
        name=name,
        title=title,
        model=model,
        day=date.fromisoformat(day),
        requests=requests,
        usd=Decimal(usd),
        **more,  # type: ignore[arg-type]
    )


HOUR = 3_600_000
SONNET_4 = "claude-sonnet-4-20250514"
SONNET_45 = "claude-sonnet-4-5-20250929"
HAIKU_35 = "claude-3-5-haiku-20241022"
LONG = tokens(i=16, r=226_784, w5=48_454, o=2_621)
READS = tokens(i=1_000, r=400_000, w5=10_000, o=3_000)
MILLION_EACH = tokens(i=1_000_000, o=1_000_000, w5=1_000_000, r=1_000_000)

CASES = (
    case(
        "W01", "a Managed Agents session of an hour", "claude-opus-5", "2026-08-01", "0.625",
        tokens(i=50_000, o=15_000), session_ms=HOUR, with_fees_usd=Decimal("0.705"),
    ),
    case(
        "W02", "the same with 40,000 of the input cached", "claude-opus-5", "2026-08-01", "0.445",
        tokens(i=10_000, r=40_000, o=15_000), session_ms=HOUR, with_fees_usd=Decimal("0.525"),
    ),
    case("W03", "10,000 support tickets", "claude-haiku-4-5", "2026-01-15", "37", tokens(i=37_000_000)),
    case(
        "W04", "the sample of Claude Code's cost page", "claude-sonnet-4-6", "2026-04-01", "0.5526",
        tokens(i=1_200, o=5_300, r=940_000, w5=50_000),
    ),
    case(
        "W05", "the usage object of the caching page", "claude-opus-5", "2026-08-01", "0.02564",
        tokens(i=2_048, r=1_800, w5=148, w1=100, o=503),
    ),
    case(
        "W06", "batch and cache: one write, a thousand reads", "claude-opus-4-8", "2026-06-15", "12.75",
        tokens(w1=50_000), *[tokens(r=50_000)] * 1_000, service_tier="batch",
    ),
    case(
        "W07", "the web search usage object", SONNET_45, "2026-10-01", "0.13058065",
        tokens(i=105, o=6_039, r=7_123, w5=7_345, searches=1),
    ),
    case("W08a", "over 200,000 tokens with the beta", SONNET_45, "2026-03-01", "0.5585439", LONG),
    case("W08b", "the same at a flat price", "claude-sonnet-4-6", "2026-04-10", "0.2891007", LONG),
    case(
        "W09a", "the last day of the long prompt premium", "claude-opus-4-6", "2026-03-12", "2.51875",
        tokens(i=250_000, o=500),
    ),
    case("W09b", "the day after", "claude-opus-4-6", "2026-03-13", "1.2625", tokens(i=250_000, o=500)),
    case("W10a", "exactly 200,000", SONNET_45, "2025-10-01", "0.615", tokens(i=200_000, o=1_000)),
    case("W10b", "one token more", SONNET_45, "2025-10-01", "1.222506", tokens(i=200_001, o=1_000)),
    case("W11a", "exactly 100,000", "claude-haiku-5-5", "2026-10-07", "0.0064", tokens(i=60_000, r=40_000)),
    case("W11b", "one token more", "claude-haiku-5-5", "2026-10-07", "0.0320005", tokens(i=60_001, r=40_000)),
    case(
        "W12", "two requests are not one long one", "claude-haiku-5-5", "2026-10-07", "0.013",
        tokens(i=60_000, o=1_000), tokens(i=60_000, o=1_000),
    ),
    case(
        "W13a", "the day before the cut", "claude-sonnet-5-5", "2026-10-06", "0.289",
        tokens(i=500, r=1_000_000, w1=20_000, o=800),
    ),
    case(
        "W13b", "the day of the cut", "claude-sonnet-5-5", "2026-10-07", "0.189",
        tokens(i=500, r=1_000_000, w1=20_000, o=800),
    ),
    case("W14a", "cache reads at a tenth", "claude-fable-5", "2026-11-10", "0.685", READS),
    case("W14b", "cache reads at a fortieth", "claude-fable-5-1", "2026-11-10", "0.385", READS),
    case("W14c", "and cheaper", "claude-fable-5-2", "2026-11-10", "0.308", READS),
    case(
        "W15a", "fast mode", "claude-opus-5-5", "2026-10-01", "0.448",
        tokens(i=1_000, w1=20_000, r=100_000, o=2_000), speed="fast",
    ),
    case(
        "W15b", "fast mode in the US", "claude-opus-5-5", "2026-10-01", "0.4928",
        tokens(i=1_000, w1=20_000, r=100_000, o=2_000), speed="fast", geo="us",
    ),
    case(
        "W16a", "fast mode at six times the price", "claude-opus-4-6", "2026-06-01", "0.6",
        tokens(i=10_000, o=2_000), speed="fast",
    ),
    case(
        "W16b", "asked for fast, ran as standard", "claude-opus-4-6", "2026-06-30", "0.1",
        tokens(i=10_000, o=2_000), speed="standard",
    ),
    case(
        "W16c", "fast and long at first", "claude-opus-4-6", "2026-02-10", "15.225",
        tokens(i=250_000, o=1_000), speed="fast",
    ),
    case(
        "W16d", "fast and long at a flat price", "claude-opus-4-6", "2026-03-01", "7.65",
        tokens(i=250_000, o=1_000), speed="fast",
    ),
    case("W17a", "in the US", "claude-opus-4-6", "2026-04-01", "0.0825", tokens(i=10_000, o=1_000), geo="us"),
    case(
        "W17b", "before there was a choice", "claude-opus-4-5-20251101", "2026-04-01", "0.075",
        tokens(i=10_000, o=1_000), geo="not_available",
    ),
    case(
        "W18", "a batch in the US", "claude-sonnet-5", "2026-09-15", "0.165",
        tokens(i=100_000, o=10_000), service_tier="batch", geo="us",
    ),
    case(
        "W19a", "a regional profile on Bedrock", "us.anthropic.claude-sonnet-4-6", "2026-04-01", "0.495",
        tokens(i=100_000, o=10_000),
    ),
    case(
        "W19b", "the global profile", "global.anthropic.claude-sonnet-4-6", "2026-04-01", "0.45",
        tokens(i=100_000, o=10_000),
    ),
    case(
        "W19c", "a model from before the surcharge", f"us.anthropic.{SONNET_4}-v1:0", "2026-04-01", "0.45",
        tokens(i=100_000, o=10_000),
    ),
    case("W20a", "the launch price", HAIKU_35, "2024-11-15", "6", tokens(i=1_000_000, o=1_000_000)),
    case("W20b", "after the cut", HAIKU_35, "2024-12-03", "4.8", tokens(i=1_000_000, o=1_000_000)),
    case(
        "W21", "irregular cache prices", "claude-3-haiku-20240307", "2025-03-01", "0.33",
        tokens(w5=1_000_000, r=1_000_000),
    ),
    case(
        "W22", "compaction is an iteration of its own", "claude-opus-4-8", "2026-06-15", "1.1275",
        tokens(i=180_000, o=3_500), tokens(i=23_000, o=1_000),
    ),
    case(
        "W23a", "the executor", "claude-sonnet-4-6", "2026-08-01", "0.0133686",
        tokens(i=1_760, r=412, o=531),
    ),
    case("W23b", "its advisor", "claude-opus-5", "2026-08-01", "0.044415", tokens(i=823, o=1_612)),
    case("W24a", "declined before output", "claude-fable-5", "2026-07-01", "0", tokens(i=535), refused=True),
    case("W24b", "served by another", "claude-opus-4-8", "2026-07-01", "0.00866", tokens(i=412, o=264)),
    case("W25a", "still billed", "claude-opus-4-8", "2026-06-01", "0.00206", tokens(i=412), refused=True),
    case("W25b", "not billed", "claude-opus-4-8", "2026-06-02", "0", tokens(i=412), refused=True),
    case("W25c", "refused in mid-stream", "claude-fable-5", "2026-07-01", "0.00662", tokens(i=412, o=50)),
    case("W28a", "before the increase", "claude-sonnet-5", "2026-08-31", "14.7", MILLION_EACH),
    case("W28b", "the increase that did not come", "claude-sonnet-5", "2026-09-01", "14.7", MILLION_EACH),
    case(
        "W29", "writes of both lifetimes", "claude-opus-4-8", "2026-06-15", "7.75",
        tokens(w5=600_000, w1=400_000),
    ),
    case("W30", "an hour's write", "claude-opus-5", "2026-08-01", "3.44139", tokens(w1=344_139)),
    case(
        "W31", "a long batch with cache", SONNET_4, "2025-10-15", "0.183",
        tokens(i=5_000, r=210_000, w1=10_000, o=4_000), service_tier="batch",
    ),
    case(
        "W32", "fast mode in the US again", "claude-fable-5-2", "2026-11-15", "0.3872",
        tokens(i=2_500, r=180_000, w5=6_000, o=1_500), speed="fast", geo="us",
    ),
    case(
        "W33a", "the same usage, older model", "claude-opus-5", "2026-10-01", "0.24",
        tokens(i=3_000, r=250_000, w5=8_000, o=2_000),
    ),
    case(
        "W33b", "and newer", "claude-opus-5-5", "2026-10-01", "0.142",
        tokens(i=3_000, r=250_000, w5=8_000, o=2_000),
    ),
)  # fmt: skip
