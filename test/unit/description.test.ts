import { NodeHelpers, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';
import { Ssemble } from '../../nodes/Ssemble/Ssemble.node';

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
