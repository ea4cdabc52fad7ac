// node scan.mjs <folder> <pattern> …
// Prints as JSON what n8n's own scanner says of the files of a package. In a process of its own, for the
// scanner is an ES module, which jest does not load.
import { analyzePackage, buildScanConfig } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

const [folder, ...patterns] = process.argv.slice(2);

// The scanner's verdict leaves out warnings, so its rules are run once more to see them too.
const eslint = new ESLint({
	cwd: folder,
	allowInlineConfig: false,
	errorOnUnmatchedPattern: false,
	overrideConfigFile: true,
	overrideConfig: await buildScanConfig(),
});
const verdict = await analyzePackage(folder, patterns);
const results = await eslint.lintFiles(patterns);

console.log(
	JSON.stringify({
		passed: verdict.passed,
		files: results.length,
		findings: results.flatMap(({ filePath, messages }) =>
			messages.map(({ line, message, ruleId }) => `${filePath}:${line} ${message} (${ruleId})`),
		),
	}),
);
