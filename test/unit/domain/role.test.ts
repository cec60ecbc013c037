import { describe, expect, it } from 'vitest';
import { toRole } from '../../../src/domain/role.ts';

describe('toRole', () => {
  it.each(['admin', 'a', 'billing:read', 'svc.orders_2-write', 'x'.repeat(64)])(
    'takes %s as it is',
    (role) => {
      expect(toRole(role)).toBe(role);
    },
  );

  it.each(['', ' admin', 'admin\n', 'Admin', 'ädmin', 'a b', 'a,b', 'a/b', 'x'.repeat(65), 'ａdmin'])(
    'refuses %j',
    (role) => {
      expect(toRole(role)).toEqual({ problem: expect.any(String) });
    },
  );
});
