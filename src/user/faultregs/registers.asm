; fault_with_registers: loads every register from `wanted`, writes to UTEMP at
; fault_instruction, and stores every register in `after`.
;
; SPDX-License-Identifier: MIT

bits 32

global fault_with_registers, fault_instruction
extern wanted, after

UTEMP	equ 0x00400000			; <abi/memlayout.h>

struc registers				; as struct registers in main.c
.edi:		resd 1
.esi:		resd 1
.ebp:		resd 1
.oesp:		resd 1
.ebx:		resd 1
.edx:		resd 1
.ecx:		resd 1
.eax:		resd 1
.eflags:	resd 1
.esp:		resd 1
endstruc

section .text

fault_with_registers:
	pushad				; the C code's own
	pushfd
	push	dword [wanted + registers.eflags]
	popfd
	mov	[wanted + registers.esp], esp
	mov	edi, [wanted + registers.edi]
	mov	esi, [wanted + registers.esi]
	mov	ebp, [wanted + registers.ebp]
	mov	ebx, [wanted + registers.ebx]
	mov	edx, [wanted + registers.edx]
	mov	ecx, [wanted + registers.ecx]
	mov	eax, [wanted + registers.eax]
fault_instruction:
	mov	[UTEMP], eax
	mov	[after + registers.edi], edi	; mov and push change no flag
	mov	[after + registers.esi], esi
	mov	[after + registers.ebp], ebp
	mov	[after + registers.ebx], ebx
	mov	[after + registers.edx], edx
	mov	[after + registers.ecx], ecx
	mov	[after + registers.eax], eax
	mov	[after + registers.esp], esp
	pushfd
	pop	dword [after + registers.eflags]
	popfd
	popad
	ret

section .note.GNU-stack noalloc noexec nowrite progbits
