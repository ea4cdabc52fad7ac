import './log';
import { join } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';
import type {
	ICredentialType,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	INodeTypes,
	IVersionedNodeType,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeHelpers } from 'n8n-workflow';
import { helperNodes } from './helperNodes';

const PACKAGE = 'n8n-nodes-ssemble';
const loader = new PackageDirectoryLoader(join(__dirname, '../../..'));

/** Loads the compiled package as n8n does; once it has, further calls do nothing. */
export async function loadPackage(): Promise<void> {
	loading ??= loader.loadAll();
	await loading;
}
let loading: Promise<void> | undefined;

/** A credential type of the package. */
export function credentialType(name: string): ICredentialType {
	return loader.getCredential(name).type;
}

/** The type of a node that makes the call with which n8n tests a credential. */
export function credentialTestNode(name: string): string {
	return `test.credentialTest.${name}`;
}

/** The node types that a workflow here can be made of: the package's, their tool variants, helper nodes. */
export const nodeTypes: INodeTypes = {
	getByName,
	getByNameAndVersion: (name, version) =>
		NodeHelpers.getVersionedNodeType(getByName(name), version),
	getKnownTypes: () => ({}),
};

function getByName(name: string): INodeType | IVersionedNodeType {
	const helper = helperNodes[name];
	if (helper) return helper;

	const [prefix, type = '', credential] = name.split('.');
	if (prefix === 'test' && credential) return credentialTestType(credentialType(credential));
	if (prefix !== PACKAGE) throw new Error(`There is no node type "${name}" here`);
	if (!type.endsWith('Tool')) return loader.getNode(type).type;

	tools[name] ??= asTool(loader.getNode(type.slice(0, -'Tool'.length)).type);
	return tools[name];
}
const tools: Record<string, INodeType | IVersionedNodeType> = {};

/** What n8n makes of a node that is usable as a tool. */
function asTool(type: INodeType | IVersionedNodeType): INodeType | IVersionedNodeType {
	if ('nodeVersions' in type) {
		const versions = Object.entries(type.nodeVersions);
		return Object.create(type, {
			nodeVersions: {
				value: Object.fromEntries(versions.map(([number, node]) => [number, toolVariant(node)])),
			},
		}) as IVersionedNodeType;
	}
	return toolVariant(type);
}

function toolVariant(node: INodeType): INodeType {
	const { usableAsTool, ...description } = node.description;
	if (!usableAsTool) throw new Error(`${description.displayName} is not usable as a tool`);

	const replacements = usableAsTool === true ? {} : usableAsTool.replacements;
	const tool: INodeTypeDescription = {
		...description,
		...replacements,
		name: `${description.name}Tool`,
		displayName: `${description.displayName} Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
	};
	tool.properties = [...toolProperties(tool), ...tool.properties];
	return Object.create(node, { description: { value: tool } }) as INodeType;
}

function toolProperties({ description }: INodeTypeDescription): INodeProperties[] {
	return [
		{
			displayName: 'Tool Description',
			name: 'descriptionType',
			type: 'options',
			options: [
				{ name: 'Set Automatically', value: 'auto' },
				{ name: 'Set Manually', value: 'manual' },
			],
			default: 'auto',
		},
		{
			displayName: 'Description',
			name: 'toolDescription',
			type: 'string',
			default: description,
			displayOptions: { show: { descriptionType: ['manual'] } },
		},
	];
}

/** A declarative node that does what n8n does behind a credential's "Test" button. */
function credentialTestType({ name, test }: ICredentialType): INodeType {
	if (!test) throw new Error(`The credential ${name} has no test`);
	return {
		description: {
			displayName: 'Credential Test',
			name: 'credentialTest',
			group: ['input'],
			version: 1,
			description: 'Credential test',
			defaults: { name: 'Credential Test' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name, required: true }],
			requestDefaults: {},
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					default: '',
					routing: { request: test.request },
				},
			],
		},
	};
}
