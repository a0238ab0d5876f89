"""Words and formats people read: Thai first, English beside it."""

from dashboard.text.messages import LANGUAGES, t

__all__ = ["LANGUAGES", "t"]
