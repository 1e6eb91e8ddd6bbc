/*
 * The two segments whose base a program sets itself (sys_segment_base), for
 * data of a thread's own. All others are flat, and so are these at first.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_SEGMENT_H
#define TINE_ABI_SEGMENT_H

enum {
	SEGMENT_FS,
	SEGMENT_GS,
	SEGMENTS,
};

/* Their selectors, to be loaded into fs and gs again by whoever has loaded another. */
#define SEGMENT_SELECTOR(segment) (0x43 + 8 * (segment))

#endif
