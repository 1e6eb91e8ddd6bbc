/*
 * The Mandelbrot set in coloured characters, computed by several environments
 * at once: mandel [WORKERS [WIDTH HEIGHT]]. Worker w computes the rows w,
 * w + WORKERS, ..., and sends each as a page. All arithmetic is in IEEE
 * double precision, so the checksum is the same on any machine.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>
#include <stdlib.h>

#define WORKERS_MAX    16
#define WIDTH_MAX      200
#define HEIGHT_MAX     200
#define ITERATIONS_MAX 256

#define LEFT   -2.2
#define TOP    -1.2
#define WIDTH  3.2
#define HEIGHT 2.4

struct point {
	uint32_t count;  /* iterations */
	uint32_t x_bits; /* the low half of where x ended: every rounding on the way shows in it */
};

/* A worker's row, in a page of its own; the parent receives it at another address. */
#define ROW      ((struct point *)0x10000000)
#define RECEIVED ((struct point *)0x10001000)

static struct point picture[HEIGHT_MAX][WIDTH_MAX];
static uint32_t width = 78, height = 23, workers = 4;

/*
 * The x87 rounds to 64 bits of mantissa unless it is told to round to double's
 * 53. Children of fork have the control word, too.
 */
static void
use_double_precision(void)
{
	static const uint16_t control = 0x27F;

	__asm__ volatile("fldcw %0" : : "m"(control));
}

static struct point
iterate(double cx, double cy)
{
	double x = 0, y = 0;
	uint32_t count = 0;

	while (count < ITERATIONS_MAX) {
		const double x2 = x * x, y2 = y * y;

		if (x2 + y2 > 4)
			break;
		y = 2 * x * y + cy;
		x = x2 - y2 + cx;
		count++;
	}
	return (struct point){ count, (uint32_t)((union {
					      double value;
					      uint64_t bits;
				      }){ x })
					      .bits };
}

static void
compute_row(struct point *points, uint32_t row)
{
	const double cy = TOP + row * (HEIGHT / height);

	for (uint32_t column = 0; column < width; column++)
		points[column] = iterate(LEFT + column * (WIDTH / width), cy);
}

static _Noreturn void
work(uint32_t first, envid_t parent)
{
	for (uint32_t row = first; row < height; row += workers) {
		/* A new page each time: the parent may still be looking at the last. */
		const int error = sys_page_alloc(0, ROW, PTE_P | PTE_U | PTE_W | PTE_NOEXEC);

		if (error < 0)
			panic("no page for a row: %e", error);
		compute_row(ROW, row);
		ipc_send(parent, row, ROW, PTE_P | PTE_U | PTE_NOEXEC);
	}
	exit();
}

static void
show_row(const struct point *points)
{
	static const char shades[] = " .:-=+*%@#";
	char line[WIDTH_MAX * 6 + 8], *end = line;
	uint32_t colour, last = 0;

	for (uint32_t column = 0; column < width; column++) {
		const uint32_t count = points[column].count;
		const bool inside = count == ITERATIONS_MAX;

		colour = inside ? 30 : 31 + count % 7;
		if (colour != last)
			end += snprintf(end, 6, "\033[%um", colour);
		last = colour;
		*end++ = inside ? ' ' : shades[count < 18 ? count / 2 : sizeof(shades) - 2];
	}
	*end = '\0';
	cprintf("%s\033[0m\n", line);
}

static void
receive_rows(void)
{
	for (uint32_t i = 0; i < height; i++) {
		const int32_t row = ipc_recv(NULL, RECEIVED, NULL);

		if (row < 0 || (uint32_t)row >= height)
			panic("row %d came", row);
		memcpy(picture[row], RECEIVED, width * sizeof(picture[0][0]));
	}
	sys_page_unmap(0, RECEIVED);
}

static void
show_picture(void)
{
	uint32_t total = 0, checksum = 0;

	for (uint32_t row = 0; row < height; row++) {
		show_row(picture[row]);
		for (uint32_t column = 0; column < width; column++) {
			total += picture[row][column].count;
			checksum = checksum * 31 + picture[row][column].count;
			checksum = checksum * 31 + picture[row][column].x_bits;
		}
	}
	cprintf("mandel: %ux%u by %u, %u iterations, checksum %08x\n", width, height, workers,
		total, checksum);
}

static uint32_t
argument(int argc, char **argv, int index, uint32_t otherwise, uint32_t limit)
{
	const uint32_t value = argc > index ? strtoul(argv[index], NULL, 0) : otherwise;

	return value == 0 ? 1 : value < limit ? value : limit;
}

void
umain(int argc, char **argv)
{
	const envid_t self = sys_getenvid();

	workers = argument(argc, argv, 1, workers, WORKERS_MAX);
	width = argument(argc, argv, 2, width, WIDTH_MAX);
	height = argument(argc, argv, 3, height, HEIGHT_MAX);
	use_double_precision();
	for (uint32_t i = 0; i < workers; i++) {
		const envid_t child = fork();

		if (child < 0)
			panic("fork: %e", child);
		if (child == 0)
			work(i, self);
	}
	receive_rows();
	show_picture();
}
