from cards.models.card import Card
from cards.models.card_settings import CardSettings
from cards.models.card_text import CardText
from cards.models.collection import CardCollection

__all__ = ["Card", "CardCollection", "CardSettings", "CardText"]
