"""Migrations of `quickreplies` that are only there in a test: after the first one, two more."""
