/*
 * Atomic access to single words, for fields marked "a" in lock legends.
 *
 * Thin names for the compiler's C11 operations, all sequentially
 * consistent unless the name says otherwise.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_ATOMIC_H
#define TINE_KERNEL_ATOMIC_H

#define atomic_load(p)          __atomic_load_n((p), __ATOMIC_ACQUIRE)
#define atomic_load_relaxed(p)  __atomic_load_n((p), __ATOMIC_RELAXED)
#define atomic_store(p, v)      __atomic_store_n((p), (v), __ATOMIC_RELEASE)
#define atomic_store_full(p, v) __atomic_store_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_fetch_add(p, v)  __atomic_fetch_add((p), (v), __ATOMIC_SEQ_CST)
#define atomic_fetch_or(p, v)   __atomic_fetch_or((p), (v), __ATOMIC_SEQ_CST)
#define atomic_fetch_and(p, v)  __atomic_fetch_and((p), (v), __ATOMIC_SEQ_CST)
#define atomic_exchange(p, v)   __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)
#define atomic_compare_exchange(p, expected, v) \
	__atomic_compare_exchange_n((p), (expected), (v), false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

/* Orders every memory access before it against every one after it. */
#define memory_fence() __atomic_thread_fence(__ATOMIC_SEQ_CST)

#endif
