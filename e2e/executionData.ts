import type { IDataObject, INodeExecutionData, ITaskData } from 'n8n-workflow';
import type { Execution } from './n8nApi';

/** Which output of which run of a node: the first output of its last run unless told. */
export interface OutputChoice {
	run?: number;
	output?: number;
}

/** Every run of a node in an execution; none if it was not reached. */
export const runsOf = ({ data }: Execution, node: string): ITaskData[] =>
	data.resultData.runData[node] ?? [];

/** The items a node gave out; none if it was not reached. */
export const itemsOf = (
	execution: Execution,
	node: string,
	{ run = -1, output = 0 }: OutputChoice = {},
): INodeExecutionData[] => runsOf(execution, node).at(run)?.data?.main?.[output] ?? [];

/** The JSON of the items a node gave out. */
export const jsonOf = (execution: Execution, node: string, choice?: OutputChoice): IDataObject[] =>
	itemsOf(execution, node, choice).map(({ json }) => json);

/** The hints a node gave in its last run. */
export const hintsOf = (execution: Execution, node: string): string[] =>
	(runsOf(execution, node).at(-1)?.hints ?? []).map(({ message }) => message);

/** What a failed execution says; undefined if it did not fail. */
export const errorOf = ({
	data,
}: Execution): { message: string; description: string; node: string } | undefined => {
	const { error } = data.resultData;
	if (error === undefined) return undefined;
	const node = 'node' in error ? (error.node?.name ?? '') : '';
	return { message: error.message, description: error.description ?? '', node };
};
