/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A heading is taken by its words: "Link Facebook", "URL FB" and "facebook" are one column, "ID
 * Facebook" is another. Codes come from a column or from names, by a rule that gives the same for
 * ever, because the database knows units by them.
 */

#include "ctl_unitlist_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "ctl_table.h"

#define CODE_MAX       48
#define NAME_BYTES_MAX 200
#define HEAD_MAX       80

enum column {
    COLUMN_NAME,
    COLUMN_KIND,
    COLUMN_CODE,
    COLUMN_PARENT,
    COLUMN_CALENDAR,
    COLUMN_FIRST_ACCOUNT, /* behind it for each platform as many as there are roles */
};

/* What a column says of the accounts on a platform. */
enum role { ROLE_LINK, ROLE_ID, ROLE_CREDENTIAL };
#define ROLE_COUNT (ROLE_CREDENTIAL + 1)

/* Whole headings, in small letters and single blanks; names also behind "nama". */
static const struct heading {
    const char *words;
    enum column column;
} headings[] = {
    { "unit", COLUMN_NAME },
    { "unit kerja", COLUMN_NAME },
    { "satuan kerja", COLUMN_NAME },
    { "opd", COLUMN_NAME },
    { "skpd", COLUMN_NAME },
    { "instansi", COLUMN_NAME },
    { "dinas", COLUMN_NAME },
    { "perangkat daerah", COLUMN_NAME },
    { "organisasi perangkat daerah", COLUMN_NAME },
    { "nama", COLUMN_NAME },
    { "name", COLUMN_NAME },
    { "unit name", COLUMN_NAME },
    { "jenis", COLUMN_KIND },
    { "jenis unit", COLUMN_KIND },
    { "jenis opd", COLUMN_KIND },
    { "tipe", COLUMN_KIND },
    { "kind", COLUMN_KIND },
    { "type", COLUMN_KIND },
    { "kode", COLUMN_CODE },
    { "kode unit", COLUMN_CODE },
    { "singkatan", COLUMN_CODE },
    { "akronim", COLUMN_CODE },
    { "code", COLUMN_CODE },
    { "unit code", COLUMN_CODE },
    { "induk", COLUMN_PARENT },
    { "unit induk", COLUMN_PARENT },
    { "instansi induk", COLUMN_PARENT },
    { "opd induk", COLUMN_PARENT },
    { "parent", COLUMN_PARENT },
    { "parent unit", COLUMN_PARENT },
    { "kalender", COLUMN_CALENDAR },
    { "calendar", COLUMN_CALENDAR },
};

/* Of a name's beginning; the longer ones first. */
static const struct kind_word {
    const char *start, *kind;
} kind_words[] = {
    { "upt puskesmas", "puskesmas" },
    { "uptd puskesmas", "puskesmas" },
    { "puskesmas", "puskesmas" },
    { "uptd", "upt" },
    { "upt", "upt" },
    { "dinas", "dinas" },
    { "badan", "badan" },
    { "kecamatan", "kecamatan" },
    { "kelurahan", "kelurahan" },
    { "desa", "desa" },
    { "inspektorat", "inspektorat" },
    { "sekretariat", "sekretariat" },
    { "bagian", "bagian" },
    { "rumah sakit", "rsud" },
    { "rsud", "rsud" },
    { "satuan polisi", "satpol-pp" },
    { "satpol", "satpol-pp" },
    { "perumda", "bumd" },
    { "perusahaan umum", "bumd" },
    { "pdam", "bumd" },
    { "bumd", "bumd" },
    { "pt ", "bumd" },
    { "sekolah", "sekolah" },
    { "sd", "sekolah" },
    { "smp", "sekolah" },
    { "sma", "sekolah" },
};

struct reader {
    struct ctl_unitlist *list;
    size_t *places; /* of each column in a row; SIZE_MAX: it is not there */
    size_t column_count;
};

void
ctl_unitlist_complain(struct ctl_unitlist *list, unsigned line, const char *before, struct str what,
                      const char *after)
{
    struct unitlist_problem *problem;

    if (list->problem_count == list->problem_size) {
        size_t size = list->problem_size == 0 ? 16 : 2 * list->problem_size;

        list->problems =
            arena_grow(list->arena, list->problems, list->problem_size * sizeof(*list->problems),
                       size * sizeof(*problem));
        must(list->problems);
        list->problem_size = size;
    }
    problem = &list->problems[list->problem_count++];
    problem->line = line;
    must(arena_printf(list->arena, &problem->text, "%s%.*s%s", before, STR_ARGS(what), after));
}

