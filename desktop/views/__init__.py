"""Qt widgets, item models and pages; the only room beside app.py that knows QtWidgets."""
