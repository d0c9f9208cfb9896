/* SPDX-License-Identifier: MIT */
/*
 * Master data, which belongs to the ERP and comes as tables: customers and carriers, sites, people to call, contracts, rates. One row a
 * kind and one a column: the reader checks by them, the store is handed what they are kept as, and docs/master.md is printed from them.
 */
#ifndef DOCKET_MODEL_MASTER_H
#define DOCKET_MODEL_MASTER_H

#include <stdbool.h>

#define MASTER_COLUMNS_MAX 16

/* What stands in a cell, and what it is kept as. */
enum master_value {
	MASTER_TEXT,     /* anything */
	MASTER_CHOICE,   /* one of `choices` */
	MASTER_ZONE,     /* the name of a time zone: Europe/Berlin */
	MASTER_MONEY,    /* "120.00 EUR"; kept in minor units, its currency in the column `currency` of the store */
	MASTER_DURATION, /* "6h"; kept in whole seconds */
	MASTER_TIME,     /* "07:30", local; kept in minutes of the day */
	MASTER_PARTY,    /* kind:code of a row of parties: carrier:DHLF */
	MASTER_CODE,     /* the code of a row of parties or sites; letters, digits and - _ . */
};

struct master_column {
	const char *name;
	enum master_value kind;
	const char *choices; /* of a CHOICE, by '|'; else "" */
	bool is_key;         /* the columns that tell one row from another */
	bool is_needed;      /* in every row */
	const char *help;    /* one sentence */
};

struct master_kind {
	const char *name; /* the file's name: rates.csv */
	const char *help;
	struct master_column columns[MASTER_COLUMNS_MAX]; /* ended by one without a name */
};

/* All of them, in the order in which one may name the others; ended by a row without a name. */
extern const struct master_kind master_kinds[];

/* The row called `name`, or NULL. */
const struct master_kind *master_kind_find(const char *name);

/* The column of the kind, or NULL. */
const struct master_column *master_column_find(const struct master_kind *kind, const char *name);

#endif
