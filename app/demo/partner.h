/* SPDX-License-Identifier: MIT */
/*
 * The program docket-stub: partners of the simulated operation, each a process of its own that
 * meets docketd only as a partner does, over HTTP and SMTP.
 *
 *   docket-stub carriers|wms   sends what its standard input hands it
 *   docket-stub erp|tms        also listens, and keeps a ledger of all that arrives
 *   docket-stub mail           a mail server that delivers nothing
 *   docket-stub guard SIGNAL PARENT PROGRAM [WORD...]
 *                              becomes PROGRAM, which gets SIGNAL when the process PARENT ends
 *
 * Lines in:
 * {"id":7,"interface":"kestrel","secret":"nordwind.kestrel","type":"application/...","body":"..."}
 *             {"engine":"http://127.0.0.1:8080"}   {"errors":100,"losses":50}
 * Lines out:  {"listening":41234}   {"posted":7,"status":202}   {"executed":"KEY","body":"..."}
 * {"letter":"to"} It ends when its standard input does.
 */
#ifndef DOCKET_DEMO_PARTNER_H
#define DOCKET_DEMO_PARTNER_H

/* Does what the words say; returns the exit code. */
int partner_run(int argc, char **argv);

#endif
