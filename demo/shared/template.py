"""HTML and SVG from Jinja2 templates, which lie beside the modules that use them. What they are given is escaped."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo.shared.component import FOLDER

_TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, **given: object) -> str:
    """Fill in a template, such as "compare/ruler.html"."""
    return _TEMPLATES.get_template(template).render(given)
