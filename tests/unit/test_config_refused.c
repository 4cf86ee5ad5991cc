/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * config/config: what is refused, with its place and its hint. Each row is a file (or, where it
 * holds a line "---more---", two) and everything that must be told of it: "line:column: message"
 * and, on a line of its own that begins with a blank, the hint. "2/": a place in the second file.
 */

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "config_world.h"

#define G      "governments: [ { code: 11, name: G, kind: city, timezone: UTC } ]\n"
#define U(all) "units: [ { code: u, government: 11, name: U, kind: x, " all " } ]\n"
#define A(all) U("accounts: [ { platform: alpha, id: 1, " all " } ]")
#define F(all) "feeds: [ { name: f, kind: cases, government: 11, base_url: http://x, " all " } ]\n"
#define LONG   "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
#define MORE   "---more---\n"

#define LINE_OUT " Leave the line out for the default; an empty text is written \"\".\n"
#define BELOW    " Write \"name: value\" below it, further to the right.\n"
#define NO_LIST  " Neither a list nor names with values can stand here.\n"
#define KNOWN                                                                              \
    " Known here: http, database, collector, refresh, credentials, log, state_directory, " \
    "include, platforms, quotas, schedules, governments, units, leaders, feeds.\n"
#define ITEM \
    " It is written \"- name: value\" with its other settings below, or \"- { name: value, … }\".\n"
#define NAME                                                                                  \
    " A name has up to 64 letters, digits, \".\", \"_\" and \"-\", and begins with a letter " \
    "or digit.\n"
#define ONE_OUT     "Leave one of them out.\n"
#define ONE_PATTERN " Write one pattern as each item: units.d/*.yaml.\n"
#define ELSEWHERE   " Leave it out; pantau.yaml(5) has all settings.\n"
#define COMPARE     " Compare the line and those above it with an example in pantau.yaml(5).\n"

