/* SPDX-License-Identifier: MIT */
/* Who sent a message, and whether it may come in: signature, size and rate, before anything of it is parsed. Whoever is turned away is
 * counted by cause, for the health of the interface. */
#ifndef DOCKET_ENGINE_ADMISSION_H
#define DOCKET_ENGINE_ADMISSION_H

#include "codec/signature.h"
#include "engine/engine.h"

/* Why a message was not taken. */
enum refusal { REFUSED_SIGNATURE, REFUSED_SIZE, REFUSED_RATE, REFUSED_FORM, REFUSED_STORE, REFUSAL_COUNT };

struct admission;

/* Nobody was turned away yet. Freed by admission_free. */
struct admission *admission_new(struct engine *engine);

/* The interface called `name` whose key signed the request, and its tenant to *out; NULL if there is none. Several tenants may call an
 * interface by one name: the key says which is meant. *key (may be NULL) is the digest of that key. */
const struct interface *admission_find(struct admission *admission, const char *name, const struct signature_request *request,
				       struct tenancy **out, struct digest *key);

/* The tenant's interface called `name` while a key with that digest still holds there; NULL if none does any more. */
const struct interface *admission_holds(const struct tenancy *tenancy, const char *name, const struct digest *key);

/* May a message of `bytes` come in now? 0, or the status for its sender, with words, and for 429 how many seconds until the next may. */
int admission_judge(struct admission *admission, const struct tenancy *tenancy, const struct interface *interface, size_t bytes, char *words,
		    size_t room, int64_t *retry_s);

/* One was turned away. */
void admission_refused(struct admission *admission, const struct tenancy *tenancy, const struct interface *interface, enum refusal cause);

/* The same by their ids. */
void admission_refused_of(struct admission *admission, int64_t tenant_id, int64_t interface_id, enum refusal cause);

/* Nobody's key signed: counted for the interface of that name where only one tenant has one. */
void admission_unsigned(struct admission *admission, const char *name);

/* Writes what was counted into the store; called each second. */
void admission_tick(struct admission *admission);

/* How many were turned away for a cause since the start. */
uint64_t admission_count(const struct admission *admission, enum refusal cause);

/* The word for a cause, as the store keeps it. */
const char *admission_word(enum refusal cause);

/* Takes one message from a bucket that holds `burst` and fills by `rate` a minute: 0, or the microseconds until it may. */
int64_t admission_take(double *tokens, int64_t *filled_us, int64_t rate, int64_t burst, int64_t now_us);

/* Frees; NULL is fine. */
void admission_free(struct admission *admission);

#endif
