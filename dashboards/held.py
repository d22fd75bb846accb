"""What a browser holds of a page, and what of another page it must be sent."""

from __future__ import annotations

from typing import Any

from dashboards.pages.page import Page


class Held:
    """What one browser holds: of fragments only the keys, so that a session costs little memory."""

    def __init__(self, page: Page) -> None:
        self._keys = _keys(page)
        self._painted = dict(page.paint or {})

    def replaced_by(self, page: Page) -> dict[str, Any]:
        """The page's title and address, and all of it that the browser does not hold yet.

        From then on the browser is taken to hold the page.
        """
        held, self._keys = self._keys, _keys(page)
        changed = {
            name: str(page.fragments[name].html)
            for name, key in self._keys.items()
            if held.get(name) != key
        }
        gone = [name for name in held if name not in self._keys]
        paint = {
            key: value
            for key, value in (page.paint or {}).items()
            if key not in self._painted or self._painted[key] != value
        }
        self._painted = dict(page.paint or {})
        reply: dict[str, Any] = {"title": page.title, "url": page.url}
        reply |= {"fragments": changed} if changed else {}
        reply |= {"gone": gone} if gone else {}
        return reply | ({"paint": paint} if paint else {})


def _keys(page: Page) -> dict[str, str]:
    return {name: fragment.key for name, fragment in page.fragments.items()}
