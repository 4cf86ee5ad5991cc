/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "text/lexicon.h"

#include <stdlib.h>
#include <string.h>

/* Words side by side. */
/* clang-format off */

/* "words=MEANINGS", a letter for each in the order of the header; sorted by the words, bytewise. */
static const char letters[] = "gtahidpmcznk";
static const char *const entries[] = {
    "aa=h", "abang=h", "ags=m", "agt=m", "agu=m", "agustus=m", "ahad=d", "akang=h", "alamat=p",
    "alun-alun=n", "am=z", "anjing=i", "anjir=i", "apologies=a", "apologise=a", "apologize=a",
    "apr=m", "april=m", "assalamu'alaikum=g", "assalamualaikum=g", "asu=i", "august=m", "aula=n",
    "babi=i", "bacot=i", "bajingan=i", "balai=n", "bang=h", "bangsat=i", "bapak=h", "bego=i",
    "belegug=i", "berlangsung di=p", "berlokasi di=p", "bertempat di=p", "besok=d", "blok=n",
    "bodoh=i", "bpk=h", "brengsek=i", "bridge=n", "bu=h", "call=k", "call center=k",
    "call centre=k", "contact=k", "dec=m", "december=m", "des=m", "desa=n", "desember=m",
    "dinten ieu=d", "dinten niki=d", "dungu=i", "dusun=n", "enjing=d", "feb=m", "februari=m",
    "february=m", "friday=d", "gang=n", "geblek=i", "gedung=n", "gendeng=i", "gereja=n", "gg=n",
    "goblok=i", "good afternoon=g", "good evening=g", "good morning=g", "gor=n", "hai=g",
    "halaman=n", "hall=n", "hallo=g", "halo=g", "hapunten=a", "hari ini=d", "hatur nuhun=t",
    "hello=g", "hi=g", "hotel=n", "hotline=k", "hubungi=k", "ibu=h", "idiot=i", "isukan=d",
    "jalan=n", "jam=c", "jan=m", "jancuk=i", "januari=m", "january=m", "jembatan=n", "jemuah=d",
    "jl=n", "jln=n", "jul=m", "juli=m", "july=m", "jum'at=d", "jumat=d", "jun=m", "june=m",
    "juni=m", "kabupaten=n", "kak=h", "kakak=h", "kali=n", "kamis=d", "kampret=i", "kampung=n",
    "kang=h", "kantor=n", "kec=n", "kecamatan=n", "kel=n", "kelurahan=n", "kemarin=d", "kemis=d",
    "keparat=i", "kontak=k", "koplok=i", "kota=n", "kp=n", "lantai=n", "lapangan=n",
    "located at=p", "lokasi=p", "lusa=d", "ma'am=h", "maaf=a", "maafkan=a", "madam=h",
    "makasih=t", "malam ini=d", "mar=m", "march=m", "maret=m", "mas=h", "masjid=n",
    "matur nuwun=t", "matur suwun=t", "maturnuwun=t", "may=m", "mbak=h", "mei=m", "menghubungi=k",
    "minggu=d", "monday=d", "monyet=i", "moron=i", "mr=h", "mrs=h", "ms=h", "ngapunten=a",
    "nomor=k", "nopember=m", "nov=m", "november=m", "nuhun=t", "nyuhunkeun hapunten=a",
    "nyuwun pangapunten=a", "oct=m", "october=m", "office=n", "okt=m", "oktober=m",
    "om swastiastu=g", "otak udang=i", "pagi ini=d", "pak=h", "pangapunten=a", "panjenengan=h",
    "park=n", "pasar=n", "perempatan=n", "pertigaan=n", "pkl=c", "pm=z", "posko=n", "pukul=c",
    "puskesmas=n", "rabu=d", "rahajeng=g", "rebo=d", "rsud=n", "rt=n", "ruang=n", "rw=n",
    "sabtu=d", "sahabat=h", "salam=g", "salam sejahtera=g", "sampurasun=g", "saturday=d",
    "saudara=h", "saudari=h", "sdn=n", "sdr=h", "selamat malam=g", "selamat pagi=g",
    "selamat siang=g", "selamat sore=g", "selasa=dd", "senen=d", "senin=d", "sep=m", "sept=m",
    "september=m", "setu=d", "sialan=i", "siang ini=d", "simpang=n", "sir=h", "situ=n", "sman=n",
    "smpn=n", "sms=k", "sobat=h", "sore ini=d", "sorry=a", "stadion=n", "stasiun=n", "street=n",
    "stupid=i", "sugeng dalu=g", "sugeng enjang=g", "sugeng enjing=g", "sugeng siang=g",
    "sugeng sonten=g", "sunday=d", "sungai=n", "suwun=t", "tabuh=c", "tai=i", "taman=n",
    "telepon=k", "telp=k", "telpon=k", "terima kasih=t", "terimakasih=t", "terminal=n", "teteh=h",
    "thank=t", "thank you=t", "thanks=t", "thursday=d", "tlp=k", "today=d", "tolol=i",
    "tomorrow=d", "tonight=d", "trims=t", "tuesday=d", "wa=k", "waduk=n", "wednesday=d",
    "whatsapp=k", "wib=z", "wilujeng enjing=g", "wilujeng siang=g", "wilujeng sonten=g",
    "wilujeng wengi=g", "wit=z", "wita=z", "yesterday=d",
};

