/* SPDX-License-Identifier: MIT */
/* A watched folder on disk, and what lies beside its files: those being stored, those that are, and refused ones (each with a .why). A file
 * moves by rename only, so wherever an engine dies it lies in exactly one of them. */
#ifndef DOCKET_ENGINE_SPOOL_H
#define DOCKET_ENGINE_SPOOL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* What the folders are called, and what is known of the files. */
struct spool_layout {
	const char *name;                             /* of the kind of folder: "folder", "maildir" */
	const char *folder, *taken, *done, *refused;  /* under the path that is given */
	const char *done_mark;                        /* appended to the name of what is stored */
	bool is_whole;                                /* a file appears there only when all of it is written */
	size_t most_bytes;                            /* of one file */
};

/* Files in a folder, with spool/, done/ and refused/ in it; mail in new/ of a Maildir, with taken/, cur/ and refused/ beside it. */
extern const struct spool_layout spool_files, spool_maildir;

struct spool {
	int folder, taken, done, refused; /* descriptors; all or none are open */
	const struct spool_layout *layout;
};

/* A file that nobody tells the end of is whole when it did not change for so long. */
#define SPOOL_SETTLED_S 30

/* Opens the folders under `path`, makes what is missing beside that of arriving files, and locks them for this process. ERR_BUSY: another
 * takes from it. Closed by spool_close. */
MUST_CHECK enum err spool_open(const char *path, const struct spool_layout *layout, struct spool *out, struct fault *fault);

/* Closes; the lock goes with it. */
void spool_close(struct spool *spool);

/* Names of what lies in the folder (`is_taken`: in its spool), oldest first, in `arena`. Folders, hidden files and those that are being
 * uploaded under such a name (.tmp, .part) are left out. */
size_t spool_list(const struct spool *spool, bool is_taken, struct arena *arena, const char *const **names);

/* Moves a file that is whole into the spool; `is_closed`: it was told to be. ERR_AGAIN: it is not whole yet, or one of its name is being
 * stored. What is no plain file is taken, too, and refused when it is read. */
MUST_CHECK enum err spool_take(const struct spool *spool, const char *name, bool is_closed, int64_t wall_us);

/* Reads a file of the spool. ERR_INVALID, ERR_LIMIT: it is to be refused, with words; ERR_AGAIN: somebody writes to it; ERR_SYSTEM. */
MUST_CHECK enum err spool_read(const struct spool *spool, const char *name, struct str *out, struct fault *fault);

/* It is stored: moves it to done/, under another name if one of its name lies there. */
void spool_done(const struct spool *spool, const char *name, int64_t wall_us);

/* It cannot be: moves it to refused/, with the reason in a file beside it. */
void spool_refuse(const struct spool *spool, const char *name, const char *why, int64_t wall_us);

#endif
