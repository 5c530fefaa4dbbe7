"""Translating: who waits for what, two at once, a machine's words until a person confirms them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from pydantic import SecretStr

from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal, Stale
from heraut.newsroom import jobs
from heraut.newsroom.actions._edits import Text
from heraut.newsroom.actions.ask_proposal import ask_proposal
from heraut.newsroom.actions.leave_translation import leave_translation
from heraut.newsroom.actions.offer_item import offer_item
from heraut.newsroom.actions.save_version import save_version
from heraut.newsroom.actions.settle_proposal import MOST_TRIES, settle_proposal
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.actions.take_translation import Typed, take_translation
from heraut.newsroom.models import Item, MachineProposal, TranslationWork
from heraut.newsroom.translating import carrying, pairs, queries, table
from heraut.newsroom.translating.contract import Accepted, Later, Refused, Translated
from heraut.newsroom.translating.queries import Wanted
from heraut_proving.sandbox.translating import KEY
from tests import builders

pytestmark = pytest.mark.django_db
ENGLISH = ("Ports", "Belgium has ports.\n\nThey belong to a mission of 12 cities.")


@pytest.fixture
def provider(settings, sandbox):
    sandbox.reset()
    settings.HERAUT = settings.HERAUT.model_copy(
        update={
            "translation_provider": "deepl",
            "translation_url": sandbox.origin,
            "translation_key": SecretStr(KEY),
            "private_origins": sandbox.origin,
            "origin": "http://localhost:1",
        }
    )
    yield sandbox
    sandbox.reset()


@pytest.fixture
def item(editor):
    return builders.item(editor, texts={"en": ENGLISH, "fr": ("Ports", "x")})


def saved(item, language, text, by, **more):
    version = item.versions.filter(language=language).first()
    seen = version.edit if version else 0
    return save_version(item.pk, language, by=by, text=text, seen=seen, **more)


# -- what waits ------------------------------------------------------------------------------


def waiting(user, language, **more):
    rows = queries.listed(list(queries.waiting(user, Wanted(language, **more))))
    return [(row.title, row.kind, row.behind) for row in rows]


def test_the_list_says_what_is_missing_what_is_behind_and_what_a_machine_wrote(editor):
    behind = builders.item(editor, texts={"en": ("Behind", "a"), "de": ("Hinten", "a")})
    machine = builders.item(editor, texts={"en": ("Machine", "a"), "de": ("Maschine", "a")})
    builders.item(editor, texts={"en": ("Missing", "a")})
    builders.item(editor, texts={"en": ("Done", "a"), "de": ("Fertig", "a")})
    builders.item(editor, texts={"de": ("Deutsch", "a")})
    saved(behind, "en", Text("Behind", body="b"), editor)
    saved(behind, "en", Text("Behind", body="c"), editor)
    machine.versions.filter(language="de").update(machine="deepl")
    assert sorted(waiting(editor, "de")) == [
        ("Behind", "outdated", 2),
        ("Machine", "machine", 0),
        ("Missing", "missing", 0),
    ]
    assert waiting(editor, "de", kind="outdated") == [("Behind", "outdated", 2)]
    assert queries.kinds(editor, "de") == {"outdated": 1, "machine": 1, "missing": 1}
    assert queries.counts(editor)["de"] == 3


def test_what_is_needed_first_comes_first(editor):
    now = clock.now()
    for title, dates in {
        "whenever": {},
        "expires": {"expires_at": now + timedelta(days=5)},
        "embargo": {"embargo_until": now + timedelta(days=2), "expires_at": now + timedelta(9)},
        "gone": {"expires_at": now - timedelta(days=1)},
    }.items():
        builders.item(editor, texts={"en": (title, "a")}, **dates)
    assert [row[0] for row in waiting(editor, "de")] == ["embargo", "expires", "whenever"]
    assert [row[0] for row in waiting(editor, "de", days=7)] == ["embargo", "expires"]


def test_lists_hold_ones_own_work_and_nobody_elses(editor, officer, partner, mission):
    mine = builders.item(officer, mission.unit, offered=False, texts={"en": ("Mine", "a")})
    theirs = builders.item(partner, partner.memberships.get().unit, texts={"en": ("Theirs", "a")})
    assert waiting(officer, "de") == [("Mine", "missing", 0)]
    assert waiting(partner, "de") == [("Theirs", "missing", 0)]
    assert waiting(editor, "de") == []  # drafts of missions and texts of partners are not its own
    assert mine.pk != theirs.pk


def test_a_mission_translates_the_pool_into_its_own_languages_and_no_others(
    editor, officer, partner, item
):
    elsewhere = builders.item(editor, texts={"en": ("Elsewhere", "a")}, countries=["JP"])
    here = builders.item(editor, texts={"en": ("Here", "a")}, countries=["KE"])
    assert [row[0] for row in waiting(officer, "sw")] == ["Here", "Ports"]
    made = saved(here, "sw", Text("Hapa"), officer, follows=1)
    assert made.follows.number == 1
    with pytest.raises(Forbidden):
        saved(here, "nl", Text("Hier"), officer)
    with pytest.raises(Forbidden):
        saved(here, "en", Text("Mine"), officer)
    with pytest.raises(Forbidden):
        saved(here, "sw", Text("Mine"), partner)
    assert elsewhere.versions.count() == 1


# -- in hand ---------------------------------------------------------------------------------


def test_the_second_is_told_and_what_the_first_typed_stays(editor, item):
    other = builders.person(builders.Role.HQ_EDITOR, name="Olga")
    take_translation(item.pk, "de", by=other, typed=Typed("Häfen", paragraphs=("Eins",)), tick=5)
    with pytest.raises(Stale) as told:
        take_translation(item.pk, "de", by=editor, typed=Typed("Meins"), tick=9)
    assert told.value.code == "translation.taken" and told.value.params["name"] == "Olga"
    work = take_translation(item.pk, "de", by=editor, over=True)
    assert (work.title, work.paragraphs) == ("Häfen", ["Eins"])
    with pytest.raises(Stale):
        take_translation(item.pk, "de", by=other, typed=Typed("Later"), tick=99)


def test_what_arrives_late_is_dropped(editor, item):
    take_translation(item.pk, "de", by=editor, typed=Typed("new"), tick=10)
    work = take_translation(item.pk, "de", by=editor, typed=Typed("old"), tick=9)
    assert work.title == "new"


def test_saving_ends_the_work_and_leaves_anothers_alone(editor, item):
    other = builders.person(builders.Role.HQ_EDITOR)
    take_translation(item.pk, "de", by=editor)
    saved(item, "de", Text("Häfen"), editor, follows=1)
    assert not TranslationWork.objects.exists()
    take_translation(item.pk, "de", by=other, typed=Typed("Hers", seen=1), tick=1)
    saved(item, "de", Text("Häfen!"), editor, follows=1)
    assert TranslationWork.objects.get().title == "Hers"
    with pytest.raises(Stale):
        save_version(item.pk, "de", by=other, text=Text("Hers"), seen=1, follows=1)


def test_giving_back_takes_ones_own_work_only(editor, item):
    other = builders.person(builders.Role.HQ_EDITOR)
    take_translation(item.pk, "de", by=editor)
    leave_translation(item.pk, "de", by=other)
    assert TranslationWork.objects.count() == 1
    leave_translation(item.pk, "de", by=editor)
    assert TranslationWork.objects.count() == 0


# -- a machine's proposal --------------------------------------------------------------------


def test_a_proposal_is_asked_for_once_and_holds_the_glossarys_words(provider, editor, item):
    builders.term("mission", "Vertretung")
    first = ask_proposal(item.pk, "de", by=editor)
    assert ask_proposal(item.pk, "de", by=editor).pk == first.pk
    assert carrying.carry_out(first.pk) and not carrying.carry_out(first.pk)
    made = MachineProposal.objects.get()
    assert made.state == "ready" and made.findings == []
    assert "Belgien" in made.body and "Vertretung" in made.body and "12" in made.body
    assert len(provider.journal()) == 1


def test_what_a_machine_loses_is_written_down(provider, editor, item):
    builders.term("mission", "Vertretung")
    provider.fault("lose_tags", match={"platform": "deepl"})
    made = ask_proposal(item.pk, "de", by=editor)
    carrying.carry_out(made.pk)
    made.refresh_from_db()
    assert made.findings == [["term", "mission", "Vertretung"]]


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ("refuse", "failed", "translation.quota"),
        ("5xx", "waiting", "translation.unavailable"),
        ("429_without_reset", "waiting", "translation.busy"),
        ("malformed", "waiting", "translation.unavailable"),
        ("fewer", "waiting", "translation.malformed"),
    ],
)
def test_failures_are_told_and_those_that_pass_are_tried_again(
    provider, editor, item, fault, state, code
):
    provider.fault(fault, match={"platform": "deepl"})
    made = ask_proposal(item.pk, "de", by=editor)
    carrying.carry_out(made.pk)
    made.refresh_from_db()
    assert (made.state, made.code) == (state, code)
    if state == "waiting":
        assert made.next_at > clock.now()
        MachineProposal.objects.update(next_at=clock.now())
    else:
        ask_proposal(item.pk, "de", by=editor)
    carrying.carry_out(made.pk)
    made.refresh_from_db()
    assert made.state == "ready"


def test_it_is_given_up_after_many_tries(provider, editor, item):
    made = ask_proposal(item.pk, "de", by=editor)
    MachineProposal.objects.update(tries=MOST_TRIES)
    settle_proposal(made.pk, Later("translation.busy"))
    made.refresh_from_db()
    assert (made.state, made.code) == ("failed", "translation.busy")


def test_a_process_that_dies_during_the_call_leaves_it_to_be_asked_again(
    provider, editor, item, monkeypatch
):
    made = ask_proposal(item.pk, "de", by=editor)

    class Died(BaseException):
        pass

    def die(*_):
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(carrying, "_call", die)
        with pytest.raises(Died):
            carrying.carry_out(made.pk)
    made.refresh_from_db()
    assert made.state == "waiting" and made.next_at > clock.now()
    assert not carrying.carry_out(made.pk), "another worker waits until the claim ends"
    MachineProposal.objects.update(next_at=clock.now())
    assert carrying.carry_out(made.pk)


def test_another_provider_than_the_one_that_was_asked_is_not_put_in_its_place(
    provider, settings, editor, item
):
    made = ask_proposal(item.pk, "de", by=editor)
    settings.HERAUT = settings.HERAUT.model_copy(update={"translation_provider": "libretranslate"})
    carrying.carry_out(made.pk)
    made.refresh_from_db()
    assert (made.state, made.code) == ("failed", "translation.no_provider")
    assert provider.journal() == []


def test_an_older_trys_outcome_changes_nothing(provider, editor, item):
    made = ask_proposal(item.pk, "de", by=editor)
    MachineProposal.objects.update(tries=2)
    assert not settle_proposal(made.pk, Refused("translation.key"), tries=1)


def test_texts_under_embargo_stay_in_the_house(provider, settings, editor, item):
    Item.objects.update(embargo_until=clock.now() + timedelta(days=1))
    with pytest.raises(Refusal) as told:
        ask_proposal(item.pk, "de", by=editor)
    assert told.value.code == "translation.embargo"
    settings.HERAUT = settings.HERAUT.model_copy(update={"translation_embargoed": True})
    assert ask_proposal(item.pk, "de", by=editor).state == "waiting"


def test_without_a_provider_nothing_is_asked(editor, item):
    with pytest.raises(Refusal) as told:
        ask_proposal(item.pk, "de", by=editor)
    assert told.value.code == "translation.no_provider"


def test_the_sweep_wakes_what_is_due_and_gives_up_on_answers_that_never_came(
    provider, editor, item
):
    from procrastinate.contrib.django.models import ProcrastinateJob

    made = ask_proposal(item.pk, "de", by=editor)
    ProcrastinateJob.objects.all()._raw_delete("default")
    jobs.sweep()
    assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["newsroom.translate"]
    settle_proposal(made.pk, Accepted("7", clock.now() - timedelta(seconds=1)))
    jobs.sweep()
    made.refresh_from_db()
    assert (made.state, made.code) == ("failed", "translation.no_answer")


# -- answers that come later -----------------------------------------------------------------


@pytest.fixture
def asked_later(provider, settings, editor, item):
    settings.HERAUT = settings.HERAUT.model_copy(
        update={"translation_provider": "etranslation", "translation_user": "heraut-test"}
    )
    made = ask_proposal(item.pk, "de", by=editor)
    carrying.carry_out(made.pk)
    made.refresh_from_db()
    assert made.state == "sent"
    return made


def _answer(count):
    return "".join(f'<p id="s{n}">Text {n} <x id="0"/> 12</p>' for n in range(count)).encode()


def test_a_late_answer_finds_its_proposal_by_its_secret_alone(client, asked_later):
    from urllib.parse import urlsplit

    path = urlsplit(carrying.callback(asked_later.pk)).path
    wrong = path[:-3] + "xx/"
    assert client.post(wrong, _answer(3), content_type="text/plain").status_code == 404
    assert client.post(path, b"nonsense", content_type="text/plain").status_code == 400
    count = carrying.expected(asked_later)
    assert client.post(path, _answer(count), content_type="text/plain").status_code == 204
    asked_later.refresh_from_db()
    assert asked_later.state == "ready" and asked_later.title.startswith("Text 0")
    again = client.post(path, _answer(count).replace(b"Text", b"Other"), content_type="text/plain")
    asked_later.refresh_from_db()
    assert again.status_code == 204 and asked_later.title.startswith("Text 0")


def test_an_error_that_is_posted_ends_the_waiting(client, asked_later):
    from urllib.parse import urlsplit

    path = urlsplit(carrying.callback(asked_later.pk)).path
    assert client.post(path + "error", {"error-code": "-1"}).status_code == 204
    asked_later.refresh_from_db()
    assert asked_later.state == "failed"


# -- until a person confirms -----------------------------------------------------------------


@pytest.fixture
def proposed(editor, item):
    return builders.machine_proposal(
        item,
        "de",
        editor,
        title="Häfen",
        body="Belgien hat viele Häfen.\n\nZwölf Städte halten sie.",
    )


def test_a_proposals_words_mark_the_version_even_if_nobody_says_so(editor, item, proposed):
    made = saved(item, "de", Text("Häfen", body="Belgien hat viele Häfen."), editor, follows=1)
    assert made.machine == "deepl" and made.edits.get().machine == "deepl"
    proposed.refresh_from_db()
    assert proposed.state == "closed"
    made = saved(item, "de", Text("Häfen", body="Ganz anders."), editor, follows=1)
    assert made.machine == "deepl", "the mark stays until somebody confirms"


def test_confirming_takes_the_mark_away_and_says_who_did(editor, item, proposed):
    text = Text("Häfen", body="Belgien hat viele Häfen.")
    saved(item, "de", text, editor, follows=1)
    made = saved(item, "de", text, editor, follows=1, confirmed=True)
    assert (made.machine, made.confirmed_by) == ("", editor)
    assert AuditEntry.objects.filter(verb="item.confirm_translation").count() == 1
    made = saved(item, "de", Text("Häfen!", body=text.body), editor, follows=1)
    assert made.machine == "", "what was confirmed is not asked about again"


def test_a_persons_own_words_carry_no_mark(editor, item, proposed):
    assert saved(item, "de", Text("Häfen", body="Selbst geschrieben."), editor).machine == ""


def test_unconfirmed_words_are_not_offered(editor, item):
    draft = builders.item(editor, texts={"en": ("A", "a"), "de": ("B", "b")}, offered=False)
    draft.versions.filter(language="de").update(machine="deepl")
    with pytest.raises(Refusal) as told:
        offer_item(draft.pk, by=editor)
    assert told.value.code == "item.unconfirmed" and told.value.params["language"] == "German"


def test_unconfirmed_words_never_become_a_text_for_a_channel(sign_in, officer, mission, item):
    channel = builders.channel(mission.unit, languages=["fr"])
    item.versions.filter(language="fr").update(machine="deepl", summary="Une machine.")
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    assert made.texts.get().language == "en"
    page = sign_in(officer).get(reverse("newsroom_adapt", args=[made.pk])).content.decode()
    assert "Nobody has confirmed that yet" in page and "Une machine." not in page
    data = {
        "revision": "1",
        "channel": str(channel.pk),
        f"lang-{channel.pk}": "fr",
        f"on-{channel.pk}": "on",
    }
    sign_in(officer).post(reverse("newsroom_adapt_save", args=[made.pk]), data)
    assert "machine" not in made.texts.get().text


def test_the_pool_shows_readers_what_a_person_wrote(sign_in, item, officer):
    item.versions.filter(language="fr").update(machine="deepl", title="Une machine")
    client = sign_in(officer, HTTP_ACCEPT_LANGUAGE="fr")
    assert b"Une machine" not in client.get(reverse("newsroom_pool")).content
    page = client.get(reverse("newsroom_item", args=[item.pk]) + "?text=fr").content
    assert b"Une machine" in page and b"nobody has confirmed" in page


# -- the page --------------------------------------------------------------------------------


def address(item, language="de", name="newsroom_version"):
    return reverse(name, args=[item.pk, language])


def test_the_page_shows_what_changed_beside_each_paragraph(sign_in, editor):
    item = builders.item(
        editor,
        texts={"en": ("T", "One.\n\nTwo.\n\nThree."), "de": ("T", "Eins.\n\nZwei.\n\nDrei.")},
    )
    saved(item, "en", Text("T", "T", "One.\n\nTwo and more.\n\nNew."), editor)
    page = sign_in(editor).get(address(item)).content.decode()
    assert "edited once" in page
    assert "Two<ins> and more</ins>." in page
    for said in ("Eins.", "Zwei.", "Drei."):
        assert said in page


def test_without_script_a_paragraph_goes_in_by_a_button(sign_in, editor, item):
    builders.term("mission", "Vertretung")
    builders.machine_proposal(item, "de", editor, title="Häfen", body="Eins.\n\nZwei.")
    client = sign_in(editor)
    page = client.get(address(item)).content.decode()
    assert "Proposed by DeepL" in page and "Vertretung" in page
    data = {"title": "", "summary": "", "paragraph": ["", "", ""], "seen": 0, "follows": 1}
    keep = address(item, name="newsroom_translation_keep")
    client.post(keep, data | {"insert": "paragraph-1"})
    work = TranslationWork.objects.get()
    assert (work.paragraphs, work.machine) == (["", "Zwei.", ""], "deepl")
    client.post(keep, data | {"insert": "all"})
    work.refresh_from_db()
    assert (work.title, work.paragraphs[:2]) == ("Häfen", ["Eins.", "Zwei."])
    answer = client.post(
        address(item),
        data | {"title": "Häfen", "paragraph": ["Eins.", "Zwei."], "machine": "deepl"},
    )
    assert answer.status_code == 302
    assert item.versions.get(language="de").machine == "deepl"
    client.post(
        address(item),
        data | {"title": "Häfen", "paragraph": ["Eins.", "Zwei."], "seen": 1, "confirm": "1"},
    )
    assert item.versions.get(language="de").machine == ""


def test_a_title_that_is_missing_loses_nothing(sign_in, editor, item):
    data = {"title": "", "paragraph": ["Lange getippt."], "seen": 0, "follows": 1}
    answer = sign_in(editor).post(address(item), data)
    assert answer.status_code == 422 and "Lange getippt." in answer.content.decode()


def test_the_second_to_save_sees_the_difference(sign_in, editor, item):
    client = sign_in(editor)
    data = {"title": "Ihrer", "paragraph": ["Ihr Text."], "seen": 0, "follows": 1}
    client.post(address(item), data)
    answer = client.post(address(item), data | {"title": "Meiner", "paragraph": ["Mein Text."]})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Mein Text." in page and "<del>Ihr</del>" in page
    client.post(address(item), data | {"title": "Meiner", "paragraph": ["Mein Text."], "seen": 1})
    assert item.versions.get(language="de").title == "Meiner"


def test_right_to_left_and_a_language_that_is_none(sign_in, editor, item):
    page = sign_in(editor).get(address(item, "ar")).content.decode()
    assert 'dir="rtl"' in page and 'dir="ltr"' in page
    assert sign_in(editor).get(address(item, "xx")).status_code == 404


def test_a_proposal_in_the_making_is_told_as_it_goes(sign_in, editor, item, provider):
    client = sign_in(editor)
    client.post(address(item, name="newsroom_translation_propose"))
    proposal = MachineProposal.objects.get()
    page = client.get(address(item)).content.decode()
    assert "was asked for a proposal" in page and "hx-get" in page
    look = address(item, name="newsroom_translation_proposed")
    stamp = page.split("?stamp=")[1][:16]
    assert client.get(look + f"?stamp={stamp}").status_code == 204
    carrying.carry_out(proposal.pk)
    assert b"is here" in client.get(look + f"?stamp={stamp}").content


# -- paragraphs ------------------------------------------------------------------------------


def test_paragraphs_stay_beside_those_they_translate():
    found = pairs.paired(["a", "b", "c"], ["a", "x", "b2", "c"], ["A", "B", "C", "D"])
    assert [(pair.kind, pair.original, pair.text) for pair in found] == [
        ("same", "a", "A"),
        ("changed", "x", "B"),
        ("new", "b2", ""),
        ("same", "c", "C"),
        ("extra", "", "D"),
    ]
    gone = pairs.paired(["a", "b"], ["b"], ["A", "B"])
    assert [(pair.kind, pair.text) for pair in gone] == [("gone", "A"), ("same", "B")]
    assert pairs.paragraphs(pairs.joined(["a\nb", "", " c "])) == ["a\nb", "c"]


# -- the glossary ----------------------------------------------------------------------------


def test_the_glossary_goes_out_and_comes_in_as_a_table(sign_in, editor, officer):
    builders.term("=mission", "Vertretung", note="Wien")
    client = sign_in(editor)
    exported = client.get(reverse("newsroom_glossary_export")).content
    rows, wrong = table.parse(exported)
    assert not wrong and rows == [table.Row("en", "=mission", "de", "Vertretung", "Wien")]
    assert b"'=mission" in exported
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(
        "g.csv",
        "source_language;term;target_language;translation\nen;head of mission;de;Missionschef\n"
        "en;=mission;de;Mission\n".encode("utf-8-sig"),
    )
    client.post(reverse("newsroom_glossary_import"), {"file": file})
    found = {term.term: term.translation for term in queries.terms(officer)}
    assert found == {"head of mission": "Missionschef", "=mission": "Mission"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe\x00", "encoding"),
        (b"", "columns"),
        (b"a,b\n1,2\n", "columns"),
        (b"source_language,term,target_language,translation\nxx,a,de,b\n", "language"),
        (b"source_language,term,target_language,translation\nen,a,en,b\n", "same"),
        (b"source_language,term,target_language,translation\nen,,de,b\n", "empty"),
        (
            b"source_language,term,target_language,translation\nen," + b"a" * 200 + b",de,b\n",
            "long",
        ),
        (b"x" * (table.MOST_BYTES + 1), "many"),
    ],
)
def test_a_wrong_table_changes_nothing_and_says_where(data, code):
    rows, wrong = table.parse(data)
    assert wrong[0].code == code and not rows


def test_only_who_keeps_the_glossary_changes_it(sign_in, editor, officer):
    term = builders.term("mission", "Vertretung")
    data = {
        "source_language": "en",
        "term": "Mission",
        "target_language": "de",
        "translation": "Mission",
    }
    assert sign_in(officer).post(reverse("newsroom_term"), data).status_code == 403
    sign_in(editor).post(reverse("newsroom_term"), data)
    term.refresh_from_db()
    assert term.translation == "Mission"
    remove = reverse("newsroom_term_remove", args=[term.pk])
    assert sign_in(officer).post(remove).status_code == 403
    sign_in(editor).post(remove)
    assert not queries.terms(editor).exists()


def test_translated_without_segments(provider, editor, item):
    made = ask_proposal(item.pk, "de", by=editor)
    with pytest.raises(ValueError, match="answers"):
        settle_proposal(made.pk, Translated(("one",)))


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, []),
        ({"translation_provider": "deepl"}, ["heraut.E020"]),
        ({"translation_provider": "libretranslate"}, ["heraut.E020"]),
        ({"translation_provider": "etranslation"}, ["heraut.E020", "heraut.E020"]),
        (
            {"translation_provider": "libretranslate", "translation_url": "http://10.0.0.1:5000"},
            ["heraut.E021"],
        ),
        (
            {
                "translation_provider": "libretranslate",
                "translation_url": "http://10.0.0.1:5000",
                "private_origins": "http://10.0.0.1:5000",
            },
            [],
        ),
    ],
)
def test_a_translator_that_is_half_set_up_is_named(settings, given, ids):
    from heraut.newsroom.checks import translator_is_complete

    settings.HERAUT = settings.HERAUT.model_copy(update=given)
    assert [each.id for each in translator_is_complete()] == ids
