/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Types of parameters as PostgreSQL numbers them: pg_type.oid, fixed for all versions in its
 * src/include/catalog/pg_type.dat.
 */

#ifndef STORE_TYPE_H
#define STORE_TYPE_H

#define TYPE_BOOL         16u
#define TYPE_BYTEA        17u
#define TYPE_INT8         20u
#define TYPE_INT4         23u
#define TYPE_TEXT         25u
#define TYPE_FLOAT8       701u
#define TYPE_TIME         1184u /* timestamptz */
#define TYPE_BOOL_ARRAY   1000u
#define TYPE_BYTEA_ARRAY  1001u
#define TYPE_INT4_ARRAY   1007u
#define TYPE_TEXT_ARRAY   1009u
#define TYPE_INT8_ARRAY   1016u
#define TYPE_FLOAT8_ARRAY 1022u
#define TYPE_TIME_ARRAY   1185u

#endif
