; Where an application processor begins: real mode, CS:IP = 0x0700:0.
;
; This code is linked in the kernel's high addresses but runs at TRAMPOLINE,
; so every reference to itself goes through AT(). It goes straight to the
; kernel's own page tables, in which this page is mapped twice: at its
; physical address, where it is still executing when paging comes on, and as
; part of the direct map.
;
; SPDX-License-Identifier: MIT
%include "offsets.inc"

%define AT(label) (TRAMPOLINE + ((label) - trampoline_start))

section .rodata
global trampoline_start, trampoline_parameters, trampoline_end
extern ap_start

bits 16
align 16
trampoline_start:
	cli
	cld
	mov	ax, cs			; CS is TRAMPOLINE >> 4: all data below is relative to it
	mov	ds, ax
	o32 lgdt [descriptor_table_pointer - trampoline_start]
	mov	eax, cr0
	and	eax, 0x9FFFFFFF		; processors wake up with caching disabled
	or	eax, 1			; protection on
	mov	cr0, eax
	jmp	dword 0x08:AT(protected)

bits 32
protected:
	mov	eax, 0x10		; the data segment before the first store
	mov	ds, eax
	mov	es, eax
	mov	ss, eax
	mov	ebx, AT(trampoline_parameters)

	xor	ecx, ecx		; claim the stack: a processor that was given up and
	xchg	ecx, [ebx + TRAMPOLINE_STACK] ; comes late finds none
	test	ecx, ecx
	jz	no_stack
	mov	esp, ecx

	mov	eax, CR4_BOOT		; PAE
	mov	cr4, eax
	mov	eax, [ebx + TRAMPOLINE_CR3]
	mov	cr3, eax
	mov	eax, [ebx + TRAMPOLINE_EFER]
	test	eax, eax		; no-execute bits are reserved bits until this is set
	jz	enable_paging
	xor	edx, edx
	mov	ecx, 0xC0000080		; EFER
	wrmsr
enable_paging:
	mov	eax, CR0_KERNEL
	mov	cr0, eax
	mov	eax, ap_start		; out of here, to the kernel's addresses
	jmp	eax

no_stack:
	hlt
	jmp	no_stack

align 8
descriptor_table:
	dq	0
	dq	0x00CF9A000000FFFF	; 0x08: code, flat
	dq	0x00CF92000000FFFF	; 0x10: data, flat
descriptor_table_pointer:
	dw	descriptor_table_pointer - descriptor_table - 1
	dd	AT(descriptor_table)

align 4
trampoline_parameters:
	times	TRAMPOLINE_PARAMETERS_SIZE db 0
trampoline_end:

section .text
; On the processor's own stack, paging on. The stack's top word is its struct cpu.
ap_start:
	xor	ebp, ebp		; backtraces end here
	extern	ap_main
	call	ap_main			; does not return
