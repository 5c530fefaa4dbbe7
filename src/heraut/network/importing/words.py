"""From a problem's code to what a person reads: where, what is wrong, what to do."""

from __future__ import annotations

from heraut.network.importing.records import Problem

#: ``%(value)s`` is what stands there; the other names are the problem's parameters.
SENTENCES = {
    # the file
    "encoding": "This is not UTF-8 text. Save it in the spreadsheet as “CSV UTF-8”.",
    "control": "“%(value)s” holds a character that cannot be kept (%(character)s). Type it anew.",
    "csv": "From this row on the quotation marks do not match. Close the one that stands open, and "
    "write a quotation mark inside a text twice.",
    "yaml": "The YAML breaks off here: %(reason)s.",
    "empty": "The file holds no rows.",
    "header": "The first line names no columns of %(tables)s.",
    "header.other": "This is a table of %(table)s: ./heraut %(command)s reads it, and so does its page.",
    "workbook": "This is not a workbook that can be read. Save it as .xlsx or .ods, without a "
    "password, or as “CSV UTF-8”.",
    "workbook.large": "This workbook is larger than any table of a network. Keep only the sheets "
    "with the table.",
    "root": "The file should hold lists named %(lists)s.",
    "table": "“%(value)s” is not a list named %(lists)s.",
    "row": "Here should be a row: names, each with a value.",
    "column.unknown": "There is no column “%(value)s”. Rename it or take it out.",
    "column.missing": "The column “%(value)s” is missing. Add it.",
    "column.twice": "The column “%(value)s” stands here a second time. Take one out.",
    "cells": "This row has %(cells)s cells, the first line %(names)s names. Look for a comma or a "
    "line break outside quotation marks.",
    # one cell
    "missing": "A value is needed here.",
    "long": "This is longer than %(most)s characters. Shorten it.",
    "choice": "“%(value)s” is not one of the values allowed.",
    "key": "“%(value)s” is no key. A key has small letters a to z, digits and single hyphens.",
    "country": "“%(value)s” is no country’s code. Write its two capital letters (ISO 3166-1), as KE.",
    "date": "“%(value)s” is no date. Write year-month-day, as 2026-11-30; in a spreadsheet, format "
    "the column as text first.",
    "span": "“%(value)s” cannot be read. Write the value alone, or with its days as "
    "value:2018-02-01..2020-06-30; either day may be left out.",
    "number": "“%(value)s” is no number of degrees, as -1.2481.",
    "range": "%(value)s lies beyond %(most)s degrees.",
    "amount": "“%(value)s” is no number of texts a week, as 2 or 0.25 (one a month).",
    "share": "“%(value)s” is no share in per cent, as 62 or 62.5.",
    "yes_no": "“%(value)s” is neither yes nor no.",
    "pair": "Latitude and longitude go together. Fill in both or neither.",
    "time_zone": "“%(value)s” is no time zone, as Africa/Nairobi.",
    "language": "“%(value)s” is no language’s code, as sw or pt-BR; several are divided by |.",
    "phone": "“%(value)s” is no telephone number with its country, as +32 2 501 81 11. In a "
    "spreadsheet, format the column as text, else it takes the number for a sum.",
    "email": "“%(value)s” is no e-mail address.",
    "url": "“%(value)s” is no web address, as https://kenya.example.",
    "handle": "“%(value)s” is no account’s name. Paste the name, or the address of its page.",
    "handle.platform": "“%(value)s” is an account on %(other)s, not on this row’s platform.",
    # several cells of a row
    "dates": "“%(value)s” does not come after its beginning. Check both days.",
    "overlap": "%(value)s: two of these hold at the same time. Let one end where the next begins.",
    "phase": "The phases end with “%(value)s”, the column kind says “%(kind)s”. Make them agree.",
    "swapped": "%(value)s lies %(km)s km from %(zone)s. Latitude and longitude seem to be swapped.",
    "far": "%(value)s lies %(km)s km from %(zone)s. Either the place or the time zone is wrong.",
    # several rows
    "duplicate": "“%(value)s” stands already in %(first)s. Take one of the rows out.",
    "held_twice": "The account “%(value)s” is held by %(other)s in %(first)s. An account has one "
    "holder; name the others in its column sharing.",
    "same_place": "%(value)s is exactly the place of %(city)s. One of the two is wrong.",
    # rows and the network
    "mission": "“%(value)s” is no mission of these files or of the network.",
    "channel": "“%(value)s” is no channel on this platform. Add it to the network first, or leave it "
    "empty.",
    "channel.several": "Several channels bear the name “%(value)s”. Name one that the mission holds or "
    "shares.",
    "not_yours": "The plan of “%(value)s” is not yours to change. Take its rows out.",
    "key.taken": "“%(value)s” is the name of another unit that is no mission. Choose another key.",
    "zone_needed": "A new mission in a country with several time zones needs its own. Add the "
    "column time_zone.",
    "person": "“%(value)s” is nobody’s e-mail address here. Add the person first, or leave it empty.",
    "verified": "The platform confirmed another id (%(known)s) for this account. Leave this empty.",
    "held": "The account “%(value)s” is held by %(other)s. No file moves a channel to another holder.",
    "retired": "The channel was retired, and a retired channel stays retired. Write retired.",
}
HINTS = {
    "near": "Did you mean “%s”?",
    "allowed": "Allowed: %s.",
    "write": "Write “%s”.",
    "read_as": "Read as Windows-1252 it would be “%s”.",
}


def sentence(problem: Problem) -> str:
    """Where it is, what is wrong and what to do, in English."""
    where = f"{problem.file}, line {problem.line}, column {problem.column}"
    if problem.field:
        where += f" ({problem.field})"
    said = SENTENCES[problem.code] % {"value": problem.value, **problem.params}
    hints = [HINTS[name] % value for name, value in problem.params.items() if name in HINTS]
    return " ".join([f"{where}: {said}", *hints])
