"""Write the computed parts of the pages: `python -m tests.docs`."""

from tests.docs.pages import PARTS, computed, path

for page in PARTS:
    path(page).write_text(computed(page))
