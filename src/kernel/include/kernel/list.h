/*
 * Doubly linked intrusive lists: a head, and a link inside each member.
 *
 * An unlinked link points to itself, so removing is always safe and
 * list_empty(&member->link) tells whether it is on a list. The lists
 * themselves lock nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_LIST_H
#define TINE_KERNEL_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *next;
	struct list *previous;
};

#define LIST_MEMBER(pointer, type, field) ((type *)((char *)(pointer)-offsetof(type, field)))

static inline void
list_init(struct list *list)
{
	list->next = list->previous = list;
}

static inline bool
list_empty(const struct list *list)
{
	return list->next == list;
}

static inline void
list_push_back(struct list *head, struct list *link)
{
	link->previous = head->previous;
	link->next = head;
	head->previous->next = link;
	head->previous = link;
}

static inline void
list_push_front(struct list *head, struct list *link)
{
	link->previous = head;
	link->next = head->next;
	head->next->previous = link;
	head->next = link;
}

static inline void
list_remove(struct list *link)
{
	link->previous->next = link->next;
	link->next->previous = link->previous;
	list_init(link);
}

/* The first link, removed; null when the list is empty. */
static inline struct list *
list_pop_front(struct list *head)
{
	struct list *link = head->next;

	if (link == head)
		return NULL;
	list_remove(link);
	return link;
}

#endif
