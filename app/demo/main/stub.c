/* SPDX-License-Identifier: MIT */
/* The program docket-stub: partners of the simulated operation. */
#include "demo/stub.h"

int main(int argc, char **argv)
{
	return stub_run(argc, argv);
}
