"""A message to a chat instead of a mail: JSON that Slack understands, posted to a secret address."""

from claudecost.webhook.address import Address, NoWebhook, read_webhook
from claudecost.webhook.message import message
from claudecost.webhook.posting import WebhookTrouble, post

__all__ = ["Address", "NoWebhook", "WebhookTrouble", "message", "post", "read_webhook"]
