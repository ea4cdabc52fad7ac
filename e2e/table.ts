/** The widest a column becomes, in characters. */
const WIDEST = 44;

/** One line, and not too long: the last column alone may be as long as it is, for URLs that are to be copied. */
const fitted = (cell: string, isLast: boolean): string => {
	const text = cell.replaceAll(/\s+/g, ' ');
	return isLast || text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 1)}…`;
};

/** Rows as text in columns under these headings; every line begins with two spaces. */
export const table = (headings: string[], rows: string[][]): string => {
	const cells = rows.map((row) =>
		row.map((cell, column) => fitted(cell, column === headings.length - 1)),
	);
	const widths = headings.map((heading, column) =>
		Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
	);
	const line = (row: string[]): string =>
		`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
	return [line(headings), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join(
		'\n',
	);
};
