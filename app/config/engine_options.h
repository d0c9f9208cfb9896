/* SPDX-License-Identifier: MIT */
/* The options of docketd. */
#ifndef DOCKET_CONFIG_ENGINE_OPTIONS_H
#define DOCKET_CONFIG_ENGINE_OPTIONS_H

#include "config/config.h"

/* Ended by a row without a name. */
extern const struct option engine_options[];

#endif
