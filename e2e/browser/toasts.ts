/** Runs in each page: keeps the texts of the red messages that pop up, for n8n lets them go after seconds. */
export const WATCH_TOASTS = `{
	const shown = (window.errorToasts = new Set());
	new MutationObserver(() => {
		for (const icon of document.querySelectorAll('.el-notification .el-notification--error'))
			shown.add(icon.closest('.el-notification').innerText);
	}).observe(document, { childList: true, subtree: true });
}`;

/** Evaluated in a page: what the above has kept. */
export const ERROR_TOASTS = '[...window.errorToasts]';
