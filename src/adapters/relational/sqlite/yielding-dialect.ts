import { setImmediate as turn } from 'node:timers/promises';
import { type Driver, type SqliteDatabase, SqliteDialect } from 'kysely';

const longestStretch = 10;

/**
 * Kysely's dialect for SQLite, which lets the event loop turn between statements. Each statement runs at once,
 * and a promise that is fulfilled at once lets nothing else in: thousands of them in a row would keep requests
 * waiting, and leases from being renewed.
 */
export class YieldingSqliteDialect extends SqliteDialect {
  constructor(database: SqliteDatabase) {
    super({ database });
  }

  override createDriver(): Driver {
    const driver = super.createDriver();
    const acquire = driver.acquireConnection.bind(driver);
    let turnedAt = performance.now();
    driver.acquireConnection = async (options) => {
      if (performance.now() - turnedAt > longestStretch) {
        await turn();
        turnedAt = performance.now();
      }
      return acquire(options);
    };
    return driver;
  }
}
