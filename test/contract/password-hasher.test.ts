import { createArgon2Hasher } from '../../src/adapters/argon2/argon2-hasher.ts';
import { createNodeRsHasher } from '../../src/adapters/argon2/node-rs-hasher.ts';
import { describePasswordHasher } from './password-hasher.contract.ts';

describePasswordHasher('@node-rs/argon2', createNodeRsHasher, createArgon2Hasher);
describePasswordHasher('argon2', createArgon2Hasher, createNodeRsHasher);