/* In the arena, and in characters. */
static struct str
valid_text(const struct reader *reader, struct str text)
{
    must(utf8_repair(reader->list->arena, utf8_cut(text, NAME_BYTES_MAX * 10), &text) &&
         arena_str(reader->list->arena, text, &text));
    return text;
}

/* Small letters, single blanks; marks are blanks. */
static struct str
fold(struct str text, char folded[HEAD_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < text.n && n < HEAD_MAX - 1; i++) {
        if (ascii_is_alphanumeric(text.p[i]))
            folded[n++] = ascii_lower(text.p[i]);
        else if (n > 0 && folded[n - 1] != ' ')
            folded[n++] = ' ';
    }
    while (n > 0 && folded[n - 1] == ' ')
        n--;
    return (struct str){ folded, n };
}

static bool
has_word(struct str words, const char *wanted)
{
    struct str word;

    while (str_split(&words, ' ', &word))
        if (str_equal_c(word, wanted))
            return true;
    return false;
}

static size_t
account_column(size_t source, enum role role)
{
    return COLUMN_FIRST_ACCOUNT + source * ROLE_COUNT + role;
}

/* The platform that the words tell: "web" and the like only where nothing else does. */
static size_t
find_source(struct str words)
{
    size_t found = SIZE_MAX;

    for (size_t i = 0; sources[i] != NULL; i++)
        if (profile_is_headed(sources[i], words) &&
            (found == SIZE_MAX || (sources[found]->has_sites && !sources[i]->has_sites)))
            found = i;
    return found;
}

/* The column of a heading, or SIZE_MAX. */
static size_t
column_of(struct str heading)
{
    char folded[HEAD_MAX];
    struct str words = fold(heading, folded);
    struct str name = str_starts(words, STR("nama ")) ? str_sub(words, 5, words.n) : words;
    enum role role = ROLE_LINK;
    size_t source;

    for (size_t i = 0; i < ARRAY_SIZE(headings); i++)
        if (str_equal_c(words, headings[i].words) ||
            (headings[i].column == COLUMN_NAME && str_equal_c(name, headings[i].words)))
            return headings[i].column;
    if (has_word(words, "password") || has_word(words, "sandi") || has_word(words, "email") ||
        has_word(words, "pengikut") || has_word(words, "followers") || has_word(words, "jumlah"))
        return SIZE_MAX;
    if (has_word(words, "kredensial") || has_word(words, "credential"))
        role = ROLE_CREDENTIAL;
    else if (has_word(words, "id"))
        role = ROLE_ID;
    source = find_source(words);
    return source == SIZE_MAX ? SIZE_MAX : account_column(source, role);
}

/* Told of the row of headings alone: of a second column nothing is read. */
static void
complain_of_doubles(const struct reader *reader, const struct ctl_table_row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        size_t column = column_of(row->fields[i]);

        if (column != SIZE_MAX && reader->places[column] != i)
            ctl_unitlist_complain(reader->list, row->line, "another column says what \"",
                                  valid_text(reader, row->fields[i]), "\" does: it is not read");
    }
}

/* A row that names the units' column and one more of ours. */
static bool
is_head(void *to, const struct ctl_table_row *row)
{
    struct reader *reader = to;
    size_t found = 0;

    for (size_t i = 0; i < reader->column_count; i++)
        reader->places[i] = SIZE_MAX;
    for (size_t i = 0; i < row->count; i++) {
        size_t column = column_of(row->fields[i]);

        if (column == SIZE_MAX || reader->places[column] != SIZE_MAX)
            continue;
        reader->places[column] = i;
        found++;
    }
    if (reader->places[COLUMN_NAME] == SIZE_MAX || found < 2)
        return false;
    complain_of_doubles(reader, row);
    return true;
}

