; The short way of sys_ipc_call and sys_ipc_reply_wait: a value without a page
; to one that waits for just that, and gets the CPU with it in what is left of
; the slice. Whatever else there may be is looked at before anything is changed,
; and then the long way (kernel/ipc/ipc.c) is gone. Both ways mean the same.
;
; Entered from syscall_entry or sysenter_entry with all registers the program's, but esp: it
; points to the frame. ds and es are the program's as well, and stay so; what is
; not addressed by ebp or esp has to be by ss. Here are from then on:
;
;	ebp	the caller: the environment that is current and loaded
;	ebx	its partner, who takes its place
;	edi	this CPU
;	esi	the public half of the partner's environment
;	esp	this CPU's stack
;
; SPDX-License-Identifier: MIT
%include "offsets.inc"

extern env_slots, tick_ns, syscall_generally, switch_apart
%ifdef LOCKING_BIG
extern the_kernel_lock
%endif

section .text
bits 32

; Of the call %1, find this CPU, and look that no page is meant. Lose ebx and esi.
%macro BEGIN 1
	mov	ebp, esp
	mov	esp, [ebp + ENV_KERNEL_STACK]
	mov	edi, [esp + KSTACK_TOP_CPU]
	and	ebx, esi		; srcva and dstva are both UTOP, or above
	cmp	ebx, UTOP
	jb	slowly
	sub	eax, %1			; 0, what a free lock is,
	mov	esi, SPINLOCK_TAKEN	; and one that is taken
%endmacro

; For the statistics of debug builds (kernel/sched/lock_record.c).
%macro RECORD_TURN 0
%if LOCKS_RECORDED
	inc	dword [ss:edi + CPU_SHORT_TURNS]
%endif
%endmacro

; As <kernel/trylock.h> has it, for the lock of an environment; or go to %2.
%macro TRY_LOCK 2
	lock cmpxchg [ss:%1 + ENV_LOCK], esi
	jne	%2
	inc	dword [ss:%1 + ENV_LOCK_TURNS]
	RECORD_TURN
%endmacro

%macro LOCK_ALL 0
	lock cmpxchg [ss:the_kernel_lock], esi
	jne	slowly
	inc	dword [ss:the_kernel_lock + LOCK_TURNS]
	RECORD_TURN
%endmacro

; Is ebx the one called edx, does it wait as in %1, and can it be loaded at once? Or go to %2.
%macro CHECK_PARTNER 2
	cmp	dword [ss:ebx + ENV_STANDING], %1
	jne	%2
	mov	esi, [ss:ebx + ENV_PUBLIC]
	cmp	[ss:esi + PUBLIC_ID], edx
	jne	%2
%endmacro

; From here on it is done. Charge the caller; the value is in ecx. Leaves its public half there.
%macro CHARGE 0
	mov	[ss:ebx + FRAME_EBX], ecx
	rdtsc
	mov	ecx, eax
	sub	eax, [ss:edi + CPU_TICKS]
	mov	[ss:edi + CPU_TICKS], ecx
	mul	dword [ss:tick_ns]
	shrd	eax, edx, TICK_SHIFT
	mov	ecx, [ebp + ENV_PUBLIC]
	add	eax, [ss:ecx + PUBLIC_TIME_LOW]
	jc	%%carry
%%add:	mov	[ss:ecx + PUBLIC_TIME_LOW], eax
	section .text.unlikely exec	; see <kernel/env_time.h>
%%carry:
	mov	edx, [ss:ecx + PUBLIC_TIME_HIGH]
	inc	edx
	mov	[ss:ecx + PUBLIC_TIME_HIGH], edx
	mov	[ss:ecx + PUBLIC_TIME_LOW], eax
	mov	[ss:ecx + PUBLIC_TIME_HIGH_AGAIN], edx
	jmp	%%add
	section .text
%endmacro

; The caller waits as in %1. Its status is the last that is seen of it: docs/locking.md.
%macro BLOCK 1
	mov	dword [ss:ecx + PUBLIC_DSTVA], UTOP
	mov	byte [ebp + ENV_WAIT], %1
	mov	eax, [ss:ecx + PUBLIC_ID]
	mov	[ss:ebx + FRAME_EAX], eax
	mov	dword [ss:ecx + PUBLIC_STATUS], ENV_NOT_RUNNABLE
%endmacro

