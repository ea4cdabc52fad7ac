/** n8n marks what a test may look for with `data-test-id`. */
export const byId = (id: string): string => `[data-test-id="${id}"]`;
