/** A jest reporter: ends the run with one plain line that any CI can read. */
module.exports = class ClosingLine {
	onRunComplete(_contexts, results) {
		const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
		const skipped = results.numPendingTests + results.numTodoTests;
		console.log(`\n${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
	}
};
