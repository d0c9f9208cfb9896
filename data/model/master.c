/* SPDX-License-Identifier: MIT */
/* The tables of master data. */
#include "model/master.h"

#include <string.h>

#define KEY    true, true
#define NEEDED false, true
#define FREE   false, false

const struct master_kind master_kinds[] = {
	{ "parties",
	  "Customers, carriers and suppliers.",
	  { { "kind", MASTER_CHOICE, "customer|carrier|supplier|broker", KEY, "What it is to the client." },
	    { "code", MASTER_CODE, "", KEY, "What its messages and all others call it." },
	    { "name", MASTER_TEXT, "", NEEDED, "What people call it." },
	    { "tier", MASTER_CHOICE, "gold|silver|bronze", FREE, "How much a customer matters, for policy; empty where it does not say." },
	    { "zone", MASTER_ZONE, "", FREE, "Its time zone; without it UTC." },
	    { "mail", MASTER_TEXT, "", FREE, "Where it is told." },
	    { "language", MASTER_TEXT, "", FREE, "Of what it is told: en, de; without it en." },
	    { "webhook", MASTER_CODE, "", FREE, "The connector by which it is told, as a signed webhook, instead of by mail." },
	    { 0 } } },
	{ "sites",
	  "Warehouses, shops, plants, terminals, ports.",
	  { { "code", MASTER_CODE, "", KEY, "What messages call it." },
	    { "name", MASTER_TEXT, "", NEEDED, "What people call it." },
	    { "city", MASTER_TEXT, "", FREE, "Where it is." },
	    { "country", MASTER_TEXT, "", FREE, "Two letters: DE." },
	    { "zone", MASTER_ZONE, "", NEEDED, "The time zone in which its appointments are read and shown." },
	    { "kind", MASTER_CHOICE, "warehouse|customer|terminal|port", FREE, "What it is; without it warehouse." },
	    { 0 } } },
	{ "contacts",
	  "Whom to call.",
	  { { "party", MASTER_PARTY, "", true, false, "Whose: carrier:DHLF." },
	    { "site", MASTER_CODE, "", true, false, "Or at which site." },
	    { "role", MASTER_TEXT, "", KEY,
	      "carrier desk, driver, dock, customer, customs broker; supplier and stakeholder are those who can be told as such." },
	    { "name", MASTER_TEXT, "", KEY, "Who it is." },
	    { "phone", MASTER_TEXT, "", FREE, "The number to dial." },
	    { "mail", MASTER_TEXT, "", FREE, "The address to write to." },
	    { "opens", MASTER_TIME, "", FREE, "From when somebody answers, local time; without it from midnight." },
	    { "closes", MASTER_TIME, "", FREE, "Until when; without it 24:00." },
	    { "zone", MASTER_ZONE, "", FREE, "Of these times; without it UTC." },
	    { "days", MASTER_TEXT, "", FREE, "On which days, 1 is Monday: 12345; without it all." },
	    { "language", MASTER_TEXT, "", FREE, "Of what it is told; without it that of its party." },
	    { "webhook", MASTER_CODE, "", FREE, "The connector by which it is told instead of by mail." },
	    { 0 } } },
	{ "contracts",
	  "What a customer was promised and what breaking it costs. A cell that is empty is not known, and is never taken for 0.",
	  { { "customer", MASTER_CODE, "", KEY, "Whose." },
	    { "ref", MASTER_TEXT, "", KEY, "What the contract is called." },
	    { "words", MASTER_TEXT, "", FREE, "What it says, in a line." },
	    { "late-hour", MASTER_MONEY, "", FREE, "Penalty of each hour late." },
	    { "late-most", MASTER_MONEY, "", FREE, "The most of it for one shipment." },
	    { "failed", MASTER_MONEY, "", FREE, "Penalty of a delivery that failed." },
	    { "line-hour", MASTER_MONEY, "", FREE, "An hour of a production line that stands." },
	    { "detention-hour", MASTER_MONEY, "", FREE, "An hour of a truck that waits." },
	    { "pod-within", MASTER_DURATION, "", FREE, "How soon after delivery its proof is due." },
	    { 0 } } },
	{ "rates",
	  "What a carrier takes for a lane. A lane that has none offers no price and so no action.",
	  { { "carrier", MASTER_CODE, "", KEY, "Who drives, flies or sails." },
	    { "from", MASTER_CODE, "", KEY, "The site it leaves." },
	    { "to", MASTER_CODE, "", KEY, "The site it comes to." },
	    { "mode", MASTER_CHOICE, "road|air|sea|rail|parcel", KEY, "How." },
	    { "service", MASTER_TEXT, "", true, false, "Which of its services: next flight." },
	    { "amount", MASTER_MONEY, "", NEEDED, "What it takes." },
	    { "transit", MASTER_DURATION, "", NEEDED, "How long it is on its way." },
	    { "lead", MASTER_DURATION, "", NEEDED, "How long before pick-up it must be ordered." },
	    { "ref", MASTER_TEXT, "", FREE, "Of the rate card." },
	    { 0 } } },
	{ 0 },
};

const struct master_kind *master_kind_find(const char *name)
{
	for (const struct master_kind *kind = master_kinds; kind->name; kind++)
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}

const struct master_column *master_column_find(const struct master_kind *kind, const char *name)
{
	for (const struct master_column *column = kind->columns; column->name; column++)
		if (strcmp(column->name, name) == 0)
			return column;
	return NULL;
}
