"""Codes of the categories whose cases show and can do more than a form says."""

CONTACT_DATA = "contact_data"
DOCUMENTS = "documents"
"""In which a tenant asks for documents."""
REGISTRATION = "registration"
"""Cases of *Registrierung & Zugang* have a clinic."""
WITH_CERTIFICATES = ("rent_certificate", "general")
"""In which certificates are worked, the first that there is."""
