/* SPDX-License-Identifier: MIT */
/* Who is told about a subject, and how: by the parties and sites that it names and the contacts of these. */
#include "rules/work.h"

#include <string.h>

static bool is_set(const char *text)
{
	return text && text[0] != '\0';
}

static const char *role_of(const struct contact *contact)
{
	return is_text(contact->role, "supplier") || is_text(contact->role, "stakeholder") ? contact->role : "";
}

static void add_contact(struct work *work, enum letter_role role, const struct contact *contact, struct recipient *out)
{
	const struct party *party = party_of(work, contact->party_id);

	*out = (struct recipient) { .role = role, .name = contact->name, .mail = contact->mail, .hook = contact->webhook, .party_id = contact->party_id,
				    .language = is_set(contact->language) ? contact->language : party ? party->language : "",
				    .tier = party ? party->tier : "" };
}

/* Contacts of a party or a site (INT_NONE = no matter which) that are called `role`; "" = those that are nothing of their own. */
static size_t add_contacts(struct work *work, enum letter_role role, const char *called, int64_t party_id, int64_t site_id, struct recipient *out,
			   size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < work->reference->contact_count && count < room; i++) {
		const struct contact *contact = &work->reference->contacts[i];
		bool is_its = (party_id != INT_NONE && contact->party_id == party_id) || (site_id != INT_NONE && contact->site_id == site_id);
		if (is_its && is_text(role_of(contact), called))
			add_contact(work, role, contact, &out[count++]);
	}
	return count;
}

/* By the party's own address, else by that of somebody there. */
static size_t add_party(struct work *work, enum letter_role role, int64_t party_id, struct recipient out[RECIPIENTS_MAX])
{
	const struct party *party = party_of(work, party_id);

	if (!party)
		return 0;
	out[0] = (struct recipient) { role, party->name, party->mail, party->webhook ? party->webhook : "", party->language, party->tier, party_id };
	if (!is_set(party->mail) && !is_set(party->webhook))
		return add_contacts(work, role, "", party_id, INT_NONE, out, 1);
	return 1;
}

/* Whoever is named twice, as of the customer and of the place, is told once. */
static size_t without_twins(struct recipient *items, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		while (k < kept && !(is_text(items[k].mail, items[i].mail) && is_text(items[k].hook, items[i].hook)))
			k++;
		if (k == kept)
			items[kept++] = items[i];
	}
	return kept;
}

static size_t add_stakeholders(struct work *work, struct recipient out[RECIPIENTS_MAX])
{
	const struct subject *subject = &work->facts->subject;
	size_t count = add_contacts(work, TO_STAKEHOLDER, "stakeholder", subject->customer_id, subject->dest_site_id, out, RECIPIENTS_MAX);

	count += add_contacts(work, TO_STAKEHOLDER, "stakeholder", INT_NONE, subject->site_id, out + count, RECIPIENTS_MAX - count);
	return without_twins(out, count);
}

static const char *why_nobody(struct work *work, enum letter_role role)
{
	const struct subject *subject = &work->facts->subject;
	const struct party *party = party_of(work, role == TO_CARRIER ? subject->carrier_id : subject->customer_id);
	const struct site *site = site_of(work, role == TO_SITE ? subject->dest_site_id : subject->site_id);

	switch (role) {
	case TO_CUSTOMER:
	case TO_CARRIER:
		if (party)
			return arena_printf(work->arena, "%s has no address to write to", party->name);
		return role == TO_CARRIER ? "no carrier has it" : "nobody is known who waits for this";
	case TO_SITE:
	case TO_SUPPLIER:
		if (!site)
			return "it is not known where it goes from and to";
		return arena_printf(work->arena, "nobody who can be written to is known as %s at %s", role == TO_SITE ? "its contact" : "the supplier",
				    site->name);
	case TO_STAKEHOLDER: return "no stakeholder of the customer, of where it goes to or of where it leaves can be written to";
	case TO_COUNT: break;
	}
	return "";
}

size_t recipients_of(struct work *work, enum letter_role role, struct recipient out[RECIPIENTS_MAX], const char **why)
{
	const struct subject *subject = &work->facts->subject;
	size_t count = 0;

	switch (role) {
	case TO_CUSTOMER: count = add_party(work, role, subject->customer_id, out); break;
	case TO_CARRIER: count = add_party(work, role, subject->carrier_id, out); break;
	case TO_SITE: count = add_contacts(work, role, "", INT_NONE, subject->dest_site_id, out, 1); break;
	case TO_SUPPLIER: count = add_contacts(work, role, "supplier", INT_NONE, subject->site_id, out, 1); break;
	case TO_STAKEHOLDER: count = add_stakeholders(work, out); break;
	case TO_COUNT: break;
	}
	*why = count > 0 ? "" : why_nobody(work, role);
	return count;
}
