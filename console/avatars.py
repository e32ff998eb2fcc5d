"""The pictures that customers see beside an agent's name."""

from cards.pictures import Album

AVATARS = Album("faces", "face", (640, 640))  # the size that WeChat advises for its customer-service accounts
