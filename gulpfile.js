const { rm } = require('node:fs/promises');
const { dest, src } = require('gulp');

const clean = async () => await rm('dist', { recursive: true, force: true });

// Icons and codex files (the .json beside each node) are read by n8n from beside the compiled nodes.
const copy = () =>
	src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(
		dest('dist'),
	);

module.exports = { clean, copy };
