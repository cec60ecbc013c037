import { describePasswordHasher } from './password-hasher.contract.ts';

describePasswordHasher('node-rs', 'argon2');
describePasswordHasher('argon2', 'node-rs');
