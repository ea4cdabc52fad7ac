import {
	NodeHelpers,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { Ssemble } from '../../nodes/Ssemble/Ssemble.node';
import { SsembleTrigger } from '../../nodes/Ssemble/SsembleTrigger.node';

const { description } = new Ssemble();
const resourceOf = ({ displayOptions }: INodeProperties) =>
	displayOptions?.show?.resource?.[0] as string;
const operationsOf = (version: number): INodeProperties[] =>
	description.properties.filter(
		({ name, displayOptions }) =>
			name === 'operation' && displayOptions?.show?.['@version']?.includes(version),
	);
const choicesOf = (version: number) =>
	operationsOf(version).flatMap((parameter) =>
		(parameter.options as INodePropertyOptions[]).map(
			(option): [string, string, INodePropertyOptions] => [
				resourceOf(parameter),
				String(option.value),
				option,
			],
		),
	);

it('The node has one Resource dropdown, so that n8n lists each action once', () => {
	expect(description.properties.filter(({ name }) => name === 'resource')).toHaveLength(1);
});

it('Version 2 can do what version 1 could', () => {
	const names = (version: number) =>
		choicesOf(version).map(([resource, operation]) => `${resource} ${operation}`);
	expect(names(2)).toEqual(expect.arrayContaining(names(1)));
});

it.each(choicesOf(2))(
	'%s %s tells a model what it does',
	(resource, operation, { action, ...option }) => {
		const node = { parameters: { resource, operation, descriptionType: 'auto' } };
		const told = NodeHelpers.getToolDescriptionForNode(
			node as unknown as Parameters<typeof NodeHelpers.getToolDescriptionForNode>[0],
			new Ssemble(),
		);

		expect(told).toBe(`${String(action)} in Ssemble`);
		expect(option.description).toMatch(/^[A-Z].{20,}/);
	},
);

it.each([1, 2])(
	'Every parameter of version %s belongs to an operation, and says what it is for',
	(version) => {
		const shown = description.properties.filter(({ displayOptions }) =>
			displayOptions?.show?.['@version']?.includes(version),
		);
		const parameters = shown.filter(({ name }) => name !== 'operation');

		expect(parameters.length).toBeGreaterThan(10);
		for (const { displayOptions, type, description: told } of parameters) {
			expect(displayOptions?.show?.operation).toHaveLength(1);
			expect(displayOptions?.show?.resource).toHaveLength(1);
			if (type !== 'collection' && type !== 'notice') expect(told).toMatch(/^[A-Z].{8,}/);
		}
	},
);

/** A parameter of Short as the panel shows it in the node or in its tool variant. */
const shownIn = (variant: 'ssemble' | 'ssembleTool', name: string, operation: string) =>
	description.properties.filter(
		(parameter) =>
			parameter.name === name &&
			NodeHelpers.displayParameter(
				{ resource: 'short', operation, notify: 'otherWorkflow', videoRange: 'range' },
				parameter,
				{ typeVersion: 2 },
				{ ...description, name: variant, ...(variant === 'ssembleTool' && asTool) },
			),
	);
const asTool = { outputs: ['ai_tool'] as INodeTypeDescription['outputs'] };

it('People can choose Create and Wait, and AI agents cannot', () => {
	const offered = (variant: 'ssemble' | 'ssembleTool') =>
		shownIn(variant, 'operation', 'create').map(({ options = [] }) =>
			(options as INodePropertyOptions[]).map(({ value }) => value),
		);
	const all = ['create', 'createAndWait', 'download', 'getResults', 'getTranscript'];

	expect(offered('ssemble')).toEqual([expect.arrayContaining(all)]);
	expect(offered('ssembleTool').flat().sort()).toEqual(
		all.filter((one) => one !== 'createAndWait'),
	);
});

it.each(['getResults', 'getTranscript'])(
	'The model of an AI agent names the request of %s',
	(of) => {
		expect(shownIn('ssemble', 'requestId', of)).toMatchObject([
			{ default: '={{ $json.requestId }}' },
		]);
		expect(shownIn('ssembleTool', 'requestId', of)).toMatchObject([
			{ default: expect.stringContaining("$fromAI('requestId'") as string },
		]);
	},
);

it('Create notifies this workflow, and nobody if an AI agent calls it', () => {
	expect(shownIn('ssemble', 'notify', 'create')).toMatchObject([{ default: 'thisWorkflow' }]);
	expect(shownIn('ssembleTool', 'notify', 'create')).toMatchObject([{ default: 'none' }]);
});

it('Another workflow is named by its address or ID, because n8n’s own list has none with a Ssemble Trigger', () => {
	const [workflow] = shownIn('ssemble', 'notifyWorkflow', 'create');

	expect(workflow?.modes).toMatchObject([
		{ name: 'url', type: 'string' },
		{ name: 'id', type: 'string' },
	]);
	expect(workflow?.default).toEqual({ mode: 'url', value: '' });
});

it.each(['create', 'createAndWait'])(
	'Times such as 2:30 can be typed into Start and End of %s: number fields would make 230 of it',
	(operation) => {
		for (const name of ['start', 'end']) {
			expect(shownIn('ssemble', name, operation)).toMatchObject([{ type: 'string' }]);
		}
	},
);

it('Both nodes of the package have one text, whichever a search shows it of', () => {
	const { description: trigger } = new SsembleTrigger();

	expect(description.description).toBe(trigger.description);
	expect(description.description).toMatch(/clips, and start workflows/);
});

it('The actions come in the order of their use', () => {
	const actions = choicesOf(2).map(([resource, operation]) => `${resource} ${operation}`);

	expect([...new Set(actions)]).toEqual([
		'short createAndWait',
		'short create',
		'short getResults',
		'short download',
		'short getTranscript',
		'request getStatus',
		'request getAll',
		'request delete',
		'asset list',
	]);
});