; The partner waits no more, and runs, and is loaded.
%macro SWITCH 0
	mov	dword [ss:ebx + FRAME_EDI], 0 ; no page came with it
	mov	eax, [ss:edi + CPU_INDEX]
	mov	[ss:esi + PUBLIC_CPUNUM], eax
	inc	dword [ss:esi + PUBLIC_RUNS]
	mov	[ss:ebx + ENV_STANDING], eax ; loaded here, waits for nothing
	mov	dword [ss:esi + PUBLIC_STATUS], ENV_RUNNING
	mov	[ss:edi + CPU_CURRENT], ebx
	mov	eax, [ebp + ENV_LOADS]
	or	eax, [ss:ebx + ENV_LOADS]
	jnz	%%apart
	mov	[ebp + ENV_FS], fs
	mov	[ebp + ENV_GS], gs
	mov	[ss:edi + CPU_LOADED], ebx
	lea	eax, [ebx + ENV_ASPACE - KERNBASE]
	mov	cr3, eax		; this serialises: others see that it is loaded before any
					; translation of its space is cached
	mov	[ss:ebx + ENV_KERNEL_STACK], esp
	mov	edx, [ss:edi + CPU_TSS]
	lea	eax, [ebx + FRAME_SIZE]
	mov	[ss:edx + TSS_ESP0], eax
	mov	fs, [ss:ebx + ENV_FS]
	mov	gs, [ss:ebx + ENV_GS]
	mov	byte [ebp + ENV_LOADED_ON], -1
%%loaded:
	section .text.unlikely exec
%%apart:
	mov	eax, SELECTOR_KERNEL_DATA
	mov	ds, eax
	mov	es, eax
	push	dword 2			; as in syscall_entry
	popfd
	mov	eax, edi
	mov	edx, ebp
	mov	ecx, ebx
	call	switch_apart
	jmp	%%loaded
	section .text
%endmacro

; Nothing comes after these but the partner's next instruction.
%macro LEAVE 0
%ifdef LOCKING_BIG
	mov	byte [ss:the_kernel_lock], 0
%else
	mov	byte [ss:ebx + ENV_LOCK], 0
%endif
	mov	esp, ebx
	popad
	pop	es
	pop	ds
	add	esp, 8			; vector, error code
	iretd
%endmacro

; The partner's lock alone is needed: nobody but the partner could give the caller what it waits for.
; It is looked for where the last call went. Where the ways are closed, the number that comes here
; is one that nothing has: then eax is neither 0 nor what any lock is, and the first is not taken.
global call_shortly
call_shortly:
	BEGIN	SYS_ipc_call
	mov	ebx, [ebp + ENV_PARTNER] ; itself at first
%ifdef LOCKING_BIG
	LOCK_ALL
.found:
%else
.found:	TRY_LOCK ebx, slowly
%endif
	CHECK_PARTNER READY_FOR_MESSAGE, .other
	cmp	[ss:ebx + ENV_CALLER], ebx
	jne	unlock_partner
	CHARGE
	mov	[ebp + ENV_PARTNER], ebx
	mov	[ss:ebx + ENV_CALLER], ebp
	BLOCK	WAIT_REPLY
	SWITCH
	LEAVE

.other:
%ifndef LOCKING_BIG
	mov	byte [ss:ebx + ENV_LOCK], 0
%endif
	mov	eax, edx
	and	eax, NENV - 1
	imul	eax, eax, ENV_SIZE
	add	eax, [ss:env_slots]
	cmp	eax, ebx
%ifdef LOCKING_BIG
	je	unlock_partner
%else
	je	slowly
%endif
	mov	ebx, eax
	xor	eax, eax
	mov	esi, SPINLOCK_TAKEN
	jmp	.found

; Here anybody may want to send to the caller, so it has to be locked, too.
global reply_shortly
reply_shortly:
	BEGIN	SYS_ipc_reply_wait
%ifdef LOCKING_BIG
	LOCK_ALL
	mov	ebx, [ebp + ENV_CALLER]
%else
	TRY_LOCK ebp, slowly
	mov	ebx, [ebp + ENV_CALLER]	; itself if there is none, and that is locked
	TRY_LOCK ebx, unlock_caller
%endif
	CHECK_PARTNER READY_FOR_REPLY, unlock_both
	mov	eax, [ebp + ENV_LINES]
	or	eax, [ebp + ENV_PROGRESS]
	jnz	unlock_both
	lea	eax, [ebp + ENV_SENDERS]
	cmp	[ebp + ENV_SENDERS], eax ; an empty list
	jne	unlock_both
	CHARGE
	mov	[ebp + ENV_CALLER], ebp
	BLOCK	WAIT_MESSAGE
	SWITCH
%ifndef LOCKING_BIG
	mov	byte [ebp + ENV_LOCK], 0
%endif
	LEAVE

%ifdef LOCKING_BIG
unlock_both:
unlock_partner:
	mov	byte [ss:the_kernel_lock], 0
%else
unlock_partner:
	mov	byte [ss:ebx + ENV_LOCK], 0
	jmp	slowly
unlock_both:
	mov	byte [ss:ebx + ENV_LOCK], 0
unlock_caller:
	mov	byte [ebp + ENV_LOCK], 0
%endif
slowly:
	mov	esp, ebp		; all registers as they were, but ebp, which nobody needs
	popad
	sub	esp, PUSHAD_SIZE
	jmp	syscall_generally
