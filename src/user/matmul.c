/*
 * Matrix multiplication by a grid of environments:
 *
 *   matmul [N [SEED]]      N from 1 to 16
 *
 * Cell (i, j) holds one element of a matrix B. The rows of a matrix A come
 * from the west, an element to each row of the grid, and sums that begin as
 * zeroes from the north; a cell hands the element on to the east, and the
 * sum, its product added, to the south. What arrives there are the rows of
 * A * B, which are compared with the plain product.
 *
 * Source: C. A. R. Hoare, "Communicating Sequential Processes", section 6.2.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/channel.h>
#include <inc/lib.h>
#include <stdlib.h>

#define N_MAX     16
#define N_DEFAULT 3

/*
 * The environments by their places, for all to read, where no heap is: 1 to n are the grid's;
 * row 0 and column 0 its sources, row n + 1 and column n + 1 its sinks.
 */
#define GRID ((envid_t(*)[N_MAX + 2])0x90000000)

struct place {
	int row, column;
};

static int n = N_DEFAULT;
static int32_t a[N_MAX][N_MAX], b[N_MAX][N_MAX];

/* Who finds that another has ended before its time ends too, and the first one says why. */
static void
check(int error, int row, int column)
{
	if (error >= 0)
		return;
	if (GRID[0][0] == sys_getenvid())
		panic("the environment at (%d, %d): %e", row, column, error);
	exit();
}

static void
send(int row, int column, uint32_t value)
{
	check(channel_send(GRID[row][column], value), row, column);
}

static uint32_t
receive(int row, int column)
{
	uint32_t value = 0;

	check(channel_receive(GRID[row][column], &value), row, column);
	return value;
}

/* Each of the following handles one row of A after the other. */

static void
west(struct place place, int turn)
{
	send(place.row, 1, (uint32_t)a[turn][place.row - 1]);
}

static void
north(struct place place, int turn)
{
	USED(turn);
	send(1, place.column, 0);
}

static void
cell(struct place place, int turn)
{
	const int i = place.row, j = place.column;
	const uint32_t element = receive(i, j - 1);
	uint32_t sum;

	USED(turn);
	send(i, j + 1, element);
	sum = receive(i - 1, j);
	send(i + 1, j, sum + (uint32_t)b[i - 1][j - 1] * element);
}

static void
east(struct place place, int turn)
{
	USED(turn);
	receive(place.row, n);
}

/* To the one in corner (0, 0), who has started all. */
static void
south(struct place place, int turn)
{
	USED(turn);
	send(0, 0, receive(n, place.column));
}

/* Who works at a place; null: nobody, it is a corner. */
static void (*work_at(struct place place))(struct place, int)
{
	const bool outer_row = place.row == 0 || place.row == n + 1;
	const bool outer_column = place.column == 0 || place.column == n + 1;

	if (outer_row && outer_column)
		return NULL;
	if (outer_row)
		return place.row == 0 ? north : south;
	if (outer_column)
		return place.column == 0 ? west : east;
	return cell;
}

static void
start(struct place place)
{
	void (*const work)(struct place, int) = work_at(place);
	envid_t child;

	if (work == NULL)
		return;
	child = fork();
	if (child < 0)
		panic("fork: %e", child);
	if (child > 0) {
		GRID[place.row][place.column] = child;
		return;
	}
	/* Once it sends, everybody is in place. */
	receive(0, 0);
	for (int turn = 0; turn < n; turn++)
		work(place, turn);
	exit();
}

static struct place
next_place(struct place place)
{
	return place.column <= n ? (struct place){ place.row, place.column + 1 }
				 : (struct place){ place.row + 1, 0 };
}

static void
fill(int32_t matrix[N_MAX][N_MAX])
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			matrix[i][j] = rand() % 201 - 100;
}

static int32_t
plain_product(int i, int j)
{
	int32_t sum = 0;

	for (int k = 0; k < n; k++)
		sum += a[i][k] * b[k][j];
	return sum;
}

/* The rows of the product, as they come. */
static int
compare(void)
{
	int wrong = 0;

	for (int i = 0; i < n; i++) {
		for (int j = 0; j < n; j++) {
			const int32_t sum = (int32_t)receive(n + 1, j + 1);

			cprintf("%d%c", sum, j == n - 1 ? '\n' : ' ');
			wrong += sum != plain_product(i, j);
		}
	}
	return wrong;
}

void
umain(int argc, char **argv)
{
	int error, wrong;

	if (argc > 1)
		n = atoi(argv[1]);
	if (n < 1 || n > N_MAX) {
		cprintf("usage: matmul [N [SEED]]; N is from 1 to %d\n", N_MAX);
		return;
	}
	srand(argc > 2 ? (unsigned)atoi(argv[2]) : 1);
	fill(a);
	fill(b);
	error = sys_page_alloc(0, GRID, PTE_P | PTE_U | PTE_W | PTE_SHARE | PTE_NOEXEC);
	if (error < 0)
		panic("matmul: %e", error);
	GRID[0][0] = sys_getenvid();
	/* All that are started from here on end with us, whatever ends us. */
	sys_env_set_bound(0, 1);
	for (struct place place = { 0, 0 }; place.row <= n + 1; place = next_place(place))
		start(place);
	for (struct place place = { 0, 0 }; place.row <= n + 1; place = next_place(place))
		if (work_at(place) != NULL)
			send(place.row, place.column, 0);
	wrong = compare();
	if (wrong > 0)
		panic("matmul: %d elements are wrong", wrong);
	cprintf("matmul: %d by %d, by %d environments: right\n", n, n, n * n + 4 * n);
}
