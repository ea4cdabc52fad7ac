import './log';
import { getAdditionalKeys } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsExpressionResolveValues,
	IExecuteData,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ICredentialsHelper, NodeHelpers, Workflow } from 'n8n-workflow';
import { credentialType, nodeTypes } from './nodeTypes';

/** The data of a user's credentials, by type. */
export type CredentialData = Record<string, ICredentialDataDecryptedObject>;

/** Hands out credentials and authenticates with them as n8n does, only that there is no database behind. */
export class CredentialsInMemory extends ICredentialsHelper {
	constructor(private readonly stored: CredentialData) {
		super();
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return credentialType(type).properties;
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		nodeCredentials: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		at?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.stored[type];
		if (!stored)
			throw new Error(`There is no credential of type "${type}" (${nodeCredentials.name})`);
		if (raw) return await Promise.resolve(stored);

		const data = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(type),
			stored as INodeParameters,
			true,
			false,
			null,
			null,
		);
		if (!at) return withoutExecution(data ?? {}, additionalData, mode);
		return at.workflow.expression.getParameterValue(
			data ?? {},
			at.runExecutionData,
			at.runIndex,
			at.itemIndex,
			at.node.name,
			at.connectionInputData,
			mode,
			getAdditionalKeys(additionalData, mode, null, { isCredential: true }),
			executeData,
			false,
			stored,
		) as ICredentialDataDecryptedObject;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = credentialType(typeName);
		if (typeof authenticate !== 'function') throw new Error('Only a function is provided for here');
		return await authenticate(credentials, requestOptions as IHttpRequestOptions);
	}

	async preAuthentication(): Promise<undefined> {
		await Promise.resolve();
	}

	async runPreAuthentication(): Promise<undefined> {
		await Promise.resolve();
	}

	async getCredentials(): Promise<ICredentials> {
		return await refuse();
	}

	async updateCredentials(): Promise<void> {
		await refuse();
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		await refuse();
	}
}

/** In a hook, n8n evaluates a credential's expressions in an empty workflow that has never run. */
function withoutExecution(
	data: INodeParameters,
	additionalData: IWorkflowExecuteAdditionalData,
	mode: WorkflowExecuteMode,
): ICredentialDataDecryptedObject {
	const node: INode = {
		id: '',
		name: '',
		typeVersion: 1,
		type: 'test.noOp',
		position: [0, 0],
		parameters: {},
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getComplexParameterValue(
		node,
		data,
		mode,
		getAdditionalKeys(additionalData, mode, null, { isCredential: true }),
		undefined,
		undefined,
		data,
	) as ICredentialDataDecryptedObject;
}

async function refuse(): Promise<never> {
	return await Promise.reject(new Error('Credentials are not changed here'));
}
