"""What the dispatch drill needs for platforms beyond the first two: pictures, money, a person.

The mission's web feed and a platform without an interface have no outside that could be asked: of the
feed the public page is compared, of the other a person's answers.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from heraut_proving.drills.compare import Held

FIRST = ("bluesky", "mastodon")
SIMULATED = ("bluesky", "facebook", "instagram", "linkedin", "mastodon", "x")
ALL = (*SIMULATED, "web_feed", "wechat")
#: Without a picture they take nothing.
_PICTURED = {"instagram"}
#: Everywhere one dispatch in so many has a picture, so that uploads are cut off, too.
_ONE_IN = 4
_BUDGET = 1_000 * 1_000_000  # US dollars, in millionths


def chosen(said: str) -> tuple[str, ...]:
    """The platforms of ``--platforms``: ``all``, or names divided by commas."""
    names = ALL if said == "all" else tuple(each.strip() for each in said.split(","))
    unknown = set(names) - set(ALL)
    if unknown:
        raise SystemExit(f"drill: unknown platforms {sorted(unknown)}; there are {', '.join(ALL)}")
    return names


def handle(platform: str, number: int) -> str:
    return {"bluesky": f"drill{number}.test", "web_feed": "drill"}.get(platform, f"drill{number}")


def set_budgets() -> None:
    """As an administrator of the ministry does: without one nothing may be spent."""
    from heraut.outbound import budgets
    from heraut.outbound.actions.set_budget import set_budget
    from heraut.people.models import Role
    from heraut_proving import builders as people

    by = people.person(Role.ADMINISTRATOR, people.ministry())
    for each in budgets.costing():
        set_budget(each.platform, _BUDGET, by=by)


def draw(author: Any, unit: Any) -> Any:
    """The one picture that all texts share."""
    from PIL import Image

    from heraut.newsroom.actions.add_picture import add_picture

    out = io.BytesIO()
    Image.new("RGB", (640, 640), "#7a1023").save(out, "JPEG")
    data = out.getvalue()
    return add_picture(io.BytesIO(data), len(data), by=author, unit=unit, credit="Drill")


def illustrate(adaptation: Any, picture: Any, number: int) -> None:
    """Give the picture to the texts that want one, in every fourth dispatch to all."""
    from heraut.newsroom.actions._media import fix
    from heraut.newsroom.models import AdaptationAlt

    texts = list(adaptation.texts.select_related("channel"))
    wanted = [each for each in texts if each.channel.platform in _PICTURED or number % _ONE_IN == 0]
    for text in wanted:
        text.pictures.set([picture])
        fix(text, {})
    if wanted:
        AdaptationAlt.objects.create(
            adaptation=adaptation, picture=picture, language="en", text="A red square."
        )


def do_by_hand(by: Any) -> int:
    """What waits for a person is done by one, who says where it stands; how many texts."""
    from heraut.outbound.actions.finish_by_hand import finish_by_hand
    from heraut.outbound.models import Parcel, ParcelState

    waiting = list(Parcel.objects.filter(state=ParcelState.BY_HAND).values_list("pk", flat=True))
    for number, parcel in enumerate(waiting):
        url = f"https://example.org/by-hand/{number}"
        finish_by_hand(parcel, by=by, answer="published", url=url, sure=True)
    return len(waiting)


def of_feed(channel_id: Any) -> list[Held]:
    """What the mission's public page has of its feed, in the order in which it was published."""
    from heraut.network.models import Mission
    from heraut.portal import queries

    mission = Mission.objects.get(unit__channels=channel_id)
    entries = queries.published(mission, 100_000)
    return [Held(each.id, each.text, each.text) for each in reversed(entries)]


def of_person(parcels: Sequence[Any]) -> list[Held]:
    """What a person said was done: the only witness there is."""
    done = [each for each in parcels if each.state == "done"]
    return [
        Held(str(each.pk), str(each.content["text"]), str(each.content["text"])) for each in done
    ]