static const struct row {
    const char *yaml, *told;
} rows[] = {
    /* The file as a whole. */
    { "text", "1:1: names with values are expected\n A configuration consists of \"name: value\" "
              "lines.\n" },
    { "- { a: 1 }\n- b\n", "1:1: names with values are expected\n A configuration consists of "
                           "\"name: value\" lines.\n" },
    { "intervall: 5\nhtp: { a: 1 }\n", "1:1: unknown setting \"intervall\"\n" KNOWN
                                       "2:1: unknown setting \"htp\"\n Did you mean \"http\"?\n" },
    { "proxy: x\nlog: { levl: info, deep: { a: 1 } }\nhttp: { \"\": 1 }\n",
      "1:1: unknown setting \"proxy\"\n Did you mean \"http.proxy\"?\n"
      "2:8: unknown setting \"log.levl\"\n Did you mean \"level\"?\n"
      "2:20: unknown setting \"log.deep\"\n Known here: level.\n"
      "3:9: unknown setting \"http.\"\n"
      " Known here: proxy, proxy_credential, no_proxy, ca_file, user_agent, timeout, connect_timeout, max_response, "
      "max_connections, max_connections_per_host.\n" },
    { "log: 5\nhttp: [ 1 ]\nstate_directory: { a: [ 1 ] }\nhttp: ~\n",
      "1:6: log: names with values are expected\n" BELOW
      "2:7: http: names with values are expected\n" BELOW
      "3:18: state_directory: a single value is expected\n" NO_LIST
      "4:1: duplicate setting \"http\", first in line 2\n " ONE_OUT },
    { "http: { proxy: , timeout: ~, ca_file: null, user_agent: \"\" }\n",
      "1:16: http.proxy: a value is expected\n" LINE_OUT
      "1:27: http.timeout: a value is expected\n" LINE_OUT
      "1:39: http.ca_file: a value is expected\n" LINE_OUT
      "1:57: http.user_agent: \"\" is too short\n It has 0 bytes, 1 are needed.\n" },
    { "http: { timeout: 90 }\nlog: { level: inf }\ncollector: { retry_min: 2h }\n",
      "1:18: http.timeout: \"90\" is not a duration\n A duration is a whole number with its unit: "
      "500ms, 15s, 15m, 24h, 7d or 2w.\n"
      "2:15: log.level: \"inf\" is not one of its values\n Did you mean \"info\"?\n"
      "3:25: collector.retry_min: 2h is outside 100ms to 1h\n The default is 5s.\n" },
    { "collector: { retry_min: 1m, retry_max: 1s }\n",
      "1:40: collector.retry_max is less than collector.retry_min\n Pauses grow from the "
      "one to the other: raise the first or lower the second.\n" },
    { "http: { proxy_credential: office }\n",
      "1:27: http.proxy_credential is set, but no http.proxy\n Name the proxy too, or leave its login "
      "out.\n" },
    { "units: 5\nschedules: [ 1 ]\nunits: { a: 1 }\n",
      "1:8: units: a list is expected\n Begin each item on a line of its own with \"- \".\n"
      "2:12: schedules: names with values are expected\n" BELOW
      "3:1: duplicate setting \"units\", first in line 1\n " ONE_OUT },
    { "include: [ \"\", [ a ], { b: c }, ~, &x d ]\n",
      "1:12: include: may not be empty\n" ONE_PATTERN
      "1:16: include: the name of a file is expected\n" ONE_PATTERN
      "1:23: include: the name of a file is expected\n" ONE_PATTERN
      "1:36: anchor \"&x\" is not supported\n Write the value out where it is needed.\n" },
    { "include: { a: 1 }\n",
      "1:10: include: a list is expected\n Begin each item on a line of its own with \"- \".\n" },

    /* Broken YAML ends the file; what it would have said is not known, so no name is looked up. */
    { U("parent: nobody") "log: [ 1\n",
      "2:6: log: names with values are expected\n" BELOW
      "3:1: did not find expected ',' or ']' while parsing a flow sequence that begins in line 2\n"
      " A \"[\" was not closed, or a comma is missing.\n" },
    { "units:\n  - { code: a, accounts: [ { former_handles: [ a, b\n",
      "3:1: did not find expected ',' or ']' while parsing a flow sequence that begins in line 2\n"
      " A \"[\" was not closed, or a comma is missing.\n" },
    { "feeds: [ { units: { a: b\n",
      "2:1: did not find expected ',' or '}' while parsing a flow mapping that begins in line 1\n"
      " A \"{\" was not closed, or a comma is missing.\n" },
    { "schedules: { a: { posts: 1h }\n",
      "2:1: did not find expected ',' or '}' while parsing a flow mapping that begins in line 1\n"
      " A \"{\" was not closed, or a comma is missing.\n" },
    { "include: [ a\n",
      "2:1: did not find expected ',' or ']' while parsing a flow sequence that begins in line 1\n"
      " A \"[\" was not closed, or a comma is missing.\n" },
    { "a: 1\n---\nb: 1\n",
      "1:1: unknown setting \"a\"\n" KNOWN
      "2:1: a second document begins\n Put them into files of their own, and name those under "
      "include:.\n" },

    /* The connection string. */
    { "database: { dsn: \"host=x password = geheim\" }\n",
      "1:18: database.dsn: a password does not belong in this file\n Let the database trust the "
      "local "
      "user (peer), or name a file with passfile=/path.\n" },
    { "database: { dsn: \"postgresql://a:geheim@x/y\" }\n",
      "1:18: database.dsn: a password does not belong in this file\n Let the database trust the "
      "local "
      "user (peer), or name a file with passfile=/path.\n" },
    { "database: { dsn: \"pantau\" }\n",
      "1:18: database.dsn: \"pantau\" is not a connection string\n Write it as pairs: "
      "host=/run/postgresql dbname=pantau.\n" },

    /* Governments. */
    { "governments: [ x, [ ], { code: 3275, name: \"\", kind: town, timezone: WIB } ]\n",
      "1:16: a government is expected here\n" ITEM "1:19: a government is expected here\n" ITEM
      "1:32: code: \"3275\" is not a region code\n The ministry's code has two digits for a "
      "province "
      "(32), and a dot and two more for a regency or city (32.75).\n"
      "1:44: name: may not be empty\n The name as people write it.\n"
      "1:54: kind: \"town\" is not one of its values\n It is one of province, regency, city, "
      "ministry, other.\n"
      "1:70: timezone: \"WIB\" is not one of its values\n It is one of Asia/Jakarta, "
      "Asia/Pontianak, "
      "Asia/Makassar, Asia/Jayapura, UTC.\n" },
    { "governments:\n  - name: G\n",
      "2:5: a government needs \"code\"\n The region code of the Ministry of Home Affairs: 32 is a "
      "province, 32.75 a city.\n"
      "2:5: a government needs \"kind\"\n province, regency, city, ministry or other.\n"
      "2:5: a government needs \"timezone\"\n Where its days begin: Asia/Jakarta and "
      "Asia/Pontianak "
      "(WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT) or UTC.\n" },
    { G MORE G,
      "2/1:16: government \"11\" is there twice, first at one:1:16\n Give it another name, or "
      "leave one of them out.\n" },
    { "governments: [ &a { code: 11 } ]\n",
      "1:16: anchor \"&a\" is not supported\n Write the value out where it is needed.\n" },

    /* Units. */
    { G U("acounts: [ ], parent: v"),
      "2:55: unknown setting \"acounts\" of a unit\n Did you mean \"accounts\"?\n"
      "2:77: unit \"v\" is not described in government \"11\"\n Describe it under units:, or "
      "correct "
      "its code.\n" },
    { G "units: [ { code: &a x, government: 12, name: U, kind: \"a b\" } ]\n",
      "2:18: anchor \"&a\" is not supported\n Write the value out where it is needed.\n"
      "2:36: government \"12\" is not described anywhere\n Did you mean \"11\"?\n"
      "2:55: kind: \"a b\" is not a name\n" NAME },
    { G U("parent: u"),
      "2:10: unit \"u\" is above itself\n Follow parent: from unit to unit, and leave "
      "out the one that is wrong.\n" },
    { G "units:\n- { code: a, government: 11, name: A, kind: x, parent: b }\n"
        "- { code: b, government: 11, name: B, kind: x, parent: c }\n"
        "- { code: c, government: 11, name: C, kind: x, parent: b }\n",
      "4:3: unit \"b\" is above itself\n Follow parent: from unit to unit, and leave out the one "
      "that "
      "is wrong.\n" },
    { G U("calendar: c") MORE U("calendar: c"),
      "2/1:10: unit \"u\" is there twice, first at one:2:10\n Give it another name, or leave one "
      "of "
      "them out.\n" },
    { "units: [ { code: dinkes, government: 11, name: A, kind: x, parent: dinks } ]\n"
      "governments: [ { code: 11, name: G, kind: city, timezone: UTC } ]\n",
      "1:68: unit \"dinks\" is not described in government \"11\"\n Did you mean \"dinkes\"?\n" },

    /* Accounts. */
    { G U("accounts: [ x, { id: 1 }, { platform: alpha } ]"),
      "2:67: an account is expected here\n" ITEM
      "2:70: an account needs \"platform\"\n Which platform: the name of an adapter.\n"
      "2:81: an account needs \"id\"\n The platform's own id of the account. It stays when the "
      "handle "
      "changes.\n" },
    { G A("answered_by: u, handle: \"@u\", credential: ../x, schedule: s"),
      "2:93: unknown setting \"answered_by\" of an account\n Known here: platform, id, handle, "
      "credential, schedule, from, to, access, via, enabled, former_handles.\n"
      "2:117: handle: \"@u\" is not a handle\n Write the short name alone: no \"@\" before it, no "
      "blank, no address.\n"
      "2:135: credential: \"../x\" is not a name\n" NAME
      "2:151: schedule \"s\" is not described anywhere\n Describe it under schedules:.\n" },
    { G "schedules: { normal: { posts: 1h } }\n" A("schedule: norml"),
      "3:103: schedule \"norml\" is not described anywhere\n Did you mean \"normal\"?\n" },
    { G A("former_handles: [ \"@a\", [ b ], &x c, d ]"),
      "2:111: former_handles: \"@a\" is not a handle\n Write the short name alone: no \"@\" "
      "before it, "
      "no blank, no address.\n"
      "2:117: former_handles: \"…\" is not a handle\n Write one name as each item: [ "
      "dinkes, dinkes.kota ].\n"
      "2:124: anchor \"&x\" is not supported\n Write the value out where it is needed.\n" },
    { G U("accounts: [ { platform: alhpa, id: 1 }, { platform: cases, id: 1 }, { platform: zzzzz, "
          "id: "
          "1 } ]"),
      "2:79: unknown platform \"alhpa\"\n Did you mean \"alpha\"?\n"
      "2:107: unknown platform \"cases\"\n It is a feed: it belongs under feeds:.\n"
      "2:135: unknown platform \"zzzzz\"\n There is an adapter for alpha, beta, gamma.\n" },
    { G U("delegates: [ { platform: alpha, id: 1, credential: x },\n"
          "{ platform: alhpa, id: 1 },\n{ id: 1 },\n"
          "{ platform: alpha, id: 1, from: 2025-03-01, to: 2025-02-28 } ]"),
      "2:94: unknown setting \"credential\" of a delegate\n Known here: platform, id, handle, "
      "from, to, former_handles.\n"
      "3:13: unknown platform \"alhpa\"\n Did you mean \"alpha\"?\n"
      "4:1: a delegate needs \"platform\"\n Which platform: the name of an adapter.\n"
      "5:1: to: 2025-02-28 is before from: 2025-03-01\n Both are days on which it is the unit's; leave "
      "one out where it has no end or no beginning.\n" },
    { G A("from: 2025-03-01, to: 2025-02-28"),
      "2:67: to: 2025-02-28 is before from: 2025-03-01\n Both are days on which it is the unit's; leave "
      "one out where it has no end or no beginning.\n" },
    { G "units:\n"
        "- { code: a, government: 11, name: A, kind: x, accounts: [\n"
        "    { platform: alpha, id: 1, to: 2025-01-01 },\n"
        "    { platform: alpha, id: 1, from: 2025-01-02, to: 2025-06-30 },\n"
        "    { platform: alpha, id: 2, from: 2025-01-01, to: 2025-12-31 },\n"
        "    { platform: alpha, id: 2, from: 2025-03-01, to: 2025-03-31 },\n"
        "    { platform: alpha, id: 2, from: 2025-06-01, to: 2025-06-30 },\n"
        "    { platform: alpha, id: 2, from: 2026-01-01 },\n"
        "    { platform: gamma, id: 2 } ] }\n"
        "platforms: { gamma: { page: 1 } }\n"
        "leaders: [ { government: 11, position: p, accounts: [\n"
        "    { platform: alpha, id: 1, from: 2025-06-30, credential: c, answered_by: a },\n"
        "    { platform: alpha, id: 3 }, { platform: alpha, id: 3, from: 2026-01-01 } ] } ]\n",
      "7:5: account \"2\" of alpha has another owner at that time, at one:6:5\n Leave one out, or "
      "say "
      "with from: and to: when it changed hands.\n"
      "8:5: account \"2\" of alpha has another owner at that time, at one:6:5\n Leave one out, or "
      "say "
      "with from: and to: when it changed hands.\n"
      "13:5: account \"1\" of alpha has another owner at that time, at one:5:5\n Leave one out, "
      "or say "
      "with from: and to: when it changed hands.\n"
      "14:33: account \"3\" of alpha has another owner at that time, at one:14:5\n Leave one out, "
      "or "
      "say with from: and to: when it changed hands.\n" },

    /* Platforms that accounts need. */
    { G U("accounts: [ { platform: beta, id: 1 }, { platform: gamma, id: 1 }, { platform: beta, "
          "id: 2 } "
          "]"),
      "2:67: platform \"beta\" needs \"base_url\"\n Set platforms.beta.base_url.\n"
      "2:94: platform \"gamma\" needs \"page\"\n Items of one page.\n" },
    { G "platforms:\n  gamma:\n    base_url: \"\"\n" U("accounts: [ { platform: gamma, id: 1 } ]"),
      "3:3: platform \"gamma\" needs \"base_url\"\n Set platforms.gamma.base_url.\n"
      "3:3: platform \"gamma\" needs \"page\"\n Items of one page.\n" },
    { "platforms:\n  alpah: { page: 1 }\n  alpha: { pag: 5, page: 500, base_url: x, odd: ~, l: [ "
      "1 ], "
      "g: { h: 1 } }\n  cases: 5\n  \"a b\": { }\n  zzzzz: { }\n",
      "2:3: unknown platform \"alpah\"\n Did you mean \"alpha\"?\n"
      "3:12: unknown setting \"pag\" of a platform\n Did you mean \"page\"?\n"
      "3:26: page: 500 is outside 1 to 100\n The default is 25.\n"
      "3:41: base_url: \"x\" does not begin with https:// or http://\n An address looks like "
      "https://host/path; secrets go into credentials.\n"
      "3:49: odd: a value is expected\n" LINE_OUT "3:55: l: a single value is expected\n" NO_LIST
      "3:67: unknown setting \"g.h\" of a platform\n" ELSEWHERE
      "4:10: cases: a platform is expected here\n Write its settings as \"name: value\" below it, "
      "further to the right.\n"
      "5:3: \"a b\" is not a name for a platform\n" NAME
      "6:3: unknown platform \"zzzzz\"\n There is an "
      "adapter for alpha, beta, gamma.\n" },
    { "platforms: { alpha: { } }\n" MORE "platforms: { alpha: { }, &x beta: { } }\n",
      "2/1:14: platform \"alpha\" is set up twice, first at one:1:14\n Put its settings into one "
      "place.\n"
      "2/1:26: anchor \"&x\" is not supported\n Write the value out where it is needed.\n" },

    /* Quotas and schedules. */
    { "quotas: { k: { per: week, resets: noon }, l: 5, m: *a }\n",
      "1:11: a quota needs \"units\"\n How much may be spent in one period.\n"
      "1:21: per: \"week\" is not one of its values\n It is one of minute, hour, day.\n"
      "1:35: resets: \"noon\" is not a time of day with its zone\n Write \"00:00 "
      "America/Los_Angeles\".\n"
      "1:46: l: a quota is expected here\n Write its settings as \"name: value\" below it, "
      "further to "
      "the right.\n"
      "1:52: alias \"*a\" is not supported\n Write the value out where it is needed.\n" },
    { "quotas:\n  a: { units: 1, resets: \"24:00 UTC\" }\n  b: { units: 1, resets: \"23:60 UTC\" "
      "}\n"
      "  c: { units: 1, resets: \"00:00 WIB\" }\n  d: { units: 1, resets: \"00:00 A/B C\" }\n"
      "  e: { units: 1, resets: \"0o:00 UTC\" }\n  f: { units: 1, resets: \"00.00 UTC\" }\n"
      "  g: { units: 1, resets: \"00:00UTC \" }\n  h: { units: 1, resets: \"00:0/ UTC\" }\n",
      "2:26: resets: \"24:00 UTC\" is not a time of day with its zone\n Write \"00:00 "
      "America/Los_Angeles\".\n"
      "3:26: resets: \"23:60 UTC\" is not a time of day with its zone\n Write \"00:00 "
      "America/Los_Angeles\".\n"
      "4:26: resets: \"00:00 WIB\" is not a time of day with its zone\n Write \"00:00 "
      "America/Los_Angeles\".\n"
      "5:26: resets: \"00:00 A/B C\" is not a time of day with its zone\n Write \"00:00 "
      "America/Los_Angeles\".\n"
      "6:26: resets: \"0o:00 UTC\" is not a time of day with its zone\n Write \"00:00 "
      "America/Los_Angeles\".\n"
      "7:26: resets: \"00.00 UTC\" is not a time of day with its zone\n Write \"00:00 "
      "America/Los_Angeles\".\n"
      "8:26: resets: \"00:00UTC \" is not a time of day with its zone\n Write \"00:00 "
      "America/Los_Angeles\".\n"
      "9:26: resets: \"00:0/ UTC\" is not a time of day with its zone\n Write \"00:00 "
      "America/Los_Angeles\".\n" },
    { "quotas: { k: { units: 1 } }\nschedules: { s: { } }\n" MORE
      "quotas: { k: { units: 2 } }\nschedules: { s: { } }\n",
      "2/1:11: quota \"k\" is there twice, first at one:1:11\n Give it another name, or leave one "
      "of "
      "them out.\n"
      "2/2:14: schedule \"s\" is there twice, first at one:2:14\n Give it another name, or leave "
      "one of "
      "them out.\n" },
    { "schedules:\n  s: { posts: 15, comments: 1ms, account: adaptive, lookup: 1h, post: 1h, x: [ "
      "1 ],\n"
      "    posts: { a: 1h }, zzzzzz: 1h, complaints: ~, &a account: 1h }\n",
      "2:15: posts: \"15\" is not a duration\n A pace is a duration such as 15m, or adaptive, or "
      "off.\n"
      "2:29: comments: 1ms is outside 100ms to 400d\n A pace is a duration such as 15m, or "
      "adaptive, or "
      "off.\n"
      "2:43: account: \"adaptive\" is for streams whose posts age, as comments\n Give a duration, "
      "such "
      "as 15m.\n"
      "2:53: unknown stream \"lookup\"\n A schedule names streams, such as posts, comments or "
      "complaints.\n"
      "2:65: unknown stream \"post\"\n Did you mean \"posts\"?\n"
      "2:78: x: a single value is expected\n" NO_LIST
      "3:5: duplicate setting \"posts\", first in line 2\n " ONE_OUT
      "3:23: unknown stream \"zzzzzz\"\n A schedule names streams, such as posts, comments or "
      "complaints.\n"
      "3:47: complaints: \"~\" is not a duration\n A pace is a duration such as 15m, or adaptive, "
      "or "
      "off.\n"
      "3:50: anchor \"&a\" is not supported\n Write the value out where it is needed.\n" },

    /* Leaders. */
    { G
      "leaders: [ x, { government: 12, accounts: [ { platform: alpha, id: 1, answered_by: u } ] } "
      "]\n",
      "2:12: a leader is expected here\n" ITEM
      "2:15: a leader needs \"position\"\n The office: gubernur, bupati, walikota, wakil "
      "walikota, sekda "
      "and the like.\n"
      "2:29: government \"12\" is not described anywhere\n Did you mean \"11\"?\n" },
    { G "leaders: [ { government: 11, position: p, accounts: [ { platform: alpha, id: 1, "
        "answered_by: u "
        "} ] } ]\n",
      "2:94: unit \"u\" is not described in government \"11\"\n Describe it under units:, or "
      "correct its "
      "code.\n" },

    /* Feeds. */
    { G F("timezone: UTC, units: { a: b, \"\": u, c: [ d ], e: \"f g\", h: &x i }"),
      "2:97: unit \"b\" is not described in government \"11\"\n Describe it under units:, or "
      "correct "
      "its code.\n"
      "2:100: units: \"\" is too short\n It has 0 bytes, 1 are needed.\n"
      "2:110: units: a unit's code is expected\n Write \"institution\": code.\n"
      "2:120: units: \"f g\" is not a name\n" NAME
      "2:130: anchor \"&x\" is not supported\n Write the value out where it is needed.\n" },
    { G F("timzone: UTC, list: { pth: x, time: { precision: 5 } }, schedule: { posts: 1h, "
          "complaint: "
          "1h, complaints: adaptive }"),
      "2:10: a feed needs \"timezone\"\n Zone of its times.\n"
      "2:70: unknown setting \"timzone\" of a feed\n Did you mean \"timezone\"?\n"
      "2:92: unknown setting \"list.pth\" of a feed\n Did you mean \"path\"?\n"
      "2:119: list.time.precision: \"5\" is not a duration\n A duration is a whole number with its "
      "unit: 500ms, 15s, 15m, 24h, 7d or 2w.\n"
      "2:138: unknown stream \"posts\"\n A schedule names streams, such as posts, comments or "
      "complaints.\n"
      "2:149: unknown stream \"complaint\"\n Did you mean \"complaints\"?\n"
      "2:176: complaints: \"adaptive\" is for streams whose posts age, as comments\n Give a "
      "duration, "
      "such as 15m.\n" },
    { G "feeds: [ { name: alpha, kind: plain, government: 11, base_url: \"\", schedule: s },\n"
        "  { name: b, kind: alpha, government: 11 }, { name: c, kind: case, government: 12 },\n"
        "  { name: d, kind: cases, government: 11, timezone: UTC }, { kind: nothing_near } ]\n",
      "2:10: a feed needs \"base_url\"\n Where it is asked: https://host/path.\n"
      "2:10: feed \"alpha\" has the name of a platform\n Figures are told apart by it: choose "
      "another "
      "name.\n"
      "2:78: schedule \"s\" is not described anywhere\n Describe it under schedules:.\n"
      "3:20: unknown kind of feed \"alpha\"\n It is a platform: its accounts belong to units or "
      "leaders.\n"
      "3:62: unknown kind of feed \"case\"\n Did you mean \"cases\"?\n"
      "3:80: government \"12\" is not described anywhere\n Did you mean \"11\"?\n"
      "4:3: a feed needs \"base_url\"\n Where it is asked: https://host/path.\n"
      "4:60: a feed needs \"name\"\n The channel's name in the database; not that of a platform.\n"
      "4:60: a feed needs \"government\"\n Code of the government whose complaints it holds.\n"
      "4:68: unknown kind of feed \"nothing_near\"\n There is an adapter for cases, plain.\n" },
    { G F("timezone: UTC") MORE F("timezone: UTC"),
      "2/1:10: feed \"f\" is there twice, first at one:2:10\n Give it another name, or leave one "
      "of them "
      "out.\n" },
    { G F("timezone: UTC, schedule: [ 1 ], name: { a: 1 }"),
      "2:95: schedule: a single value is expected\n" NO_LIST
      "2:102: duplicate setting \"name\", first in line 2\n " ONE_OUT },

    /* Names that are none: empty, with a NUL, longer than any. */
    { "\"\": 1\nlog: { \"level\\0x\": info, level: info }\n",
      "1:1: unknown setting \"\"\n" KNOWN "2:8: unknown setting \"log.level?x\"\n Did you mean "
      "\"level\"?\n" },
    { "log: { " LONG LONG LONG ": { " LONG LONG LONG ": 1 } }\n",
      "1:8: unknown setting \"log." LONG "nnn…\"\n Known here: level.\n" },
    { "platforms: { alpha: { " LONG LONG LONG ": { " LONG LONG LONG ": { a: 1 } } } }\n",
      "1:397: unknown setting \"" LONG "nnnnnnn…\" of a platform\n" ELSEWHERE },

    /* Nothing is looked up for what has no name itself. */
    { G "units: [ { government: 11, name: U, kind: x, parent: u }, { code: &a b } ]\n"
        "feeds: [ { kind: plain, government: 11 } ]\n",
      "2:10: a unit needs \"code\"\n Short name by which this file and the database call the unit; "
      "never changes.\n"
      "2:54: unit \"u\" is not described in government \"11\"\n Describe it under units:, or "
      "correct "
      "its code.\n"
      "2:59: a unit needs \"government\"\n Code of the government it belongs to.\n"
      "2:59: a unit needs \"name\"\n Full name.\n"
      "2:59: a unit needs \"kind\"\n What it is: dinas, badan, kecamatan, kelurahan, puskesmas, "
      "bumd "
      "and the like.\n"
      "2:67: anchor \"&a\" is not supported\n Write the value out where it is needed.\n"
      "3:10: a feed needs \"name\"\n The channel's name in the database; not that of a "
      "platform.\n" },
    /* Near names are sought in the own government alone. */
    { "governments: [ { code: 11, name: G, kind: city, timezone: UTC },\n"
      "  { code: 12, name: G, kind: city, timezone: UTC } ]\n"
      "units: [ { code: dinkes, government: 12, name: U, kind: x },\n"
      "  { code: a, government: 11, name: U, kind: x, parent: dinks } ]\n",
      "4:56: unit \"dinks\" is not described in government \"11\"\n Describe it under units:, or "
      "correct its code.\n" },
    /* Three owners of one account at once: each is told but the first. */
    { G U("accounts: [ { platform: alpha, id: 1 }, { platform: alpha, id: 1 },\n"
          "{ platform: alpha, id: 1 } ]"),
      "2:95: account \"1\" of alpha has another owner at that time, at one:2:67\n Leave one out, "
      "or say "
      "with from: and to: when it changed hands.\n"
      "3:1: account \"1\" of alpha has another owner at that time, at one:2:67\n Leave one out, "
      "or say "
      "with from: and to: when it changed hands.\n" },

    /* What is no account is no second owner either. */
    { G U("accounts: [ { platform: alpha }, { platform: alpha }, { platform: z, id: 1 },\n"
          "{ platform: z, id: 1 } ]"),
      "2:67: an account needs \"id\"\n The platform's own id of the account. It stays when the "
      "handle "
      "changes.\n"
      "2:88: an account needs \"id\"\n The platform's own id of the account. It stays when the "
      "handle "
      "changes.\n"
      "2:121: unknown platform \"z\"\n There is an adapter for alpha, beta, gamma.\n"
      "3:13: unknown platform \"z\"\n There is an adapter for alpha, beta, gamma.\n" },
    { G F("timezone: UTC, time: { x: 1 }"),
      "2:93: unknown setting \"time.x\" of a feed\n" ELSEWHERE },
    { "}" MORE "}",
      "1:1: did not find expected node content while parsing a block node that begins in "
      "line 1\n" COMPARE
      "2/1:1: did not find expected node content while parsing a block node that begins in line "
      "1\n" COMPARE },

    /* Several files. */
    { "log: { level: info }\nhttp: { proxy: \"\" }\n" MORE
      "log: { level: info }\ninclude: [ a, { b: c } ]\nhttp: { timeout: 5s }\n",
      "2/1:15: log.level is set twice, first at one:1:15\n " ONE_OUT
      "2/2:1: include: is read in the main file only\n Name these files there.\n" },
};

