/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The words of SP4N-LAPOR! and what they are in our vocabulary (sql/README.md). Three vocabularies
 * live side by side there (the public site's tabs, the admin site's states, the ministry's
 * buckets); a phrase of any of them is found in the one table, and the raw phrase is always kept
 * beside. A status says who closed, never whether it was solved.
 */

#include "source/lapor_words.h"

#include <string.h>

#include "base/ascii.h"
#include "source/answer.h"

static const struct lapor_status statuses[] = {
    /* The admin site. */
    { "belum terverifikasi", "unverified", NULL, NULL },
    { "belum diverifikasi", "unverified", NULL, NULL },
    { "menunggu verifikasi", "unverified", NULL, NULL },
    { "sedang diverifikasi", "unverified", NULL, NULL },
    { "terverifikasi", "verified", NULL, "verified" },
    { "sudah diverifikasi", "verified", NULL, "verified" },
    { "diverifikasi", "verified", NULL, "verified" },
    { "terdisposisi", "disposed", NULL, "disposed" },
    { "terdisposisi ke *", "disposed", NULL, "disposed" },
    { "didisposisikan", "disposed", NULL, "disposed" },
    { "disposisi", "disposed", NULL, "disposed" },
    { "ditindaklanjuti oleh instansi", "in_process", NULL, "status_seen" },
    { "ditindaklanjuti", "in_process", NULL, "status_seen" },
    { "sedang ditindaklanjuti", "in_process", NULL, "status_seen" },
    { "tindak lanjut", "in_process", NULL, "status_seen" },
    { "diproses", "in_process", NULL, "status_seen" },
    { "dalam proses", "in_process", NULL, "status_seen" },
    { "sedang diproses", "in_process", NULL, "status_seen" },
    { "sedang proses", "in_process", NULL, "status_seen" },
    { "menunggu kelengkapan informasi", "awaiting_reporter", NULL, "status_seen" },
    { "menunggu kelengkapan pelapor", "awaiting_reporter", NULL, "status_seen" },
    { "menunggu tanggapan pelapor", "awaiting_reporter", NULL, "status_seen" },
    { "ditunda", "postponed", NULL, "postponed" },
    { "laporan ditunda", "postponed", NULL, "postponed" },
    { "tertunda", "postponed", NULL, "postponed" },
    { "ditutup oleh sistem", "closed_by_system", "timer", "closed" },
    { "selesai otomatis", "closed_by_system", "timer", "closed" },
    { "selesai otomatis dalam *", "in_process", NULL, "status_seen" }, /* a countdown */
    { "ditutup otomatis", "closed_by_system", "timer", "closed" },
    { "ditutup oleh admin", "closed_by_admin", "admin", "closed" },
    { "ditutup oleh admin *", "closed_by_admin", "admin", "closed" },
    { "ditutup oleh pelapor", "closed_by_reporter", "reporter", "closed" },
    { "diarsipkan oleh admin", "archived_by_admin", "admin", "archived" },
    { "diarsipkan oleh admin *", "archived_by_admin", "admin", "archived" },
    { "diarsipkan oleh sistem", "archived_by_system", "timer", "archived" },
    { "diarsipkan oleh pelapor", "archived_by_reporter", "reporter", "archived" },
    { "diarsipkan", "archived_by_admin", NULL, "archived" },
    { "konten terblokir", "blocked", NULL, "status_seen" },
    { "dihapus", "deleted", NULL, "status_seen" },
    /* The public site and the old open data; who closed is not said there. */
    { "belum", "unverified", NULL, NULL },
    { "belum diproses", "unverified", NULL, NULL },
    { "menunggu", "unverified", NULL, NULL },
    { "waiting", "unverified", NULL, NULL },
    { "proses", "in_process", NULL, "status_seen" },
    { "process", "in_process", NULL, "status_seen" },
    { "selesai", "closed_by_admin", NULL, "closed" },
    { "laporan selesai", "closed_by_admin", NULL, "closed" },
    { "done", "closed_by_admin", NULL, "closed" },
    { "ditutup", "closed_by_admin", NULL, "closed" },
    { "arsip", "archived_by_admin", NULL, "archived" },
};
static const struct lapor_status unknown_status = { "", "unknown", NULL, NULL };