/* True for "", "-", "tidak ada" and the like. */
static bool
is_none(struct str text)
{
    static const char *const words[] = { "tidak ada", "belum ada", "tdk ada", "n/a",
                                         "na",        "nihil",     "none",    "kosong",
                                         "belum",     "tidak",     "0",       "x" };
    size_t marks = 0;

    text = str_trim(text);
    while (marks < text.n && (text.p[marks] == '-' || text.p[marks] == '.'))
        marks++;
    if (marks == text.n)
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (str_equal_nocase(text, str_from(words[i])))
            return true;
    return false;
}

/* Trimmed, in the arena and valid; STR_NONE for what is none. */
static struct str
take_field(const struct reader *reader, const struct ctl_table_row *row, size_t column)
{
    size_t at = reader->places[column];
    struct str text = at < row->count ? str_trim(row->fields[at]) : STR_NONE;

    return is_none(text) ? STR_NONE : valid_text(reader, text);
}

/* Of a row of sums below the list. */
static bool
is_sum(struct str name)
{
    return str_equal_nocase(name, STR("total")) || str_equal_nocase(name, STR("jumlah"));
}

struct str
ctl_unitlist_code(struct arena *arena, struct str text)
{
    char *code = arena_alloc(arena, CODE_MAX + 1);
    size_t n = 0;
    size_t whole = 0; /* up to the end of a word */
    size_t i = 0;

    must(code);
    for (; i < text.n && n < CODE_MAX; i++) {
        if (ascii_is_alphanumeric(text.p[i])) {
            code[n++] = ascii_lower(text.p[i]);
        } else if (n > 0 && code[n - 1] != '-') {
            whole = n;
            code[n++] = '-';
        }
    }
    if (i < text.n && ascii_is_alphanumeric(text.p[i]) && whole > 0)
        n = whole;
    while (n > 0 && code[n - 1] == '-')
        n--;
    return (struct str){ code, n };
}

struct str
ctl_unitlist_kind(struct str name)
{
    char folded[HEAD_MAX];
    struct str words = fold(name, folded);

    for (size_t i = 0; i < ARRAY_SIZE(kind_words); i++)
        if (str_starts(words, str_from(kind_words[i].start)))
            return str_from(kind_words[i].kind);
    return STR("lainnya");
}

/* Accounts: several of one platform stand on lines of the cell, or between semicolons. */

static void
add_account(const struct reader *reader, struct unitlist_unit *unit,
            const struct unitlist_account *account)
{
    for (size_t i = 0; i < unit->account_count; i++) {
        const struct profile *known = &unit->accounts[i].profile;

        if (known->source == account->profile.source &&
            str_equal(known->handle, account->profile.handle) &&
            str_equal(known->id, account->profile.id))
            return;
    }
    if (unit->account_count == UNITLIST_ACCOUNTS_MAX)
        ctl_unitlist_complain(reader->list, unit->line, "\"", unit->name,
                              "\" has too many accounts");
    else
        unit->accounts[unit->account_count++] = *account;
}

static bool
next_link(struct str *rest, struct str *ret_link)
{
    size_t end = 0;

    if (rest->n == 0)
        return false;
    while (end < rest->n && rest->p[end] != '\n' && rest->p[end] != ';' && rest->p[end] != ',')
        end++;
    *ret_link = str_trim(str_sub(*rest, 0, end));
    *rest = str_sub(*rest, end + 1, rest->n);
    return true;
}

static void
take_accounts(const struct reader *reader, const struct ctl_table_row *row, size_t source,
              struct unitlist_unit *unit)
{
    struct str links = take_field(reader, row, account_column(source, ROLE_LINK));
    struct str id = take_field(reader, row, account_column(source, ROLE_ID));
    struct str credential = take_field(reader, row, account_column(source, ROLE_CREDENTIAL));
    struct unitlist_account account = { .credential = credential };
    struct str text;

    if (links.n == 0 && id.n > 0 && is_none(links)) {
        account.profile = (struct profile){ sources[source], STR_NONE, id };
        add_account(reader, unit, &account);
    }
    while (next_link(&links, &text)) {
        struct error err = ERROR_INIT;

        if (is_none(text))
            continue;
        if (!profile_read(text, sources[source], &account.profile, &err)) {
            ctl_unitlist_complain(reader->list, row->line, "", str_from(err.text), "");
            continue;
        }
        if (id.n > 0)
            account.profile.id = id;
        id = STR_NONE; /* of the first one */
        add_account(reader, unit, &account);
    }
}

