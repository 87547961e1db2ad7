"""What is told when a run ends, by mail, Slack or Teams: counts and a link, and nothing of anybody."""

from reports.alerts.news import News, news_of_run, stopped
from reports.alerts.telling import Memory, tell

__all__ = ["Memory", "News", "news_of_run", "stopped", "tell"]