static struct config_errors errors;

static void
told_put(struct buf *told)
{
    for (size_t i = 0; i < errors.count; i++) {
        const char *text = errors.items[i].text;
        if (strncmp(text, "one:", 4) == 0) {
            text += 4;
        } else if (strncmp(text, "two:", 4) == 0) {
            assert_true(buf_append_str(told, STR("2/")));
            text += 4;
        }
        assert_true(buf_printf(told, "%s\n", text));
        EXPECT(errors.items[i].text, errors.items[i].hint[0] != '\0'); /* whatever is wrong */
        assert_true(buf_printf(told, " %s\n", errors.items[i].hint));
    }
}

static void
test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(buf_done) struct buf told = BUF_INIT(100000);
        struct str yaml = str_from(rows[i].yaml);
        size_t more = str_find(yaml, STR(MORE), 0);
        size_t second = more != SIZE_MAX ? more + sizeof(MORE) - 1 : yaml.n;
        const struct config_file files[] = { { "one", str_sub(yaml, 0, more) },
                                             { "two", str_sub(yaml, second, SIZE_MAX) } };
        struct config *config = config_load(
            &(struct config_input){
                .files = files, .file_count = more != SIZE_MAX ? 2 : 1, .infos = world },
            &errors);
        EXPECT(rows[i].yaml, config == NULL);
        told_put(&told);
        EXPECT_STR(rows[i].yaml, buf_str(&told), str_from(rows[i].told));
    }
}

