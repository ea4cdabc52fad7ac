/** `taken: true` lets the API do its work first, and spoils only the answer. Times in milliseconds. */
export type FaultEffect =
	/** Another answer. A text is sent as it is (HTML if it begins with "<"), anything else as JSON. */
	| {
			kind: 'answer';
			status: number;
			body?: unknown;
			headers?: Record<string, string>;
			taken?: boolean;
	  }
	/** The true answer, later. */
	| { kind: 'delay'; ms: number; taken?: boolean }
	/** No answer, and after a while the connection ends. */
	| { kind: 'hang'; ms: number; taken?: boolean }
	/** The true answer's headers, then a space every so many milliseconds for ever. */
	| { kind: 'drip'; everyMs: number }
	/** The connection is reset at once. */
	| { kind: 'reset'; taken?: boolean }
	/** The true answer's status with half of its JSON. */
	| { kind: 'malformed' }
	/** The true answer, with unknown fields in every object. */
	| { kind: 'extraFields' }
	/** The true answer without the fields of these names, at any depth. */
	| { kind: 'missingFields'; fields: string[] }
	/** The true answer, changed at will. */
	| { kind: 'change'; change: (body: unknown) => unknown };
