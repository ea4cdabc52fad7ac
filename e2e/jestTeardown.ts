import { removePackage } from './communityPackage';
import { endTurn } from './turn';

/** Once after all e2e tests. */
export default async (): Promise<void> => {
	await removePackage();
	await endTurn();
};
