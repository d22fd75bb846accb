"""Pages that can be read before their session is there.

Panel makes a visitor's session, its document and its models before it sends the first letter of a
page. Here the page that the server has drawn is sent first, and the session's part after it, while
the browser already draws the one and fetches the scripts of the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from bokeh.embed.util import RenderItem
from bokeh.server.urls import per_app_patterns
from bokeh.util.token import get_session_id
from panel.io.resources import LOCAL_DIST, patch_model_css
from panel.io.server import DocHandler, WSHandler, html_page_for_render_items
from panel.io.state import set_curdoc

from dashboards.headers import POLICY, once, policy, with_number
from dashboards.live import DRAWING
from dashboards.selection import query_of
from dashboards.signing import Reader, reader_of

SENT = "<!-- sent before -->"  # what stands before it in a whole page has been sent already
NO_BUNDLE = ("", "")
NOT_YOURS = 1008  # a wire closed for a breach of policy
Opening = Callable[[str, Mapping[str, str], Reader], str]


def read_first(opening: Opening) -> None:
    """From now on pages are answered in two parts: `opening` of address and query, then the rest.

    Bokeh keeps the handlers of pages in a list that Panel, too, changes in place.
    """

    class ReadFirst(DocHandler):
        """A page: its opening at once, and what follows when the session is there."""

        async def get(self, *args: object, **kwargs: object) -> None:
            # With sign-in, the gate has found out who asks, before anything is sent.
            if not self.current_user:
                await super().get(*args, **kwargs)  # type: ignore[misc]
                return
            reader = reader_of(self.request)
            number = once()
            self.set_header(POLICY, policy(number))
            query = query_of(self.request.arguments)
            self.set_header("Cache-Control", "no-store")
            self.set_header("Content-Type", "text/html; charset=utf-8")
            # Apart, so that one page that takes long to draw holds up no other visitor.
            loop = asyncio.get_running_loop()
            path = self.request.path
            drawn = await loop.run_in_executor(DRAWING, opening, path, query, reader)
            self.write(drawn)
            await self.flush()
            session = await self.get_session()  # type: ignore[misc]
            document = session.document
            # Panel would gather the libraries' scripts and styles anew for each visitor; the page's
            # template names those it uses by itself.
            item = RenderItem(token=session.token, roots=document.roots, use_for_title=False)
            with set_curdoc(document):
                for root in document.roots:
                    patch_model_css(root, dist_url=LOCAL_DIST)
                page = html_page_for_render_items(
                    NO_BUNDLE,
                    {},
                    [item],
                    document.title,
                    template=document.template,
                    template_variables=document.template_variables,
                )
            self.write(with_number(page.partition(SENT)[2], number))

    class Prompt(WSHandler):
        """A wire whose messages leave at once: the parts of each would wait for one another."""

        def open(self) -> None:
            super().open()
            self.set_nodelay(True)

        async def _async_open(self, token: str) -> None:
            sessions = self.application_context._sessions
            if held := sessions.get(get_session_id(token)):
                theirs = reader_of(held.document.session_context.request)
                if theirs.person != reader_of(self.request).person:
                    self.close(NOT_YOURS, "This session is somebody else's.")
                    return
            await super()._async_open(token)

    for at, route in enumerate(per_app_patterns):
        for theirs, ours in ((DocHandler, ReadFirst), (WSHandler, Prompt)):
            if issubclass(route[1], theirs):
                per_app_patterns[at] = (route[0], ours)