/* Without adapters nothing can be asked, and that is said. */
static void
test_no_adapters(void **state)
{
    (void)state;
    static const struct source_info *const none[] = { NULL };
    struct config_file file = { "one", STR(G A("to: 2025-01-01")) };
    assert_null(config_load(
        &(struct config_input){ .files = &file, .file_count = 1, .infos = none }, &errors));
    assert_int_equal(errors.count, 1);
    assert_string_equal(errors.items[0].text, "one:2:79: unknown platform \"alpha\"");
    assert_string_equal(errors.items[0].hint, "There is an adapter for none.");
}

/* A website is asked at its address; an address is no id of anything else. */
static void
test_sites(void **state)
{
    (void)state;
    static const struct source_info sites = { .name = "sites", .has_sites = true };
    static const struct source_info plain = { .name = "plain", .default_base_url = "https://p" };
    static const struct source_info *const both[] = { &plain, &sites, NULL };
    struct config_file good = { "one",
                                STR(G U("accounts: [ { platform: sites, id: \"https://x/feed/\" }, "
                                        "{ platform: sites, id: \"http://x/\" } ]")) };
    struct config_file bad = {
        "one", STR(G U("accounts: [\n{ platform: sites, id: x },\n"
                       "{ platform: plain, id: \"https://x/\" }, { platform: plain, id: http } ]"))
    };
    CLEANUP(config_freep)
    struct config *config = config_load(
        &(struct config_input){ .files = &good, .file_count = 1, .infos = both }, &errors);
    assert_non_null(config);
    assert_null(config_load(&(struct config_input){ .files = &bad, .file_count = 1, .infos = both },
                            &errors));
    assert_int_equal(errors.count, 2);
    assert_string_equal(errors.items[0].text, "one:3:1: \"x\" is not an address of sites");
    assert_string_equal(errors.items[1].text, "one:4:1: \"https://x/\" is not an id of plain");
}

