/*
 * Spans, images and checkpoints of them: what is noted of the pages that are
 * kept, once for all that have it in common.
 *
 * SPDX-License-Identifier: MIT
 */
#include <libc/exo/checkpoint.h>
#include <stdlib.h>

struct span *
span_create(uintptr_t start)
{
	struct span *span = calloc(1, sizeof(*span));

	if (span != NULL) {
		span->references = 1;
		span->start = start;
	}
	return span;
}

void
span_release(struct span *span)
{
	if (--span->references > 0)
		return;
	for (uint32_t left = span->present; left != 0; left &= left - 1)
		slot_release(span->pages[__builtin_ctz(left)].slot);
	free(span);
}

void
span_add(struct span *span, uintptr_t va, uint32_t perm, uint32_t slot)
{
	span->pages[va / PGSIZE % SPAN_PAGES] = (struct kept_page){ perm, slot };
	span->present |= page_bit(va);
	span->count++;
}

struct image *
image_create(uint32_t capacity)
{
	struct image *image = malloc(sizeof(*image) + capacity * sizeof(image->spans[0]));

	if (image != NULL)
		*image = (struct image){ .references = 1 };
	return image;
}

void
image_retain(struct image *image)
{
	image->references++;
}

void
image_release(struct image *image)
{
	if (--image->references > 0)
		return;
	for (uint32_t i = 0; i < image->span_count; i++)
		span_release(image->spans[i]);
	free(image);
}

void
image_add(struct image *image, struct span *span)
{
	image->spans[image->span_count++] = span;
	image->count += span->count;
}

void
image_share(struct image *image, struct span *span)
{
	span->references++;
	image_add(image, span);
}

struct span *
image_find(const struct image *image, uint32_t *index, uintptr_t start)
{
	while (*index < image->span_count && image->spans[*index]->start < start)
		++*index;
	return *index < image->span_count && image->spans[*index]->start == start
		       ? image->spans[*index]
		       : NULL;
}

void
checkpoint_release(struct checkpoint *checkpoint)
{
	image_release(checkpoint->image);
	free(checkpoint);
}

uint32_t
checkpoint_pages(const struct checkpoint *checkpoint)
{
	return checkpoint->image->count;
}

uint32_t
checkpoint_pages_saved(const struct checkpoint *checkpoint)
{
	return checkpoint->pages_saved;
}
