import type { IExecuteFunctions } from 'n8n-workflow';
import type { ShortsRequest } from '../api/types';
import { nodeKey } from '../n8n/nodeRecord';
import { deliveryKey, type TriggerEvent } from './event';
import { hasFailed, wasAccepted } from './handledEvents';

/** An event with which this execution began, on its way to the items that it yields. */
export interface Delivery {
	/** As `deliveryKey` gives it. */
	key: string;
	/** As in TriggerEvent: tells the execution from others that want to make the same delivery. */
	start?: string;
	/** Of the input item that holds the event. */
	itemIndex: number;
	event: TriggerEvent;
	/** Whether another process may make the same delivery: its webhook did not run in this one. */
	mayCompete: boolean;
}

/** A delivery with its request, as the API has confirmed it. */
export interface ConfirmedDelivery extends Delivery {
	request: ShortsRequest;
}

/** The deliveries that this execution is to make, one for each input item. */
export function readDeliveries(context: IExecuteFunctions): Delivery[] {
	const scope = nodeKey(context);
	return context.getInputData().map(({ json }, itemIndex) => {
		const event = json as unknown as TriggerEvent;
		const key = deliveryKey(scope, event);
		return { key, start: event.start, itemIndex, event, mayCompete: !wasAccepted(key) };
	});
}

/** Whether the execution may have tried to make a delivery before: it is a retry, or its node runs again. */
export function isTriedBefore(context: IExecuteFunctions, { key }: Delivery): boolean {
	return context.getMode() === 'retry' || hasFailed(key);
}

/** The deliveries that are not among others. */
export function without<Kind extends Delivery>(deliveries: Kind[], others: Delivery[]): Kind[] {
	const keys = new Set(others.map(({ key }) => key));
	return deliveries.filter(({ key }) => !keys.has(key));
}
