import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import type { NodeContext } from '../n8n/context';
import { CALLS_AT_ONCE } from '../n8n/items';
import { asText } from '../n8n/json';
import { inParallel } from '../n8n/parallel';
import { refuser } from '../n8n/parameters';

/** The type of credential that all nodes have. */
export const CREDENTIAL = 'ssembleApi';

/** The values of a credential, which may be anything as long as nobody has looked. */
export type Credential = ICredentialDataDecryptedObject;

/** Reads the credential of a node, as it is for the first input item. */
export async function readCredential(context: NodeContext, itemIndex = 0): Promise<Credential> {
	return await context.getCredentials(CREDENTIAL, itemIndex);
}

/**
 * Refuses a key that is an expression with another value for a later item: all calls go out with the first one, and
 * so another account would pay.
 *
 * @throws NodeOperationError that names the item
 */
export async function refuseOtherKeys(context: IExecuteFunctions, apiKey: string): Promise<void> {
	const others = [...context.getInputData().keys()].slice(1);
	await inParallel(others, CALLS_AT_ONCE, async (itemIndex) => {
		const credential = await readCredential(context, itemIndex);
		if (asText(credential.apiKey) === apiKey) return;
		refuser(context, itemIndex)(
			'The API key in the Ssemble credential is not the same for all input items',
			'Pass in the items of one account at a time, e.g. with a Loop Over Items node that has a batch size of 1. Nothing was submitted.',
		);
	});
}

/**
 * Whether the key is an expression on the input item: n8n cannot evaluate it when it receives a callback.
 *
 * @param apiKey as it is for the first item
 */
export async function dependsOnItem(context: IExecuteFunctions, apiKey: string): Promise<boolean> {
	try {
		// Of an item that is not there, an expression on it yields something else, or nothing.
		const credential = await readCredential(context, context.getInputData().length);
		return asText(credential.apiKey) !== apiKey;
	} catch {
		return true;
	}
}
