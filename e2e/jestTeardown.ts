import { removePackage } from './communityPackage';

/** Once after all e2e tests. */
export default removePackage;
