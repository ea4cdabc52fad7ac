import type { IDataObject } from 'n8n-workflow';

/** Whether a value from outside is a JSON object (not null, not an array). */
export function isJsonObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is an id as Ssemble gives them: 24 hexadecimal characters. */
export function isSsembleId(value: unknown): value is string {
	return typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value);
}

/** A parameter's or answer's value as text without spaces around it; '' if there is none. */
export function asText(value: unknown): string {
	if (typeof value === 'string') return value.trim();
	if (Array.isArray(value)) return value.map(asText).join(', ');
	return value === undefined || value === null ? '' : JSON.stringify(value);
}

/** A switch's value, which an expression may yield as text, e.g. "TRUE" from a spreadsheet. */
export function asBoolean(value: unknown): boolean {
	return typeof value === 'string' ? /^(true|yes|1)$/i.test(value.trim()) : Boolean(value);
}