static const struct word {
    const char *phrase, *word;
} classes[] = {
    { "pengaduan berkadar pengawasan", "oversight" },
    { "berkadar pengawasan", "oversight" },
    { "pengaduan tidak berkadar pengawasan", "no_oversight" },
    { "tidak berkadar pengawasan", "no_oversight" },
    { "permintaan informasi", "information" },
    { "aspirasi", "aspiration" },
};

bool
lapor_fold(struct arena *arena, struct str text, struct str *ret_folded)
{
    char *folded;
    size_t n = 0;

    if (str_is_none(text)) {
        *ret_folded = STR_NONE;
        return true;
    }
    folded = arena_alloc(arena, text.n + 1);
    if (folded == NULL)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (!ascii_is_space(text.p[i]))
            folded[n++] = ascii_lower(text.p[i]);
        else if (n > 0 && folded[n - 1] != ' ')
            folded[n++] = ' ';
    }
    while (n > 0 && folded[n - 1] == ' ')
        n--;
    *ret_folded = (struct str){ folded, n };
    return true;
}

/* The next character as lapor_fold() would write it. */
static char
next_folded(struct str phrase, size_t *at)
{
    char c = phrase.p[(*at)++];

    if (!ascii_is_space(c))
        return ascii_lower(c);
    while (*at < phrase.n && ascii_is_space(phrase.p[*at]))
        ++*at;
    return ' ';
}

/* The same words in any case, with any blanks between them; "*" is whatever follows. */
static bool
same_words(struct str phrase, struct str words)
{
    size_t at = 0;

    for (size_t i = 0; i < phrase.n; at++) {
        char wanted = at < words.n ? words.p[at] : '\0';
        if (wanted == '*')
            return true;
        if (next_folded(phrase, &i) != wanted)
            return false;
    }
    return at == words.n;
}

const struct lapor_status *
lapor_status_find(struct str phrase)
{
    phrase = str_trim(phrase);
    if (phrase.n > 0 && phrase.p[phrase.n - 1] == '.')
        phrase = str_trim(str_sub(phrase, 0, phrase.n - 1));
    for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
        if (same_words(phrase, str_from(statuses[i].phrase)))
            return &statuses[i];
    }
    return &unknown_status;
}

bool
lapor_is_nothing(struct str phrase)
{
    size_t i = 0;

    while (i < phrase.n && (ascii_is_space(phrase.p[i]) || phrase.p[i] == '-'))
        i++;
    return i == phrase.n;
}

struct str
lapor_class(struct str phrase)
{
    phrase = str_trim(phrase);
    if (phrase.n == 0)
        return STR_NONE;
    for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
        if (same_words(phrase, str_from(classes[i].phrase)))
            return str_from(classes[i].word);
    }
    return STR("other");
}

struct str
lapor_visibility(struct str phrase)
{
    bool anonymous = answer_holds(phrase, "anonim");
    bool confidential = answer_holds(phrase, "rahasia");

    if (str_is_none(phrase))
        return STR_NONE;
    if (anonymous && confidential)
        return STR("anonymous_confidential");
    if (anonymous)
        return STR("anonymous");
    return confidential ? STR("confidential") : STR("public");
}

static bool
is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || ascii_is_digit(c) || (c & 0x80) != 0;
}

size_t
lapor_find_word(struct str text, struct str word, size_t from)
{
    for (size_t at = str_find(text, word, from); at != SIZE_MAX;
         at = str_find(text, word, at + 1)) {
        size_t end = at + word.n;
        if ((at == 0 || !is_word_byte(text.p[at - 1])) &&
            (end >= text.n || !is_word_byte(text.p[end])))
            return at;
    }
    return SIZE_MAX;
}
