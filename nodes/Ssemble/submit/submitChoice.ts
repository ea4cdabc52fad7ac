/** What an operation decides about all its submissions. */
export interface SubmitChoice {
	/** Whether private addresses are fine, because the API itself is at one (a sandbox). */
	allowPrivate: boolean;
	/** Whether Ssemble may still fetch the video when the execution has ended. */
	outlivesExecution: boolean;
}
