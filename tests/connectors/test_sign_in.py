"""Signing in to Mastodon, by the connector alone, against the simulated server."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from heraut.connectors.contract import Account, App, Done, Identity, Rejected, Retry, Tokens
from heraut.connectors.mastodon import Mastodon
from heraut.kernel.http import Outbound
from heraut_proving.sandbox.oauth import s256

REDIRECT = "https://heraut.test/network/sign-in/back"
VERIFIER = "a-proof-of-forty-three-characters-or-more-it-is"


def calls(origin, work):
    async def run():
        async with Outbound(private_origins=frozenset({origin}), timeout=5) as http:
            return await work(http)

    return asyncio.run(run())


@pytest.fixture
def app(sandbox):
    made = calls(
        sandbox.origin,
        lambda http: Mastodon().register_app(
            sandbox.origin,
            name="Heraut",
            redirect=REDIRECT,
            website="https://heraut.test",
            http=http,
        ),
    )
    assert isinstance(made, App)
    return made


@pytest.fixture
def signed_in(sandbox, app):
    """The account's id and a code, as if somebody had agreed."""
    account = sandbox.account("mastodon", "signsin", "token-signsin")
    url = Mastodon().authorize_url(app, state="s", redirect=REDIRECT, challenge=s256(VERIFIER))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    code = sandbox.grant(
        "mastodon",
        account,
        client_id=asked["client_id"],
        redirect=asked["redirect_uri"],
        scope=asked["scope"],
        challenge=asked["code_challenge"],
    )
    return account, code


def exchange(sandbox, app, code, verifier=VERIFIER):
    return calls(
        sandbox.origin,
        lambda http: Mastodon().exchange(
            app, code=code, redirect=REDIRECT, verifier=verifier, http=http
        ),
    )


def test_a_code_becomes_a_token_that_does_not_end_and_says_whose_it_is(sandbox, app, signed_in):
    account, code = signed_in
    tokens = exchange(sandbox, app, code)
    assert isinstance(tokens, Tokens)
    assert (tokens.expires_at, tokens.refreshable) == (None, False)
    (found,) = calls(sandbox.origin, lambda http: Mastodon().candidates(app, tokens, http))
    assert found.identity.platform_id == account


def test_a_code_works_once_and_with_its_proof_alone(sandbox, app, signed_in):
    _account, code = signed_in
    refused = exchange(sandbox, app, code, verifier="another")
    assert isinstance(refused, Rejected) and refused.code == "sign_in.code"
    assert exchange(sandbox, app, code).code == "sign_in.code", "it is used up"


def test_an_application_that_the_server_does_not_know_is_named_as_the_trouble(
    sandbox, app, signed_in
):
    answer = exchange(sandbox, replace(app, client_secret="another"), signed_in[1])
    assert isinstance(answer, Rejected) and answer.code == "sign_in.app"


def test_a_token_is_revoked_and_revoking_twice_is_revoking_once(sandbox, app, signed_in):
    account, code = signed_in
    tokens = exchange(sandbox, app, code)
    secrets = dict(tokens.secrets)
    for _ in range(2):
        ended = calls(sandbox.origin, lambda http: Mastodon().revoke(app, secrets, http))
        assert isinstance(ended, Done)
    known = Account("c", account, "signsin", sandbox.origin, secrets)
    found = calls(sandbox.origin, lambda http: Mastodon().identify(known, http))
    assert isinstance(found, Rejected) and found.account_problem
    assert isinstance(
        calls(sandbox.origin, lambda http: Mastodon().refresh(app, secrets, http)), Rejected
    )


def test_a_token_of_the_accounts_own_settings_goes_on_working(sandbox):
    account = sandbox.account("mastodon", "byhandtoken", "token-by-hand")
    known = Account("c", account, "byhandtoken", sandbox.origin, {"token": "token-by-hand"})
    assert isinstance(
        calls(sandbox.origin, lambda http: Mastodon().identify(known, http)), Identity
    )


def test_a_server_that_is_not_there_may_be_asked_again():
    nowhere = App("id", "secret", "http://127.0.0.1:9")
    answer = calls(
        nowhere.origin,
        lambda http: Mastodon().exchange(
            nowhere, code="c", redirect=REDIRECT, verifier=VERIFIER, http=http
        ),
    )
    assert isinstance(answer, Retry)
