#!/bin/sh
# What may include what: CMakeLists.txt declares it, this holds every #include to it.
. "$(dirname "$0")/lib/style.sh"

check() {
	awk -f "$lib/house.awk" -f "$lib/includes.awk" CMakeLists.txt "$lib/foreign" $(c_files data ui app)
}

plant() {
	mkdir -p data/base data/expr data/rules ui/view ui/term ui/cell app/engine app/loop app/tools
	echo '#include "expr/parse.h"' >data/base/low.c        # upwards
	echo '#include "base/str.h"' >data/expr/parse.h        # fine
	echo '#include <uv.h>' >data/expr/parse.c              # foreign
	echo '#include "parse.h"' >data/expr/match.c           # without its folder
	echo '#include <curses.h>' >ui/term/screen.h           # fine there
	echo '#include "term/screen.h"' >app/engine/look.c     # the engine has no screen
	echo '#include <term.h>' >ui/view/queue.c              # curses outside ui/term
	printf '/*\n#include <uv.h>\n*/\n#include "cell/grid.h"\n' >ui/view/queue.h # fine: a comment, and below
	echo '#include <uv.h>' >app/loop/loop.h                # fine in its folder ...
	echo '#include "loop/loop.h"' >app/engine/run.c        # ... but may not be handed on
	echo '#include "base/str.h"' >app/tools/stray.c        # in no row
}

planted() {
	echo data/base/low.c:1
	echo data/expr/parse.c:1
	echo data/expr/match.c:1
	echo app/engine/look.c:1
	echo ui/view/queue.c:1
	echo app/engine/run.c:1
	echo app/tools/stray.c:1
}

held
