import type { IDataObject } from 'n8n-workflow';

/** Whether a value from outside is a JSON object (not null, not an array). */
export function isJsonObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is an id as Ssemble gives them: 24 hexadecimal characters. */
export function isSsembleId(value: unknown): value is string {
	return typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value);
}
