import pytest


@pytest.mark.django_db
def test_builders_make_real_rows(mission, editor, outsider):
    from heraut.network.models import Channel
    from heraut.people import access
    from heraut.people.rights import Right
    from tests import builders

    made = builders.channel(mission.unit, credentials={"password": "sesame"})
    assert Channel.objects.get(pk=made.pk).credentials == {"password": "sesame"}
    assert access.can(editor, Right.ADAPT, mission.unit)
    assert not access.rows(outsider, Right.NETWORK_READ, Channel).exists()
    assert access.rows(editor, Right.NETWORK_READ, Channel).get() == made
