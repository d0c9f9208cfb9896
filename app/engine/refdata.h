/* SPDX-License-Identifier: MIT */
/* What a tenant's events are judged by: parties, sites, contracts, rates, interfaces, people,
 * policy, mappings, templates. Loaded as a whole, replaced as a whole; who is in the middle of
 * something holds the one it began with. */
#ifndef DOCKET_ENGINE_REFDATA_H
#define DOCKET_ENGINE_REFDATA_H

#include "codec/signature.h"
#include "engine/tenancy.h"
#include "policy/policy.h"
#include "rules/rules.h"

/* An interface's secrets, read from their files, and how they sign. */
struct refdata_keys {
	struct str key, next; /* either may be empty */
	struct signature_scheme signature;
	bool is_fit; /* what its text says of signatures can be understood */
};

/* A text in force: policy, mapping, template, connector. */
struct refdata_text {
	const char *kind, *name;
	int version;
	struct span body;
};

struct mapping;

struct refdata {
	struct arena arena;
	int users;                  /* freed when none is left */
	struct reference reference; /* what the rules see */
	struct policy *policy;
	struct map interface_names; /* name -> struct interface * (inbound) */
	struct map feeds;           /* party_id -> its inbound struct interface *, live */
	struct map keys;            /* interface_id -> struct refdata_keys * */
	struct map mappings;        /* name -> struct mapping *, read at first use */
	const struct refdata_text *texts;
	size_t text_count;
	const struct interface *interfaces;
	size_t interface_count;
};

/* Loads, or loads again; the new one takes the old one's place when it is whole and can be read. */
void refdata_load(struct tenancy *tenancy);

/* One more user. */
struct refdata *refdata_hold(struct refdata *refdata);

/* One user less. NULL is fine. */
void refdata_drop(struct refdata *refdata);

/* The tenant's policies in force, with `instead` (may be NULL) in the place of the one of its name, or beside them; the list is of `arena`. */
struct policy_texts refdata_policies(const struct refdata *refdata, struct arena *arena, const struct policy_text *instead);

/* The text in force, or the one that ships with docket; NULL if there is neither. */
const struct refdata_text *refdata_text(const struct refdata *refdata, const char *kind,
					const char *name);

/* The mapping called `name`, read at its first use; NULL with a fault if there is none or it cannot
 * be read. */
struct mapping *refdata_mapping(struct refdata *refdata, const char *name, struct fault *fault);

/* The inbound interface called `name`, or NULL. */
const struct interface *refdata_interface(const struct refdata *refdata, const char *name);

/* When the interface was last heard: newer than when the reference data was loaded. */
void refdata_heard(struct refdata *refdata, int64_t interface_id, int64_t last_at);

/* The newest time when this interface was quiet and is not any more; INSTANT_NONE twice if this
 * engine saw none. */
void refdata_dark_spell(const struct tenancy *tenancy, int64_t interface_id, int64_t *from,
			int64_t *until);

/* Its secrets, or NULL. */
const struct refdata_keys *refdata_keys(const struct refdata *refdata, int64_t interface_id);

#endif
