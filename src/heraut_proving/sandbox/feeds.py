"""A simulated site with a feed, as feeds are: relative links, an entry without a date."""

from __future__ import annotations

import hashlib

from aiohttp import web

from heraut_proving.sandbox.faults import Faults
from heraut_proving.sandbox.state import State

_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
  <title>Belgium in stories (simulated)</title>
  <link>https://stories.example/</link>
  <description>Subjects that missions may want to tell.</description>
  <item>
    <title>Belfries, the towers of the free towns</title>
    <link>https://whc.unesco.org/en/list/943</link>
    <guid isPermaLink="false">belfries</guid>
    <pubDate>Mon, 16 Nov 2026 08:00:00 GMT</pubDate>
    <description>&lt;p&gt;The belfries of Belgium and France stand on UNESCO’s World Heritage List since 1999: &lt;b&gt;33 of the 56&lt;/b&gt; are in Belgium.&lt;/p&gt;</description>
    <content:encoded><![CDATA[<p>The belfries of Belgium and France stand on UNESCO’s World Heritage List since 1999: <b>33 of the 56</b> are in Belgium.</p><p>They held the bells and the charters of the towns; many still have a <em>carillon</em>.</p><img src="/tower.jpg" alt="">]]></content:encoded>
  </item>
  <item>
    <title>A station that lives on wind and sun</title>
    <link>/antarctica</link>
    <guid isPermaLink="false">station</guid>
    <pubDate>Tue, 10 Nov 2026 09:30:00 +0100</pubDate>
    <description>&lt;p&gt;The Princess Elisabeth station in Antarctica opened in 2009 and was built to run on renewable energy. Scientists study ice, climate and meteorites there.&lt;/p&gt;</description>
  </item>
  <item>
    <title>Is your passport still valid?</title>
    <link>https://diplomatie.belgium.be</link>
    <guid isPermaLink="false">passport</guid>
    <description>&lt;p&gt;Many countries ask for a passport that is valid for six months more. Look at yours before you book.&lt;/p&gt;</description>
  </item>
</channel>
</rss>
"""


class Feeds:
    def __init__(self, state: State, faults: Faults) -> None:
        self.state, self.faults = state, faults

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/feeds/stories.xml", self.stories)]

    async def stories(self, request: web.Request) -> web.Response:
        body = _FEED.encode()
        mark = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == mark:
            return web.Response(status=304)
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": mark})