static const struct source_info form_digits = { .name = "digits",
                                                .default_base_url = "https://d",
                                                .ids = { .digits = true } };
static const struct source_info form_names = { .name = "names",
                                               .default_base_url = "https://n",
                                               .names_authors = true,
                                               .asks_via = true,
                                               .ids = { .digits = true } };
static const struct source_info form_begun = { .name = "uc",
                                               .default_base_url = "https://u",
                                               .ids = { .begins = "UC", .bytes = 6 } };
static const struct source_info *const forms[] = { &form_digits, &form_names, &form_begun, NULL };

/* What a platform's ids look like; by the name where that is all that tells who wrote. */
static void
test_forms(void **state)
{
    (void)state;
    struct config_file good = {
        "one",
        STR(G U("accounts: [ { platform: digits, id: 0123456789 }, "
                "{ platform: uc, id: UC-_aB }, { platform: names, id: 1 }, "
                "{ platform: digits, id: 2, access: public }, "
                "{ platform: names, id: n, access: public, via: 1 }, "
                "{ platform: names, id: 3, access: public, enabled: false } ], "
                "delegates: [ { platform: names, id: jubir }, { platform: digits, id: 4 } ]"))
    };
    struct config_file bad = {
        "one",
        STR(G U("accounts: [\n{ platform: digits, id: 12a },\n{ platform: uc, id: \"@dinas\" },\n"
                "{ platform: uc, id: UC12345 },\n{ platform: uc, id: UD1234 },\n"
                "{ platform: names, id: n1 },\n"
                "{ platform: names, id: 2, access: public },\n"
                "{ platform: digits, id: x, access: public },\n"
                "{ platform: digits, id: \"https://x/\" } ],\n"
                "delegates: [ { platform: uc, id: jubir } ]"))
    };
    static const char *const texts[] = {
        "one:3:1: \"12a\" is not an id of digits",
        "one:4:1: \"@dinas\" is not an id of uc",
        "one:5:1: \"UC12345\" is not an id of uc",
        "one:6:1: \"UD1234\" is not an id of uc",
        "one:7:1: \"n1\" is not an id of names",
        "one:8:1: public account \"2\" of names needs \"via\"",
        "one:9:1: \"x\" is not an id of digits",
        "one:10:1: \"https://x/\" is not an id of digits",
        "one:11:14: \"jubir\" is not an id of uc",
    };
    CLEANUP(config_freep)
    struct config *config = config_load(
        &(struct config_input){ .files = &good, .file_count = 1, .infos = forms }, &errors);
    assert_non_null(config);
    assert_null(config_load(
        &(struct config_input){ .files = &bad, .file_count = 1, .infos = forms }, &errors));
    assert_int_equal(errors.count, ARRAY_SIZE(texts));
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        assert_string_equal(errors.items[i].text, texts[i]);
    assert_string_equal(errors.items[0].hint,
                        "Ids of digits are digits alone; the account's name belongs into handle:.");
    assert_string_equal(errors.items[1].hint, "Ids of uc begin with \"UC\" and have 6 letters; the "
                                              "account's name belongs into handle:.");
    assert_string_equal(errors.items[5].hint,
                        "names is asked about others by an account of its own: give the id of one "
                        "that the credential is for.");
}

