/* SPDX-License-Identifier: MIT */
/* The fields that a condition of a policy may name. Rules give their values; nothing here depends
 * on the clock, so what a condition says changes with events and scheduled steps only. */
#ifndef DOCKET_POLICY_SCOPE_H
#define DOCKET_POLICY_SCOPE_H

#include "expr/expr.h"

/* id, name, kind, words of a set, help */
#define POLICY_FIELDS(X) \
	X(FIELD_KIND, kind, TEXT, NULL, \
	  "what it is about: shipment, order, stock, invoice, interface") \
	X(FIELD_TIER, tier, TEXT, NULL, "the customer's tier: gold, silver, ...") \
	X(FIELD_CUSTOMER, customer, TEXT, NULL, "the customer, by code or name") \
	X(FIELD_CARRIER, carrier, TEXT, NULL, "the carrier, by code or name") \
	X(FIELD_SITE, site, TEXT, NULL, "the site it leaves or lies at, by code") \
	X(FIELD_DEST, dest, TEXT, NULL, "the site it goes to, by code") \
	X(FIELD_COUNTRY, country, TEXT, NULL, "the country it goes to") \
	X(FIELD_MODE, mode, TEXT, NULL, "road, rail, sea, air, parcel") \
	X(FIELD_SERVICE, service, TEXT, NULL, "the service that was booked") \
	X(FIELD_CLASS, class, TEXT, NULL, "what `class` lines call the shipment or order") \
	X(FIELD_GOODS, goods, TEXT, NULL, "the goods in words") \
	X(FIELD_PHASE, phase, TEXT, NULL, "planned, moving, terminal, delivered, cancelled") \
	X(FIELD_PLACE, place, TEXT, NULL, "where it was last heard of") \
	X(FIELD_TYPE, type, TEXT, NULL, "the exception type") \
	X(FIELD_REASON, reason, TEXT, NULL, "the reason that the event gave") \
	X(FIELD_SIDE, side, TEXT, NULL, "the side of the cause that the event gave") \
	X(FIELD_SOURCE, source, TEXT, NULL, "who said it: the interface's name, or OPERATOR") \
	X(FIELD_TEMPERATURE, temperature, BOOL, NULL, "the goods are temperature-sensitive") \
	X(FIELD_HAZARDOUS, hazardous, BOOL, NULL, "the goods are dangerous") \
	X(FIELD_LINE_DOWN, line_down, BOOL, NULL, \
	  "a production line stands, or will, for want of it") \
	X(FIELD_DARK, dark, BOOL, NULL, "the carrier's interface is quiet") \
	X(FIELD_CHECK, check_by_hand, BOOL, NULL, \
	  "an interface: a promise it covers falls due while it is quiet") \
	X(FIELD_TOUCHED, touched, BOOL, NULL, "somebody works on the case") \
	X(FIELD_LATE, late, DURATION, NULL, \
	  "how far the best estimate, or the actual, lies behind the promise") \
	X(FIELD_VALUE, value, MONEY, NULL, "value of the goods") \
	X(FIELD_MARGIN, margin, MONEY, NULL, "what is earned by all of its lines") \
	X(FIELD_RISK, risk, MONEY, NULL, "money at stake") \
	X(FIELD_NOTHING, nothing, MONEY, NULL, "what doing nothing costs") \
	X(FIELD_HOLDS, holds, NUMBER, NULL, "open customs holds") \
	X(FIELD_SHORT, short, NUMBER, NULL, "pieces short") \
	X(FIELD_CONFIDENCE, confidence, NUMBER, NULL, "how sure its stock is, 0 to 100") \
	X(FIELD_COVERED, covered, NUMBER, NULL, "an interface: open shipments that hang on it")

enum policy_field {
#define POLICY_FIELD_ENUM(id, name, kind, words, help) id,
	POLICY_FIELDS(POLICY_FIELD_ENUM)
#undef POLICY_FIELD_ENUM
};

/* The scope of policy conditions; a field's id is an enum policy_field. Durations count
 * microseconds. */
extern const struct expr_scope policy_scope;

#endif
