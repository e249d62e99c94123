"""Forms are drawn with the house's own templates."""

from django.forms.renderers import TemplatesSetting


class PageRenderer(TemplatesSetting):
    """Renders through `TEMPLATES`, where the Jinja2 backend comes first."""
