"""`manage.py up`: everything in one terminal."""