/* More adapters than a hint has room for: 60 + 2 + 60 letters fit into 127, a comma and no more. */
static void
test_many_adapters(void **state)
{
    (void)state;
#define TEN   "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN
    static const struct source_info first = { .name = SIXTY };
    static const struct source_info *const many[] = { &first, &first, &first, &first, NULL };
    struct config_file file = { "one", STR(G A("to: 2025-01-01")) };
    assert_null(config_load(
        &(struct config_input){ .files = &file, .file_count = 1, .infos = many }, &errors));
    assert_string_equal(errors.items[0].hint, "There is an adapter for " SIXTY ", " SIXTY ", abc.");
}

/* An adapter with more settings than a hint has room for. */
static void
test_many_settings(void **state)
{
    (void)state;
#define WIDE(n)                                                                         \
    {                                                                                   \
        .path = "a_setting_with_a_long_name_" n, .type = &setting_text, .fallback = "", \
        .doc = "Nothing."                                                               \
    }
    static const struct setting settings[] = { WIDE("1"), WIDE("2"), WIDE("3"),       WIDE("4"),
                                               WIDE("5"), WIDE("6"), { .path = NULL } };
    static const struct source_info wide = { .name = "wide",
                                             .doc = "Many settings.",
                                             .settings = settings,
                                             .settings_size = sizeof(struct str) };
    static const struct source_info *const infos[] = { &wide, NULL };
    struct config_file file = { "one", STR("platforms: { wide: { z: 1 } }\n") };
    assert_null(config_load(
        &(struct config_input){ .files = &file, .file_count = 1, .infos = infos }, &errors));
    assert_string_equal(errors.items[0].hint,
                        "Known here: base_url, a_setting_with_a_long_name_1, "
                        "a_setting_with_a_long_name_2, a_setting_with_a_long_name_3, "
                        "a_setting_with_a_long_name_4, ….");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),       cmocka_unit_test(test_no_adapters),
        cmocka_unit_test(test_sites),         cmocka_unit_test(test_forms),
        cmocka_unit_test(test_many_adapters), cmocka_unit_test(test_many_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