/* Sorted bytewise, too. */
static const char *const exceptions[] = {
    "aa", "aamiin", "adha", "admin", "agustus", "akang", "alhamdulillah", "amin", "angkot",
    "antigen", "antrean", "antri", "apbd", "apbn", "aplikasi", "april", "asn", "assalamualaikum",
    "bajaj", "balita", "bang", "bank", "bansos", "bappeda", "batita", "bendahara", "betawi",
    "beton", "bimtek", "biopori", "bismillah", "bkd", "blt", "bnn", "bnpb", "booster", "booth",
    "bpbd", "bpjs", "bpn", "bps", "bronjong", "brt", "bu", "bukber", "bumd", "bumdes", "bumil",
    "bupati", "busui", "busway", "call", "camat", "capil", "car", "cctv", "center", "chat",
    "city", "command", "contact", "cor", "covid", "damri", "daring", "darurat", "day", "dengan",
    "desember", "diaspal", "difabel", "digelar", "digital", "digitalisasi", "diimbau", "dimohon",
    "dinas", "dinkes", "dinsos", "disabilitas", "disdik", "disdukcapil", "dishub", "disnaker",
    "disperindag", "dlh", "download", "dpmptsp", "dprd", "dpupr", "drainase", "dukcapil", "e-ktp",
    "ecobrick", "ekraf", "email", "error", "event", "expo", "facebook", "fair", "faskes",
    "februari", "feedback", "fitri", "follow", "forkopimcam", "forkopimda", "free", "gadget",
    "gan", "gercep", "google", "gorong-gorong", "gotong", "guyub", "halalbihalal", "ham", "hatur",
    "hayu", "hoaks", "hotline", "hotmix", "hp", "hut", "idul", "iduladha", "idulfitri", "ikm",
    "imunisasi", "instagram", "insyaallah", "jajaran", "januari", "jawa", "job", "juli", "jumat",
    "juni", "kab", "kades", "kadis", "kak", "kamis", "kang", "kapolres", "kapolsek", "kasi",
    "kasubag", "kec", "kejari", "kel", "kemenkes", "kepala", "kependudukan", "ketidaknyamanan",
    "kk", "kodim", "kominfo", "komisi", "komposter", "koordinasi", "kota", "kpu", "krl", "ktp",
    "kua", "kur", "lansia", "launching", "link", "linmas", "live", "lpm", "lrt", "lurah",
    "mangga", "maret", "mas", "masyaallah", "matur", "mbak", "mei", "min", "monev", "monggo",
    "mou", "mpp", "mrt", "musrenbang", "nakes", "napza", "narasumber", "narkoba", "nggih", "nik",
    "nomor", "normalisasi", "november", "npwp", "nuhun", "nuwun", "nya", "odgj", "ojek", "ojol",
    "oktober", "omnibus", "online", "opd", "opening", "ormas", "osis", "pad", "pak", "paripurna",
    "pascabencana", "paud", "paving", "pbb", "pdam", "pemda", "pemkab", "pemkot", "pemprov",
    "penanganan", "penataan", "pendaftar", "penertiban", "pengaduan", "pengangkutan",
    "peninjauan", "perbup", "perda", "perdes", "peresmian", "perkada", "perpanjang", "person",
    "perwal", "pilkada", "pip", "pju", "pkk", "pkl", "pln", "pmi", "pmk", "polres", "polri",
    "polsek", "posbindu", "posyandu", "ppdb", "ppid", "ppkm", "ppks", "prasarana", "psc",
    "punten", "puskesmas", "quick", "rabat", "rabu", "rakor", "ramadan", "ramadhan", "rampak",
    "rapat", "raperda", "rapid", "rapimda", "rawuh", "rembug", "rembuk", "renstra", "respon",
    "response", "revitalisasi", "rkpd", "royong", "rsud", "rt", "rtlh", "rukun", "rutilahu", "rw",
    "sabtu", "salat", "sampah", "sampurasun", "saresehan", "sarpras", "satpol", "sd", "sdm",
    "segitu", "sekda", "sekdes", "sekretaris", "selasa", "senin", "september", "server", "sholat",
    "sigap", "sim", "sis", "skck", "skpd", "skrining", "slb", "sma", "smart", "smartphone", "smk",
    "smp", "soft", "sop", "sosialisasi", "spbu", "stakeholder", "stand", "startup", "streaming",
    "stunting", "subhanallah", "sugeng", "sunda", "survei", "swab", "tagline", "takjil",
    "talkshow", "tanggap", "tapi", "tarawih", "tatap", "teh", "tetangga", "tiktok", "tkp", "tni",
    "toga", "tpa", "tps", "tps3r", "transjakarta", "trotoar", "twitter", "u-ditch", "ukm", "umkm",
    "up", "update", "upload", "upt", "uptd", "urang", "uu", "vaksinasi", "wabarakatuh", "wakil",
    "wali", "walikota", "warahmatullahi", "wargi", "wassalamualaikum", "webinar", "website",
    "whatsapp", "wib", "wifi", "wit", "wita", "workshop", "youtube", "zoom",
};

/* clang-format on */

/* The words of a key against those before the sign, if there is one. */
static int
compare(const void *key, const void *entry)
{
    struct str rest = str_from(*(const char *const *)entry);
    struct str words;

    (void)str_split(&rest, '=', &words);
    return str_compare(*(const struct str *)key, words);
}

unsigned
lexicon_find(struct str words)
{
    const char *const *entry =
        bsearch(&words, entries, ARRAY_SIZE(entries), sizeof(entries[0]), compare);
    unsigned means = 0;

    if (entry == NULL)
        return 0;
    for (const char *letter = strchr(*entry, '=') + 1; *letter != '\0'; letter++)
        means |= 1u << (strchr(letters, *letter) - letters);
    return means;
}

bool
lexicon_excepts(struct str word)
{
    return bsearch(&word, exceptions, ARRAY_SIZE(exceptions), sizeof(exceptions[0]), compare) !=
           NULL;
}
