; From the boot loader to C: headers, processor check, early page tables.
;
; The loader enters in 32-bit protected mode without paging, while the kernel
; is linked at KERNBASE + its physical address: until paging is on, labels
; are used through PHYSICAL(). The early tables map all addresses to
; themselves, and from KERNBASE up to physical memory from 0; the final ones
; are made in C.
;
; SPDX-License-Identifier: MIT
%include "offsets.inc"

%define PHYSICAL(label) ((label) - KERNBASE)

MB1_MAGIC	equ 0x1BADB002
MB1_FLAGS	equ 3			; modules on page boundaries, memory information
MB2_MAGIC	equ 0xE85250D6

COM1		equ 0x3F8

section .multiboot
align 8
multiboot1_header:
	dd	MB1_MAGIC
	dd	MB1_FLAGS
	dd	-(MB1_MAGIC + MB1_FLAGS)

align 8
multiboot2_header:
	dd	MB2_MAGIC
	dd	0			; i386
	dd	multiboot2_header_end - multiboot2_header
	dd	-(MB2_MAGIC + (multiboot2_header_end - multiboot2_header))
align 8
	dw	6, 0			; modules on page boundaries
	dd	8
align 8
	dw	5, 1			; a framebuffer is welcome, not needed
	dd	20
	dd	1024, 768, 32		; else as the firmware likes it, or as grub.cfg says
align 8
	dw	0, 0			; end
	dd	8
multiboot2_header_end:

section .bss
align 4096
early_directories:
	resb	4 * 4096
align 32
early_pointers:
	resb	32
boot_entry_tsc:				; the time-stamp counter when the kernel was entered
	resb	8

alignb KSTACK_SLOT			; so that arch_this_cpu works from the start
boot_stack:
	resb	KSTACK_SLOT
boot_stack_top:

section .text
bits 32
global boot_entry, boot_entry_tsc, early_directories
extern bss_start, bss_end, cpus, i386_start

boot_entry:
	cli
	cld
	mov	ebp, eax		; the loader's magic number
	mov	esi, ebx		; where its information lies
	mov	esp, PHYSICAL(boot_stack_top)

	; Is there a CPUID instruction? The ID flag can be changed if so.
	pushfd
	pop	eax
	mov	ecx, eax
	xor	eax, 1 << 21
	push	eax
	popfd
	pushfd
	pop	eax
	xor	eax, ecx
	test	eax, 1 << 21
	mov	edx, 0
	jz	check_features
	mov	eax, 1
	cpuid
check_features:
	and	edx, CPUID_NEEDED_FIRST
	cmp	edx, CPUID_NEEDED_FIRST
	jne	unsuitable

	rdtsc				; the clock counts from here on
	mov	ebx, eax
	mov	edi, PHYSICAL(bss_start) ; not every loader clears it
	mov	ecx, PHYSICAL(bss_end)
	sub	ecx, edi
	shr	ecx, 2
	xor	eax, eax
	rep stosd
	mov	[PHYSICAL(boot_entry_tsc)], ebx
	mov	[PHYSICAL(boot_entry_tsc) + 4], edx

	; Directory entries of 2 MiB: 2,048 of them cover 4 GiB.
	mov	edi, PHYSICAL(early_directories)
	mov	eax, 0x83		; present, writable, large; physical address 0
	mov	ecx, 2048
.next:	cmp	ecx, 2048 - ((KERNBASE & 0xFFFFFFFF) >> 21)
	jne	.fill
	mov	eax, 0x83		; from KERNBASE on, physical memory from 0 again
.fill:	mov	[edi], eax
	add	edi, 8
	add	eax, 0x200000
	loop	.next

	mov	edi, PHYSICAL(early_pointers)
	mov	eax, PHYSICAL(early_directories) + 1
	mov	ecx, 4
.point:	mov	[edi], eax
	add	edi, 8
	add	eax, 4096
	loop	.point

	mov	eax, CR4_BOOT
	mov	cr4, eax
	mov	eax, PHYSICAL(early_pointers)
	mov	cr3, eax
	mov	eax, CR0_KERNEL
	mov	cr0, eax
	mov	eax, high
	jmp	eax

high:	mov	dword [boot_stack_top - 4], cpus ; this is CPU 0
	mov	esp, boot_stack_top - 16
	mov	eax, ebp
	xor	ebp, ebp		; backtraces end here
	mov	edx, esi
	call	i386_start		; (magic, information); does not return

; The processor lacks something without which there is no way to C, where a framebuffer could be used: say so
; on a text screen, from its top left, and the serial port.
unsuitable:
	mov	esi, PHYSICAL(serial_settings)
	mov	ecx, SERIAL_SETTINGS
.set:	lodsw				; low byte: the register; high byte: its value
	movzx	edx, al
	add	edx, COM1
	mov	al, ah
	out	dx, al
	loop	.set

	mov	esi, PHYSICAL(unsuitable_text)
	mov	edi, 0xB8000
	mov	ebx, 1000000		; how long to wait for the serial port in all, in tries: about a second
.character:
	lodsb
	test	al, al
	jz	.halt
	mov	ah, 0x07		; grey on black
	cmp	al, ' '
	jb	.wait			; the line's end is for the serial port only
	mov	[edi], ax
	add	edi, 2
.wait:	mov	ah, al
	mov	dx, COM1 + 5		; line status
.poll:	in	al, dx
	test	al, 0x20		; room for a character?
	jnz	.send
	dec	ebx
	jnz	.poll
	inc	ebx			; there seems to be no port: look only once more each time
.send:	mov	dx, COM1
	mov	al, ah
	out	dx, al
	jmp	.character
.halt:	hlt
	jmp	.halt

; Go on at function (first argument) with a new stack (second); never returns.
global switch_stack
switch_stack:
	mov	esp, edx
	xor	ebp, ebp
	call	eax

section .rodata
serial_settings:			; 115,200 baud, 8 bits, no parity; not every firmware sets the port up
	db	3, 0x83, 0, 1, 1, 0, 3, 0x03
SERIAL_SETTINGS	equ ($ - serial_settings) / 2
global unsuitable_text
unsuitable_text:
	db	"Tine needs a processor with PAE, CMOV, FXSAVE and a time-stamp counter "
	db	"(Pentium III or newer). Boot code 0000-0000", 13, 10, 0
