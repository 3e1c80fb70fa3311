/* Writes the cells that BenchmarkWriteData writes (reports/workbook/data_benchmark_test.go)
 * with libxlsxwriter in constant-memory mode: two sheets, one with labels and one
 * with codes, 30 columns.
 *
 * usage: data rows file.xlsx
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

static uint32_t hash(uint32_t row, uint32_t column) {
	uint32_t h = (row * 31 + column + 1) * 2654435761u;
	h ^= h >> 15;
	h *= 2246822519u;
	return h ^ h >> 13;
}

static char session[2][8][64], step[2][5][64], choice[2][8][64];
static lxw_worksheet *sheet;
static lxw_row_t line;
static lxw_col_t column;
static lxw_format *date;

static void text(const char *s) { worksheet_write_string(sheet, line, column++, s, NULL); }
static void number(double n) { worksheet_write_number(sheet, line, column++, n, NULL); }

static void write_row(uint32_t row, int codes) {
	line = row + 1;
	column = 0;
	text(session[codes][hash(row, 99) % 8]);
	for (uint32_t q = 0; q < 25; q++) {
		uint32_t h = hash(row, q), pick = h / 20;
		int columns = q == 24 ? 5 : 1;
		if (h % 20 == 0) {
			column += columns;
			continue;
		}
		if (q < 10) {
			if (codes)
				number(5 - pick % 5);
			else
				text(step[0][pick % 5]);
		} else if (q < 16) {
			text(choice[codes][pick % 8]);
		} else if (q < 19) {
			number(pick % 11);
		} else if (q < 22) {
			number((pick % 1000) / 10.0);
		} else if (q < 24) {
			worksheet_write_number(sheet, line, column++, 46023 + pick % 365, date); /* from 2026-01-01 */
		} else if (pick % 32 == 0) {
			column += columns; /* nothing ticked is no answer */
		} else {
			for (int option = 0; option < 5; option++)
				number(pick % 32 >> option & 1);
		}
	}
}

int main(int argc, char **argv) {
	if (argc != 3) {
		fprintf(stderr, "usage: data rows file.xlsx\n");
		return 2;
	}
	uint32_t rows = strtoul(argv[1], NULL, 10);
	for (int i = 0; i < 8; i++) {
		snprintf(session[0][i], 64, "Workshop %d: Bildung und Arbeit", i + 1);
		snprintf(session[1][i], 64, "W%d", i + 1);
		snprintf(choice[0][i], 64, "Stimme der Aussage c%d eher zu", i);
		snprintf(choice[1][i], 64, "c%d", i);
	}
	for (int i = 0; i < 5; i++)
		snprintf(step[0][i], 64, "Stimme der Aussage s%d eher zu", i);

	lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = NULL, .use_zip64 = LXW_FALSE};
	lxw_workbook *book = workbook_new_opt(argv[2], &options);
	date = workbook_add_format(book);
	format_set_num_format(date, "dd\\.mm\\.yyyy");
	for (int codes = 0; codes < 2; codes++) {
		sheet = workbook_add_worksheet(book, codes ? "Codes" : "Labels");
		line = column = 0;
		for (int i = 0; i < 30; i++) {
			char name[16];
			snprintf(name, sizeof name, "f%02d", i);
			text(name);
		}
		for (uint32_t row = 0; row < rows; row++)
			write_row(row, codes);
	}
	return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}
