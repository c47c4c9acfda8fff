"""The section `billing` of claudecost.yaml: who is on which plan, and what was paid beside it."""

from .offers import NoSuchOffer, Offers
from .reading import read_billing
from .rules import Billing, BillingRule, ExtraUsage, Subscription

__all__ = ["Billing", "BillingRule", "ExtraUsage", "NoSuchOffer", "Offers", "Subscription", "read_billing"]
