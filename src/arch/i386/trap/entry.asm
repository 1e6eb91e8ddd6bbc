; All ways into the kernel and the way out.
;
; From user mode the processor takes its stack from TSS.esp0, which points
; behind the frame in the environment's own structure; so what it and the
; stubs push is that structure's struct Trapframe:
;
;	ss, esp, eflags, cs, eip	pushed by the processor
;	error code			by the processor, or 0 by the stub
;	vector				by the stub
;	ds, es				from here on by push_registers
;	eax ecx edx ebx esp ebp esi edi
;   ->	(start of struct env)
;
; The word behind the frame is the stack of this CPU. In kernel mode a trap
; stays on the stack it finds, and ss and esp are not pushed.
;
; SPDX-License-Identifier: MIT
%include "offsets.inc"

; Exceptions for which the processor pushes an error code itself.
%define HAS_ERROR_CODE(v) ((v) == 8 || ((v) >= 10 && (v) <= 14) || (v) == 17 || (v) == 21 || (v) == 29 || (v) == 30)

extern syscall_table, syscall_finish
extern sched_hand_over_from, call_shortly, reply_shortly
%ifdef LOCKING_BIG
extern the_kernel_lock, spinlock_acquire
%endif

section .text
bits 32

%assign vector 0
%rep EXCEPTIONS
stub_ %+ vector:
%if !HAS_ERROR_CODE(vector)
	push	dword 0
%endif
	push	dword vector
	jmp	push_registers
%assign vector vector + 1
%endrep

; The other vectors have stubs of the same size, INTERRUPT_STUB_SIZE, so that no table of
; them is needed. What a byte can be of the vector goes where the error code belongs.
global interrupt_stubs
interrupt_stubs:
%rep 256 - EXCEPTIONS
	push	byte vector - 128
	jmp	near push_interrupt
%assign vector vector + 1
%endrep
%if $ - interrupt_stubs != (256 - EXCEPTIONS) * INTERRUPT_STUB_SIZE
%error "a stub has another size"
%endif

push_interrupt:
	push	dword [esp]
	add	dword [esp], 128	; the vector
	and	dword [esp + 4], 0	; the error code
	jmp	push_registers

; System calls go straight to their handler, by the table made from
; <abi/syscalls.def>. It takes the environment and up to five words, whose
; registers are in the order of <abi/syscall.h>. Two have a short way.
global syscall_entry
syscall_entry:
	sub	esp, 8			; of a call, nobody asks for vector and error code
	push	ds
	push	es
	pushad
	cmp	eax, [ss:sched_hand_over_from]
	je	call_shortly
	jb	syscall_generally
	cmp	eax, SYS_ipc_reply_wait
	je	reply_shortly
global syscall_generally
syscall_generally:
	mov	ebp, SELECTOR_KERNEL_DATA
	mov	ds, ebp
	mov	es, ebp
	mov	ebp, esp		; the environment, from here to the end
	mov	esp, [ebp + ENV_KERNEL_STACK]
	push	dword 2			; as below
	popfd
%ifdef LOCKING_BIG
	mov	eax, the_kernel_lock
	call	spinlock_acquire
	mov	edx, [ebp + FRAME_EDX]	; what C may have changed
	mov	ecx, [ebp + FRAME_ECX]
	mov	eax, [ebp + FRAME_EAX]
%endif
	cmp	eax, NSYSCALLS
	jae	.unknown
	push	esi
	push	edi
	push	ebx
	mov	ebx, eax
	mov	eax, ebp
	call	[syscall_table + ebx * 4]

.result:
%ifndef LOCKING_BIG
	; Unless there is more to do, go back at once.
	mov	edx, [esp + 12 + KSTACK_TOP_CPU] ; this CPU
	mov	ecx, [edx + CPU_CURRENT]
	cmp	ecx, ebp
	jne	.other
	cmp	[edx + CPU_LOADED], ebp
	jne	.finish
	cmp	byte [ebp + ENV_REQUESTS], 0
	jne	.finish
	cmp	eax, SYSCALL_AGAIN
	je	.finish
	mov	[ebp + FRAME_EAX], eax
	mov	eax, ebp
	jmp	return_to_user
%endif
.finish:
	mov	edx, eax
	mov	eax, ebp
	call	syscall_finish
	jmp	return_to_user

.unknown:
	sub	esp, 12			; as if there had been arguments
	mov	eax, -E_INVAL
	jmp	.result

%ifndef LOCKING_BIG
	; The call has given the CPU to another. If that is loaded already, go there.
.other:	test	ecx, ecx
	jz	.finish
	cmp	[edx + CPU_LOADED], ecx
	jne	.finish
	cmp	byte [ecx + ENV_REQUESTS], 0
	jne	.finish
	mov	eax, ecx
	jmp	return_to_user
%endif

push_registers:
	push	ds
	push	es
	pushad
	mov	eax, SELECTOR_KERNEL_DATA
	mov	ds, eax
	mov	es, eax
	mov	eax, esp
	test	byte [esp + FRAME_CS], 3
	jz	from_kernel

	mov	esp, [eax + ENV_KERNEL_STACK] ; not one push more before this: below the frame
					; lies another environment
	xor	ebp, ebp		; backtraces end here
	push	dword 2			; no direction, alignment, trace or nested-task flag
	popfd				; of the program's is left on
	extern	trap_from_user
	call	trap_from_user		; eax: the environment, and the one to continue with

return_to_user:
	mov	esp, eax
	popad
	pop	es
	pop	ds
	add	esp, 8			; vector, error code
	iretd

from_kernel:
	cld
	extern	trap_from_kernel
	call	trap_from_kernel	; eax: the frame
	popad
	pop	es
	pop	ds
	add	esp, 8
	iretd

; void arch_enter_user(struct env *env)
global arch_enter_user
arch_enter_user:
	jmp	return_to_user

; Double faults and NMIs arrive by task gates, with registers from their own
; task-state segments: a stack of their own, and this CPU's structure in ebx.
global double_fault_entry, nmi_entry
double_fault_entry:
	mov	eax, ebx
	extern	double_fault
	call	double_fault		; does not return

nmi_entry:
	mov	eax, ebx
	extern	nmi_received
	call	nmi_received
	iretd				; back to the interrupted task; the next NMI
	jmp	nmi_entry		; continues here

section .rodata
align 4
global exception_stubs
exception_stubs:
%assign vector 0
%rep EXCEPTIONS
	dd	stub_ %+ vector
%assign vector vector + 1
%endrep
