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
%if vector == T_DEBUG
	test	byte [esp + 4], 3	; cs
	jz	debug_in_kernel
debug_as_ever:
%endif
%if !HAS_ERROR_CODE(vector)
	push	dword 0
%endif
	push	dword vector
	jmp	push_registers
%assign vector vector + 1
%endrep

; sysenter leaves the trace flag on, and the exception comes when it is done: in the kernel, on a
; stack of which there are but the last words of a TSS_SLOT. The program's step goes on where the call
; ends, as it does with int, which turns the flag off.
debug_in_kernel:
	cmp	dword [esp], sysenter_entry
	jne	debug_as_ever
	push	eax
	mov	eax, DR6_CLEAR
	mov	dr6, eax
	pop	eax
	mov	dword [esp], sysenter_traced
	and	dword [esp + 8], ~FLAG_TRACE
	iretd

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
;
; Most calls go back at once, to the caller and as they came. Meanwhile ds and es are
; what nearly all programs have there, which suits the kernel; and none of FLAGS_ODD is
; on. Whatever else there is goes by syscall_generally, and back by iretd.

; All that the processor does not push. Of a call, nobody asks for vector and error code.
%macro SAVE_REGISTERS 0
	sub	esp, 8
	push	ds
	push	es
	pushad
%endmacro

; Take the short ways, which are closed at times; fall through with other numbers that there are.
%macro DISPATCH 0
	cmp	eax, [ss:sched_hand_over_from]
	jae	%%late
%%known:
	section .text.unlikely exec
%%late:	je	call_shortly
	cmp	eax, SYS_ipc_reply_wait
	je	reply_shortly
	cmp	eax, NSYSCALLS
	jb	%%known
	jmp	syscall_generally
	section .text
%endmacro

%macro GENERALLY_IF_ODD 0
	test	dword [esp + FRAME_EFLAGS], FLAGS_ODD
	jnz	syscall_generally
%endmacro

; Of the call eax, whose environment is ebp. On the stack are left three words.
%macro CALL_HANDLER 0
	push	esi
	push	edi
	push	ebx
	mov	ebx, eax
	mov	eax, ebp
	call	[syscall_table + ebx * 4]
%endmacro

; Make the call, and fall through with its result if there is no more to do than to go back.
%macro MAKE_CALL 0
%ifdef LOCKING_BIG
	jmp	syscall_generally	; the lock will have to be released
%else
	cmp	word [esp + FRAME_DS], SELECTOR_USER_DATA
	jne	syscall_generally
	cmp	word [esp + FRAME_ES], SELECTOR_USER_DATA
	jne	syscall_generally
	mov	ebp, esp		; the environment, from here to the end
	mov	esp, [ebp + ENV_KERNEL_STACK]
	CALL_HANDLER
	mov	edx, [esp + 12 + KSTACK_TOP_CPU] ; this CPU
	cmp	[edx + CPU_CURRENT], ebp
	jne	syscall_other
	cmp	[edx + CPU_LOADED], ebp
	jne	syscall_result
	cmp	byte [ebp + ENV_REQUESTS], 0
	jne	syscall_result
	cmp	eax, SYSCALL_AGAIN
	je	syscall_result
%endif
%endmacro

global syscall_entry
syscall_entry:
	SAVE_REGISTERS
	DISPATCH
	GENERALLY_IF_ODD
	MAKE_CALL
%ifndef LOCKING_BIG
.leave:	mov	[ebp + FRAME_EAX], eax
	mov	esp, ebp
	popad
	add	esp, 16			; es, ds, vector, error code
	iretd
%endif

; The same by sysenter, for which the processor saves nothing, and leaves all flags but
; that for interrupts as they are. esp is then the end of this CPU's TSS_SLOT. What the
; program continues with is not taken from it: ebp is no more than a number here, and the
; return address is always the same (docs/syscall-entry.md).
global sysenter_entry
sysenter_entry:
	mov	esp, [esp - TSS_SLOT + TSS_ESP0]
	push	dword SELECTOR_USER_DATA
	push	ebp			; the program's esp
	pushfd
	or	byte [esp + 1], FLAG_INTERRUPTS >> 8
.flags:	push	dword SELECTOR_USER_CODE
	push	dword USYSCALL_RETURN
	SAVE_REGISTERS
	GENERALLY_IF_ODD		; also, for these: the short ways leave by iretd, which the
					; nested-task flag would make a switch of tasks
	DISPATCH
	MAKE_CALL
%ifndef LOCKING_BIG
	mov	edx, [ebp + FRAME_EIP]
	cmp	edx, USYSCALL_RETURN
	jne	syscall_entry.leave	; not as it came: the call itself has changed the frame
	mov	ecx, [ebp + FRAME_ESP]
	mov	ebx, [ebp + FRAME_EBX]	; some calls give results in these;
	mov	edi, [ebp + FRAME_EDI]	; C has preserved esi
	mov	ebp, ecx
	sti				; not before the next instruction is done
global sysexit_instruction
sysexit_instruction:
	sysexit
%endif

; Where to the debug exception below continues: sysenter_entry, with the trace flag on.
sysenter_traced:
	mov	esp, [esp - TSS_SLOT + TSS_ESP0]
	push	dword SELECTOR_USER_DATA
	push	ebp
	pushfd
	or	dword [esp], FLAG_INTERRUPTS | FLAG_TRACE
	jmp	sysenter_entry.flags

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
	jae	syscall_unknown
	CALL_HANDLER
syscall_result:
	mov	edx, eax
	mov	eax, ebp
	call	syscall_finish
	jmp	return_to_user

syscall_unknown:
	mov	eax, -E_INVAL
	jmp	syscall_result

%ifndef LOCKING_BIG
	; The call has given the CPU to another. If that is loaded already, go there.
syscall_other:
	mov	ecx, [edx + CPU_CURRENT]
	test	ecx, ecx
	jz	syscall_result
	cmp	[edx + CPU_LOADED], ecx
	jne	syscall_result
	cmp	byte [ecx + ENV_REQUESTS], 0
	jne	syscall_result
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
