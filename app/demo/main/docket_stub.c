/* SPDX-License-Identifier: MIT */
/* The program docket-stub: partners of the simulated operation. */
#include "demo/partner.h"

int main(int argc, char **argv)
{
	return partner_run(argc, argv);
}
