import type { IBinaryData } from 'n8n-workflow';

/** What an operation decides about all its submissions. */
export interface SubmitChoice {
	/** Whether private addresses are fine, because the API itself is at one (a sandbox). */
	allowPrivate: boolean;
	/** Whether Ssemble may still fetch the video when the execution has ended. */
	outlivesExecution: boolean;
	/** Files to take instead of those of the input items, by the items' index. */
	copies: ReadonlyMap<number, IBinaryData>;
}
