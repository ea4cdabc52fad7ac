import {
	isResourceLocatorValue,
	NodeHelpers,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';

/** Where a value stands: the node it belongs to, and the values that decide which parameters there are. */
interface Place {
	node: INode;
	type: INodeTypeDescription;
	/** All parameters of the node, defaults included. */
	root: INodeParameters;
	/** The parameters next to this one, defaults included. */
	siblings: INodeParameters;
	/** How the place is called in what is found, e.g. "Upload: options.". */
	path: string;
}

/** What a parameter of such a type holds, if no expression stands in its place. */
const JSON_TYPES: Partial<Record<INodeProperties['type'], string>> = {
	boolean: 'boolean',
	number: 'number',
	string: 'string',
	dateTime: 'string',
	collection: 'object',
	fixedCollection: 'object',
	filter: 'object',
	assignmentCollection: 'object',
	resourceMapper: 'object',
};

/**
 * What does not fit between a saved node and the descriptions that its n8n has of node types: an unknown type or
 * version, parameters, options or choices that are not there, values of another kind, required ones left out.
 *
 * @returns One line for each, with the node and the parameter; none if all is well.
 */
export const parameterProblems = (node: INode, types: INodeTypeDescription[]): string[] => {
	const type = types.find(
		({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion),
	);
	if (type === undefined) return [`${node.name}: ${node.type} ${node.typeVersion} is unknown`];
	const { properties } = type;
	const root =
		NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, type) ?? {};
	const issues =
		NodeHelpers.getNodeParametersIssues(properties, { ...node, parameters: root }, type)
			?.parameters ?? {};
	const place: Place = { node, type, root, siblings: root, path: `${node.name}: ` };
	return [
		...problemsOf(node.parameters, properties, place),
		...Object.values(issues).flatMap((texts) => texts.map((text) => `${node.name}: ${text}`)),
	];
};

const isExpression = (value: unknown): boolean =>
	typeof value === 'string' && value.startsWith('=');

const problemsOf = (values: object, properties: INodeProperties[], place: Place): string[] =>
	Object.entries(values).flatMap(([name, value]) => {
		const named = properties.filter((property) => property.name === name);
		const shown = named.filter((property) =>
			NodeHelpers.displayParameter(place.siblings, property, place.node, place.type, place.root),
		);
		const at = `${place.path}${name}`;
		if (named.length === 0) return [`${at} is unknown`];
		if (shown.length === 0) return [`${at} has no effect with the other parameters`];
		// The same name may stand for one parameter in two places; it is right if one of them takes the value.
		const found = shown.map((property) => valueProblems(value, property, { ...place, path: at }));
		return found.find((problems) => problems.length === 0) ?? found[0] ?? [];
	});

const valueProblems = (value: unknown, property: INodeProperties, place: Place): string[] => {
	if (isExpression(value)) return [];
	const { type, modes = [] } = property;
	if (type === 'options' || type === 'multiOptions') return choiceProblems(value, property, place);
	if (type === 'resourceLocator') {
		const known = isResourceLocatorValue(value) && modes.some(({ name }) => name === value.mode);
		return known ? [] : [`${place.path} is in no way of choosing that there is`];
	}
	const wanted = JSON_TYPES[type];
	if (wanted !== undefined && typeof value !== wanted) return [`${place.path} is no ${wanted}`];
	if (type === 'collection') return collectionProblems(value as IDataObject, property, place);
	if (type === 'fixedCollection') return groupProblems(value as IDataObject, property, place);
	return [];
};

const choiceProblems = (value: unknown, property: INodeProperties, place: Place): string[] => {
	const choices = (property.options ?? []) as INodePropertyOptions[];
	// Choices that n8n loads from a service, or makes up when the node is opened.
	if (choices.length === 0) return [];
	return [value]
		.flat()
		.filter((each) => !choices.some((choice) => choice.value === each))
		.map((each) => `${place.path} has no choice ${String(each)}`);
};

const collectionProblems = (
	value: IDataObject,
	property: INodeProperties,
	place: Place,
): string[] =>
	problemsOf(value, (property.options ?? []) as INodeProperties[], {
		...place,
		siblings: value as INodeParameters,
		path: `${place.path}.`,
	});

const groupProblems = (value: IDataObject, property: INodeProperties, place: Place): string[] => {
	const groups = (property.options ?? []) as INodePropertyCollection[];
	return Object.entries(value).flatMap(([name, entries]) => {
		const path = `${place.path}.${name}`;
		const group = groups.find((each) => each.name === name);
		if (group === undefined) return [`${path} is unknown`];
		return [entries].flat().flatMap((entry) => {
			const given = entry as INodeParameters;
			const { node, type } = place;
			const siblings =
				NodeHelpers.getNodeParameters(group.values, given, true, true, node, type) ?? given;
			return problemsOf(given, group.values, { ...place, siblings, path: `${path}.` });
		});
	});
};