static struct unitlist_unit *
new_unit(struct ctl_unitlist *list)
{
    if (list->count == list->size) {
        size_t size = list->size == 0 ? 64 : 2 * list->size;

        list->units = arena_grow(list->arena, list->units, list->size * sizeof(*list->units),
                                 size * sizeof(*list->units));
        must(list->units);
        list->size = size;
    }
    list->units[list->count] = (struct unitlist_unit){ .line = 0 };
    return &list->units[list->count];
}

static const struct unitlist_unit *
find_code(const struct ctl_unitlist *list, struct str code)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->units[i].code, code))
            return &list->units[i];
    return NULL;
}

static void
take_row(const struct reader *reader, const struct ctl_table_row *row)
{
    struct ctl_unitlist *list = reader->list;
    struct unitlist_unit *unit = new_unit(list);
    struct str code = take_field(reader, row, COLUMN_CODE);

    unit->line = row->line;
    unit->has_code = code.n > 0;
    unit->name = take_field(reader, row, COLUMN_NAME);
    unit->kind = take_field(reader, row, COLUMN_KIND);
    if (is_sum(unit->name))
        return;
    if (unit->name.n == 0) {
        ctl_unitlist_complain(list, row->line, "there is no name", STR(""), "");
        return;
    }
    unit->code = ctl_unitlist_code(list->arena, code.n > 0 ? code : unit->name);
    unit->kind = unit->kind.n > 0 ? ctl_unitlist_code(list->arena, unit->kind)
                                  : ctl_unitlist_kind(unit->name);
    if (unit->code.n == 0 || unit->kind.n == 0) {
        ctl_unitlist_complain(list, row->line, "no code can be made of \"", unit->name, "\"");
        return;
    }
    if (find_code(list, unit->code) != NULL) {
        ctl_unitlist_complain(list, row->line, "the code \"", unit->code,
                              "\" is that of another row");
        return;
    }
    unit->parent = take_field(reader, row, COLUMN_PARENT);
    unit->calendar = take_field(reader, row, COLUMN_CALENDAR);
    for (size_t i = 0; sources[i] != NULL; i++)
        take_accounts(reader, row, i, unit);
    list->count++;
}

static struct reader
new_reader(struct ctl_unitlist *list)
{
    struct reader reader = { .list = list };
    size_t count = 0;

    while (sources[count] != NULL)
        count++;
    reader.column_count = account_column(count, ROLE_LINK);
    reader.places = arena_array(list->arena, reader.column_count, sizeof(*reader.places));
    must(reader.places);
    return reader;
}

bool
ctl_unitlist_read(struct ctl_unitlist *list, struct arena *arena, struct str bytes,
                  struct error *err)
{
    struct reader reader;
    const struct ctl_table_head head = { NULL, is_head, &reader };
    struct ctl_table table;
    struct ctl_table_row row;
    enum ctl_table_outcome outcome = CTL_TABLE_END;

    *list = (struct ctl_unitlist){ .arena = arena };
    reader = new_reader(list);
    if (!ctl_table_open(&table, bytes, &head, err)) {
        ctl_table_close(&table);
        if (error_is_set(err))
            return false;
        (void)error_set(err, ERROR_CONFIG, "there is no heading row with the units' names");
        return error_hint(err,
                          "Call the columns \"Nama Unit\", \"Facebook\", \"Instagram\" and so on.");
    }
    if (table.xlsx == NULL && !utf8_is_valid(bytes))
        ctl_unitlist_complain(list, 1, "not all of it is UTF-8: save it as CSV UTF-8", STR(""), "");
    while (list->count < UNITLIST_UNITS_MAX &&
           (outcome = ctl_table_next(&table, arena, &row)) != CTL_TABLE_END &&
           outcome != CTL_TABLE_LIMIT) {
        if (outcome == CTL_TABLE_BROKEN)
            ctl_unitlist_complain(list, row.line, "a quotation mark stands in the wrong place",
                                  STR(""), "");
        else
            take_row(&reader, &row);
    }
    if (outcome != CTL_TABLE_END)
        (void)error_set(err, ERROR_LIMIT, "the list is too long");
    ctl_unitlist_compare(list);
    ctl_table_close(&table);
    return !error_is_set(err);
}
